"""Ask for mails about new editions, and stop them."""

import hashlib
from collections.abc import Iterable

from eipd_portal.models import NoticeWish, Registrant
from uccms.audit.context import action


class OtherWishes(Exception):
    """The wishes are not those any more that somebody read and changed."""


@action
def wish_notices(registrant: Registrant, products: Iterable[int], *, read: str, by=None) -> None:
    """Want notices of exactly these products, by their keys. Sent twice, it is done once.

    `read` is the version of the wishes that were changed. Raises OtherWishes.
    """
    registrant = Registrant.objects.select_for_update().get(pk=registrant.pk)
    wishes = NoticeWish.objects.filter(registrant=registrant).values_list("product_id", "product__code")
    wanted, there = set(products), dict(wishes)
    if there.keys() == wanted:
        return
    if read != version_of(there.values()):
        raise OtherWishes
    NoticeWish.objects.filter(registrant=registrant).exclude(product__in=wanted).delete()
    for product in sorted(wanted - there.keys()):
        NoticeWish.objects.create(registrant=registrant, product_id=product)


@action
def stop_notices(registrant_key: int, *, by=None) -> int:
    """Stop all notices to a registrant; says how many products they were of. Done twice, it is done once."""
    return NoticeWish.objects.filter(registrant_id=registrant_key).delete()[0]


def version_of(codes: Iterable[str]) -> str:
    """What a form says it has read of wishes, by their products' codes: the same for the same ones."""
    return hashlib.sha256(",".join(sorted(codes)).encode()).hexdigest()[:16]
