"""Ask for mails about new editions, and stop them."""

from collections.abc import Iterable

from eipd_portal.models import NoticeWish, Registrant
from uccms.audit.context import action


@action
def wish_notices(registrant: Registrant, products: Iterable[int], *, by=None) -> None:
    """Want notices of exactly these products, by their keys."""
    registrant = Registrant.objects.select_for_update().get(pk=registrant.pk)
    wanted = set(products)
    NoticeWish.objects.filter(registrant=registrant).exclude(product__in=wanted).delete()
    known = set(NoticeWish.objects.filter(registrant=registrant).values_list("product_id", flat=True))
    for product in sorted(wanted - known):
        NoticeWish.objects.create(registrant=registrant, product_id=product)


@action
def stop_notices(registrant_key: int, *, by=None) -> int:
    """Stop all notices to a registrant; says how many products they were of. Done twice, it is done once."""
    return NoticeWish.objects.filter(registrant_id=registrant_key).delete()[0]
