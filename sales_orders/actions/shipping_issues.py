"""The parcels of an issue leave: every order with one is shipped like any other, and its customer is told."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from procrastinate.exceptions import AlreadyEnqueued

from sales_orders.actions.shipping import ship_order
from sales_orders.actions.shipping_parcels import ship_picked
from sales_orders.errors import OrderError
from sales_orders.issue_run import picked_of
from sales_orders.models import Edition, Order, Shipment
from sales_orders.models.orders import sees_orders
from uccms.accounts import permissions
from uccms.audit.context import action

BATCH = 200  # orders in one transaction; one that is not shipped with the others has its own
CARRIERS = (Shipment.Carrier.UPS, Shipment.Carrier.USPS, Shipment.Carrier.FEDEX, Shipment.Carrier.DHL)


def ship_issue(edition: Edition, *, carrier: str, by) -> tuple[int, int]:
    """Ship all that is picked of the orders with a parcel of this issue, the oldest order first.

    Most have just that parcel and leave together (`ship_picked`); the others are shipped one by one. Broken
    off, the next one goes on. Returns how many orders were shipped, and how many were not because they are on
    hold, for example. Raises PermissionDenied.
    """
    shipped = hindered = after = 0
    while keys := _orders(edition, after=after):
        left = ship_picked(keys, carrier=carrier, by=by)
        shipped += len(left)
        for order in Order.objects.filter(pk__in=[key for key in keys if key not in left]).order_by("pk"):
            try:
                shipped += bool(ship_order(order, carrier=carrier, by=by))
            except OrderError:
                hindered += 1
        after = keys[-1]
    return shipped, hindered


def _orders(edition: Edition, *, after: int) -> list[int]:
    """The next orders behind this key that have a picked parcel of the issue."""
    found = picked_of(edition).filter(shipment__order__gt=after).order_by("shipment__order")
    return list(found.values_list("shipment__order", flat=True).distinct()[:BATCH])


@action
def start_shipping(edition: Edition, *, carrier: str, by) -> None:
    """Have the parcels of an issue shipped by a job; asked for again while one waits, it is one.

    Raises PermissionDenied, or OrderError for a carrier that takes no parcels.
    """
    from sales_orders.jobs import ship_issue_to_subscribers

    permissions.require(by, "sales_orders.process_order")
    if not sees_orders(by):
        raise PermissionDenied
    if carrier not in CARRIERS:
        raise OrderError("Choose who carries the parcels.")
    try:
        with transaction.atomic():  # a second one is refused by an index, which would break the transaction
            ship_issue_to_subscribers.configure(queueing_lock=f"ship_issue:{edition.pk}").defer(
                edition=edition.pk, carrier=carrier, by=by.pk
            )
    except AlreadyEnqueued:
        pass
