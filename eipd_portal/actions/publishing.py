"""Publish an edition's files at a set time, all of them or none, and withdraw them with a reason."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from eipd_portal.access import publishes
from eipd_portal.errors import PublishingError
from eipd_portal.models import EditionFile, EditionVersion
from eipd_portal.periods import period_of
from sales_orders.cycles import label_of
from sales_orders.models import Edition, Product
from uccms.audit.context import action, one_at_a_time
from uccms.privacy.texts import NOTHING_STATED, Statements, admit
from uccms.web.downloads.names import safe_name
from uccms.web.downloads.stored import StoredFile

BESIDE_THE_FILES = ("sha256sums", "manifest.json")  # the portal makes these itself
MOST_FILES = 500
LATEST = timedelta(days=366)
JUST_NOW = timedelta(minutes=5)  # a clock may be a little slow, and typing takes a while


@dataclass(frozen=True)
class TakenIn:
    """A file that the storage holds, with the name under which it is published."""

    name: str
    stored: StoredFile


@action
def publish_edition(
    product: Product,
    issue_date: date,
    files: Sequence[TakenIn],
    *,
    at: datetime | None = None,
    corrects: bool = False,
    submission_id: uuid.UUID | None = None,
    by,
) -> EditionVersion:
    """Publish the files as the edition of that day, now or `at` a later time; sent twice, it is one.

    With `corrects` they are the next version of an edition that has files already. An edition that the
    catalogue does not have is added. Raises PermissionDenied, or PublishingError with a sentence.
    """
    require_publisher(by)
    if submission_id is not None:
        one_at_a_time(submission_id)
        if earlier := EditionVersion.objects.filter(submission_id=submission_id).first():
            return earlier
    product = Product.objects.select_for_update().get(pk=product.pk)
    names = [each.name for each in files]
    require_publishable(product, issue_date, names, corrects=corrects)

    edition, _ = Edition.objects.get_or_create(
        product=product, issue_date=issue_date, defaults={"label": label_of(issue_date, product.cycle)}
    )
    begins, ends = period_of(issue_date, product.cycle)
    number = edition.versions.count() + 1
    version = EditionVersion.objects.create(
        edition=edition,
        product=product,
        issue_date=issue_date,
        number=number,
        published_at=max(at or timezone.now(), timezone.now()),
        period_begins=begins,
        period_ends=ends,
        taken_in_by=by,
        # Who asked was told of the edition; a correction stands in the feeds.
        announced_up_to=0 if number == 1 else None,
        submission_id=submission_id,
    )
    EditionFile.objects.bulk_create(
        EditionFile(
            version=version,
            position=place,
            name=each.name,
            size=each.stored.size,
            sha256=each.stored.sha256,
            key=each.stored.key,
        )
        for place, each in enumerate(files, start=1)
    )
    return version


@action
def withdraw_version(
    version: EditionVersion, *, reason: str, statements: Statements = NOTHING_STATED, by
) -> EditionVersion:
    """Offer the files no longer: their addresses answer 410 with the reason. It cannot be taken back.

    Raises PermissionDenied, TextRefused, or PublishingError with a sentence.
    """
    require_publisher(by)
    version = EditionVersion.objects.select_for_update().get(pk=version.pk)
    reason = " ".join(admit(reason, statements=statements).split())
    if not reason:
        raise PublishingError("Say why. Readers who ask for the files are told this sentence.")
    if version.is_withdrawn:
        raise PublishingError("It is withdrawn already.")
    version.withdrawn_at, version.withdrawn_because, version.withdrawn_by = timezone.now(), reason, by
    version.save(update_fields=["withdrawn_at", "withdrawn_because", "withdrawn_by"])
    statements.record(
        reason, by=by, table="eipd_portal_editionversion", key=version.pk, column="withdrawn_because"
    )
    return version


def require_publisher(by) -> None:
    """Nobody is the installation itself: a command on the server."""
    if by is not None and not publishes(by):
        raise PermissionDenied("eipd_portal.publish_edition is needed.")


def require_time(at: datetime | None) -> None:
    """Refuse a time that is past, which would publish at once, or far away. Raises PublishingError."""
    if at and not timezone.now() - JUST_NOW <= at <= timezone.now() + LATEST:
        raise PublishingError("The time of publishing lies between now and a year from now.")


def require_publishable(
    product: Product, issue_date: date, names: Sequence[str], *, corrects: bool = False
) -> None:
    """Refuse what can be known before a file is read. Raises PublishingError with a sentence."""
    if product.editions_of_id:
        raise PublishingError(
            f"{product.title} sends the editions of {product.editions_of}: publish it there."
        )
    if not names:
        raise PublishingError("An edition has at least one file.")
    if len(names) > MOST_FILES:
        raise PublishingError(f"An edition has up to {MOST_FILES} files.")
    seen: set[str] = set()
    for name in names:
        folded = name.casefold()
        if safe_name(name) != name:
            raise PublishingError(f"“{safe_name(name)}” could be a file's name, but not as it was given.")
        if folded in BESIDE_THE_FILES:
            raise PublishingError(f"The portal makes {name} itself: leave it out.")
        if folded in seen:
            raise PublishingError(f"Two of the files are called {name}.")
        seen.add(folded)
    there = EditionVersion.objects.filter(product=product, issue_date=issue_date).exists()
    if there and not corrects:
        raise PublishingError("This edition has files already. Publish a correction of it, or check the day.")
    if corrects and not there:
        raise PublishingError("This edition has no files yet that could be corrected.")
    used = (
        EditionFile.objects.filter(version__product=product, name__in=names)
        .exclude(version__issue_date=issue_date)
        .select_related("version__edition")
        .first()
    )
    if used:
        raise PublishingError(
            f"{used.name} was used before, for {used.version.edition}. Give it a name of its own."
        )
