"""Printings that somebody made and may still open, and parcels whose papers are printed together."""

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Prefetch
from django.utils import timezone

from sales_orders.models import Order, Printing, Shipment
from sales_orders.models.orders import sees_orders

MOST = 50  # documents in one file
OPEN_FOR = timedelta(hours=1)


def printings_of(keys: Sequence[int], user) -> list[Printing]:
    """The printings with these keys that `user` made, and whose records they see, in the order asked for."""
    if not sees_orders(user):
        return []
    made = Printing.objects.select_related(
        "order__customer", "shipment", "entry__line", "customer", "quote__customer", "quote__order", "by"
    ).filter(by=user, pk__in=keys[:MOST])
    found = {each.pk: each for each in made}
    return [found[key] for key in dict.fromkeys(keys[:MOST]) if key in found]


def is_over(printing: Printing) -> bool:
    """Whether it was printed so long ago that it may say something else by now."""
    return printing.at < timezone.now() - OPEN_FOR


def picked_parcels(numbers: Sequence[int], keys: Sequence[int], user) -> list[Order]:
    """The orders with these numbers, or of the parcels with these keys, each with its picked `parcels`."""
    orders = Order.objects.visible_to(user)
    picked = Shipment.objects.filter(state=Shipment.State.PICKED).order_by("pk")
    if keys:
        picked = picked.filter(pk__in=keys)
        orders = orders.filter(shipments__in=keys).distinct()
    else:
        orders = orders.filter(number_key__in=numbers)
    return list(
        orders.prefetch_related(Prefetch("shipments", queryset=picked, to_attr="parcels")).order_by("pk")[
            :MOST
        ]
    )
