"""Close an order of which all has shipped."""

import uuid

from sales_orders.actions import orders
from sales_orders.models import Order, OrderEntry
from uccms.audit.context import action


@action
def close_order(
    order: Order, *, by, version: int | None = None, submission_id: uuid.UUID | None = None
) -> Order:
    """Close a released order; what is still to be paid stays due.

    Raises PermissionDenied, Conflict, or WrongState when something has not shipped.
    """
    if orders.done_before(submission_id, by=by):
        return order
    order = orders.locked(order, "close", by=by, version=version)
    orders.moved(order, Order.State.CLOSED)
    order.timeline.record(OrderEntry.Kind.CLOSED, by=by, submission_id=submission_id)
    return order
