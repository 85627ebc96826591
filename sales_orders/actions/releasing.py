"""Release an order, so that it is picked and shipped."""

import uuid

from sales_orders.actions import orders
from sales_orders.actions.shipping import open_downloads
from sales_orders.models import Order, OrderEntry
from uccms.audit.context import action


@action
def release_order(
    order: Order, *, by, version: int | None = None, submission_id: uuid.UUID | None = None
) -> Order:
    """Give an entered order to those who pick; its downloads are opened at once.

    Raises PermissionDenied, Conflict, or WrongState, such as for an order that is billed before it ships and
    is not paid.
    """
    if orders.done_before(submission_id, by=by):
        return order
    order = orders.locked(order, "release", by=by, version=version)
    orders.moved(order, Order.State.RELEASED)
    order.timeline.record(OrderEntry.Kind.RELEASED, by=by, submission_id=submission_id)
    open_downloads(order, by=by)
    return order
