"""What the page “My data” shows: all that the portal keeps of one registrant."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Lower

from contacts.folding import folded_email
from contacts.models import EmailAddress
from eipd_portal.addresses import own_letters
from eipd_portal.models import DownloadLink, NoticeWish, Registrant
from sales_orders.models import Order, Product
from uccms.privacy import pia


@dataclass(frozen=True)
class Kept:
    """The address, days, terms, wishes and open sessions of one registrant."""

    email: str
    registered_at: datetime
    terms: list[tuple[str, datetime]]
    notices: list[tuple[str, str, datetime]]
    sessions: list[datetime]
    links_revoked: int

    def as_file(self) -> dict:
        """The same with names, for programs."""
        return {
            "email": self.email,
            "registered_at": self.registered_at.isoformat(),
            "terms_accepted": [{"version": version, "at": at.isoformat()} for version, at in self.terms],
            "notices": [
                {"product": code, "title": title, "since": at.isoformat()} for code, title, at in self.notices
            ],
            "sessions": [{"started_at": at.isoformat()} for at in self.sessions],
            "download_links_revoked": self.links_revoked,
        }


def kept(registrant: Registrant) -> Kept:
    """Everything that is kept of a registrant."""
    wishes = registrant.wishes.order_by("product__title_folded", "pk")
    return Kept(
        email=registrant.email,
        registered_at=registrant.registered_at,
        terms=list(registrant.acceptances.order_by("accepted_at").values_list("version", "accepted_at")),
        notices=list(wishes.values_list("product__code", "product__title", "wanted_at")),
        sessions=list(registrant.sessions.order_by("started_at").values_list("started_at", flat=True)),
        links_revoked=DownloadLink.objects.filter(registrant=registrant)
        .values_list("serial", flat=True)
        .first()
        or 0,
    )


def products_with_wishes(registrant: Registrant) -> QuerySet[Product]:
    """The products that have notices, each with whether this registrant wants them (`is_wished`)."""
    wished = NoticeWish.objects.filter(registrant=registrant, product=OuterRef("pk"))
    return _with_notices().annotate(is_wished=Exists(wished)).order_by("title_folded", "pk")


def offered(keys: Iterable[int]) -> list[int]:
    """Those of these products that have notices."""
    return list(_with_notices().filter(pk__in=keys).values_list("pk", flat=True))


def is_known_elsewhere(email: str) -> bool:
    """Whether a customer's record or an order has the same address. Only its proven reader is told."""
    written = {email, own_letters(email)}
    folded = [folded_email(each) for each in written]
    if EmailAddress.objects.filter(folded__in=folded).exists():
        return True
    lowered = Order.objects.annotate(lowered=Lower("email"))
    return lowered.filter(lowered__in=[each.lower() for each in written]).exists()


def about_erasing() -> dict:
    """What the pages about erasing say of backups and of other records."""
    assessment = pia.assessment()
    return {
        "backup_days": assessment["retention"]["backups"]["replaced_after"],
        "desk": assessment["desk"]["privacy"],
    }


def _with_notices() -> QuerySet[Product]:
    return Product.objects.filter(is_active=True, medium=Product.Medium.ONLINE)
