"""Cancel an order, or what remains of it after something has shipped."""

import uuid
from decimal import Decimal

from sales_orders.actions import orders, stock_levels, subscribing
from sales_orders.actions.crediting import credit
from sales_orders.actions.picking import put_parcels_back
from sales_orders.errors import OrderError
from sales_orders.models import Order, OrderEntry, OrderLine
from sales_orders.money import ZERO
from uccms.audit.context import action
from uccms.privacy.texts import NOTHING_STATED, Statements, admit


@action
def cancel_order(
    order: Order,
    *,
    reason: str,
    by,
    version: int | None = None,
    submission_id: uuid.UUID | None = None,
    statements: Statements = NOTHING_STATED,
) -> Order:
    """Cancel an order of which nothing has shipped; it keeps its number.

    Its copies are free again, and nothing remains charged for its lines. What was paid shows as overpaid;
    refunding it is an act of its own. Raises PermissionDenied, Conflict, WrongState, TextRefused, or
    OrderError without a reason.
    """
    if orders.done_before(submission_id, by=by):
        return order
    order = orders.locked(order, "cancel", by=by, version=version)
    return _cancel(order, Order.State.CANCELLED, reason, submission_id, by=by, statements=statements)


@action
def cancel_remainder(
    order: Order,
    *,
    reason: str,
    by,
    version: int | None = None,
    submission_id: uuid.UUID | None = None,
    statements: Statements = NOTHING_STATED,
) -> Order:
    """Cancel what of an order has not shipped, credit exactly that, and close it.

    Raises PermissionDenied, Conflict, WrongState, TextRefused, or OrderError without a reason.
    """
    if orders.done_before(submission_id, by=by):
        return order
    order = orders.locked(order, "cancel_remainder", by=by, version=version)
    return _cancel(order, Order.State.CLOSED, reason, submission_id, by=by, statements=statements)


def _cancel(order: Order, state: str, reason: str, submission_id, *, by, statements: Statements) -> Order:
    reason = admit(reason, statements=statements)
    if not reason:
        raise OrderError("Say why it is cancelled.")
    lines = orders.locked_lines(order)
    put_parcels_back(order, lines, by=by)
    stock_levels.release({line: line.ready for line in lines}, by=by)
    credited = sum((_cancel_line(order, line, reason, by=by) for line in lines), ZERO)
    orders.recount(order)
    orders.moved(order, state)
    entry = order.timeline.record(
        OrderEntry.Kind.CANCELLED, by=by, text=reason, amount=credited, submission_id=submission_id
    )
    statements.record(reason, by=by, table="sales_orders_orderentry", key=entry.pk, column="text")
    return order


def _cancel_line(order: Order, line: OrderLine, reason: str, *, by) -> Decimal:
    if not line.remaining:
        return ZERO
    subscribing.unpay(line)
    entry = credit(order, line, line.remaining, by=by, reason=reason)
    line.cancelled += line.remaining
    line.ready = line.backordered = line.awaited = 0
    line.save(update_fields=["cancelled", "ready", "backordered", "awaited"])
    return entry.amount if entry else ZERO
