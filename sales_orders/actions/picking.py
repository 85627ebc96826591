"""Pick what is ready from the shelf, and put it back."""

import uuid
from collections.abc import Sequence

from sales_orders.actions import orders
from sales_orders.actions.taking_issues_back import take_issues_back
from sales_orders.models import Order, OrderEntry, OrderLine, Shipment, ShipmentLine
from uccms.audit.context import action


@action
def pick_order(
    order: Order, *, by, version: int | None = None, submission_id: uuid.UUID | None = None
) -> Shipment | None:
    """Put all that is ready and not picked yet into one parcel; None when this form was sent before.

    Raises PermissionDenied, Conflict, or WrongState when nothing is ready.
    """
    if orders.done_before(submission_id, by=by):
        return None
    order = orders.locked(order, "pick", by=by, version=version)
    lines = [line for line in orders.locked_lines(order) if line.unpicked]
    parcel = Shipment.objects.create(order=order, picked_by=by)
    ShipmentLine.objects.bulk_create(
        ShipmentLine(shipment=parcel, line=line, edition=line.edition, quantity=line.unpicked)
        for line in lines
    )
    for line in lines:
        line.picked = line.ready
        line.save(update_fields=["picked"])
    orders.recount(order)
    orders.changed(order)
    order.timeline.record(OrderEntry.Kind.PICKED, by=by, shipment=parcel, submission_id=submission_id)
    return parcel


@action
def put_back(
    order: Order, *, by, version: int | None = None, submission_id: uuid.UUID | None = None
) -> Order:
    """Put all that is picked back on the shelf; it stays promised to the order.

    Raises PermissionDenied, Conflict, or WrongState when nothing is picked.
    """
    if orders.done_before(submission_id, by=by):
        return order
    order = orders.locked(order, "put_back", by=by, version=version)
    put_parcels_back(order, orders.locked_lines(order), by=by)
    orders.recount(order)
    orders.changed(order)
    order.timeline.record(OrderEntry.Kind.PUT_BACK, by=by, submission_id=submission_id)
    return order


def picked_parcels(order: Order) -> list[Shipment]:
    """Within an action on the locked order, its parcels that have not left, oldest first, locked."""
    picked = Shipment.objects.select_for_update().filter(order=order, state=Shipment.State.PICKED)
    return list(picked.order_by("pk"))


def put_parcels_back(order: Order, lines: Sequence[OrderLine], *, by) -> None:
    """Within an action on the locked order and lines, unpick everything; the caller counts anew."""
    take_issues_back(order, lines, by=by)
    for parcel in picked_parcels(order):
        parcel.state = Shipment.State.CANCELLED
        parcel.version += 1
        parcel.save(update_fields=["state", "version"])
    for line in lines:
        if line.picked:
            line.picked = 0
            line.save(update_fields=["picked"])
