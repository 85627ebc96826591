"""Tell registrants who asked of a new edition: each once, in batches that a crash cannot repeat."""

from eipd_portal.languages import ENGLISH, SPANISH, whole_address
from eipd_portal.models import EditionVersion, NoticeWish
from eipd_portal.unsubscribing import unsubscribe_address
from sales_orders.models import Product
from uccms.audit.context import action
from uccms.mail.actions.queueing_mail import About, announce
from uccms.mail.messages import Written, write

KIND = "portal_edition"
BATCH = 2_000
# Stands in the words until each reader's address takes its place: they are written once for a million.
UNSUBSCRIBE = "unsubscribe-address-of-this-reader"


def announce_due() -> int:
    """Write the mails of all versions whose time has come; says how many. It goes on where it stopped."""
    written = 0
    due = EditionVersion.objects.public().filter(announced_up_to__isnull=False, withdrawn_at=None)
    for key in due.order_by("published_at", "pk").values_list("pk", flat=True)[:1_000]:
        while (batch := announce_batch(key, by=None)) is not None:
            written += batch
    return written


@action
def announce_batch(key: int, *, by=None) -> int | None:
    """Write the next mails about one version; None once everybody was told.

    How far it came is written in the same transaction as the mails: either both are there or none.
    """
    version = EditionVersion.objects.select_for_update().filter(pk=key).first()
    if version is None or version.announced_up_to is None or version.is_withdrawn:
        return None
    wishes = NoticeWish.objects.filter(product=version.product_id, registrant__gt=version.announced_up_to)
    batch = list(wishes.select_related("registrant").order_by("registrant")[:BATCH])
    if not batch:
        version.announced_up_to = None
        version.save(update_fields=["announced_up_to"])
        return None
    written = _words(version)

    def mails():
        for wish in batch:
            address = unsubscribe_address(wish.registrant)
            about = About(KIND, f"{KIND}:{version.pk}:{wish.registrant_id}", unsubscribe=address)
            yield about, wish.registrant.email, _for_reader(written, address)

    count = announce(mails(), by=None)
    version.announced_up_to = batch[-1].registrant_id
    version.save(update_fields=["announced_up_to"])
    return count


def _words(version: EditionVersion) -> Written:
    product, edition = Product.objects.get(pk=version.product_id), version.edition
    facts = {
        "product": product,
        "edition": edition,
        "files": list(version.files.order_by("position")[:50]),
        "address": whole_address(ENGLISH, "edition", product.code, edition.issue_date),
        "address_es": whole_address(SPANISH, "edition", product.code, edition.issue_date),
        "unsubscribe": UNSUBSCRIBE,
    }
    return write(KIND, facts)


def _for_reader(written: Written, address: str) -> Written:
    return Written(
        written.subject,
        written.text.replace(UNSUBSCRIBE, address),
        written.html.replace(UNSUBSCRIBE, address),
    )
