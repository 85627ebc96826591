"""Put an order on hold, and lift the hold, each with a reason."""

import uuid

from sales_orders.actions import orders
from sales_orders.errors import OrderError
from sales_orders.models import Order, OrderEntry
from uccms.audit.context import action
from uccms.privacy.texts import NOTHING_STATED, Statements, admit


@action
def hold_order(
    order: Order,
    *,
    reason: str,
    by,
    version: int | None = None,
    submission_id: uuid.UUID | None = None,
    statements: Statements = NOTHING_STATED,
) -> Order:
    """Keep an order from being picked and shipped until the hold is lifted; its copies stay promised.

    Raises PermissionDenied, Conflict, WrongState, TextRefused, or OrderError without a reason.
    """
    if orders.done_before(submission_id, by=by):
        return order
    order = orders.locked(order, "hold", by=by, version=version)
    reason = admit(reason, statements=statements)
    if not reason:
        raise OrderError("Say why the order is put on hold.")
    orders.moved(order, Order.State.ON_HOLD, held_because=reason)
    _told(order, OrderEntry.Kind.HELD, reason, by=by, submission_id=submission_id, statements=statements)
    return order


@action
def lift_hold(
    order: Order,
    *,
    reason: str,
    by,
    version: int | None = None,
    submission_id: uuid.UUID | None = None,
    statements: Statements = NOTHING_STATED,
) -> Order:
    """End a hold; the order is as it was entered, and is released anew.

    Raises PermissionDenied, Conflict, WrongState, TextRefused, or OrderError without a reason.
    """
    if orders.done_before(submission_id, by=by):
        return order
    order = orders.locked(order, "unhold", by=by, version=version)
    reason = admit(reason, statements=statements)
    if not reason:
        raise OrderError("Say why the hold is lifted.")
    orders.moved(order, Order.State.ENTERED)
    _told(order, OrderEntry.Kind.UNHELD, reason, by=by, submission_id=submission_id, statements=statements)
    return order


def _told(order: Order, kind: str, reason: str, *, by, submission_id, statements: Statements) -> None:
    entry = order.timeline.record(kind, by=by, text=reason, submission_id=submission_id)
    statements.record(reason, by=by, table="sales_orders_orderentry", key=entry.pk, column="text")
