"""The parcels of an issue leave: every order with one is shipped like any other, and its customer is told."""

from sales_orders.actions.shipping import ship_order
from sales_orders.actions.shipping_parcels import ship_picked
from sales_orders.errors import OrderError
from sales_orders.issue_run import picked_of
from sales_orders.models import Edition, Order, Shipment

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
