"""Cancel a subscription: what was not sent is credited, and the refund of it is an act of its own."""

import uuid
from decimal import Decimal

from contacts.errors import Conflict
from sales_orders.actions import orders, subscribing
from sales_orders.actions.crediting import credit, worth
from sales_orders.errors import OrderError, WrongState
from sales_orders.models import Order, OrderEntry, OrderLine, Subscription
from sales_orders.models.orders import OPEN
from sales_orders.money import ZERO
from uccms.accounts import permissions
from uccms.audit.context import action
from uccms.privacy.texts import NOTHING_STATED, Statements, admit

State = Subscription.State


def right_to_cancel(subscription: Subscription) -> str:
    """The right that it takes: another one once something was sent, as with the remainder of an order."""
    return "sales_orders.cancel_after_shipping" if subscription.issues_sent else "sales_orders.enter_order"


def awaited_lines(subscription: Subscription):
    """The lines of open orders that await issues of it, the oldest first."""
    lines = OrderLine.objects.filter(subscription=subscription, awaited__gt=0)
    return lines.filter(order__in=Order.objects.filter(OPEN)).select_related("order").order_by("pk")


def to_credit(subscription: Subscription) -> Decimal:
    """What cancelling it now would credit, in US dollars."""
    return sum((worth(line, line.awaited) for line in awaited_lines(subscription)), ZERO)


@action
def cancel_subscription(
    subscription: Subscription,
    *,
    reason: str,
    by,
    version: int | None = None,
    submission_id: uuid.UUID | None = None,
    statements: Statements = NOTHING_STATED,
) -> list[Order]:
    """Send no further issue, and credit those that were paid and not sent; returns the orders credited.

    What is picked already still ships. Raises PermissionDenied, Conflict, WrongState, TextRefused, or
    OrderError without a reason.
    """
    if orders.done_before(submission_id, by=by):
        return []
    found = sorted(set(awaited_lines(subscription).values_list("order_id", flat=True)))
    locked = list(Order.objects.select_for_update().filter(pk__in=found).order_by("pk"))
    lines = {order: orders.locked_lines(order) for order in locked}
    subscription = Subscription.objects.select_for_update().get(pk=subscription.pk)
    permissions.require(by, right_to_cancel(subscription))
    permissions.require(by, "sales_orders.see_orders")
    if version is not None and version != subscription.version:
        raise Conflict
    if subscription.state == State.CANCELLED:
        raise WrongState("The subscription is cancelled already.")
    reason = admit(reason, statements=statements)
    if not reason:
        raise OrderError("Say why it is cancelled.")
    for order in locked:
        mine = [line for line in lines[order] if line.subscription_id == subscription.pk and line.awaited]
        credited = sum((_cancel(order, line, reason, by=by) for line in mine), ZERO)
        _finish(order)
        _record(order, reason, credited, submission_id, by=by, statements=statements)
        submission_id = None  # it stands on the first timeline alone
    subscription.refresh_from_db()
    subscription.state = State.CANCELLED
    subscription.version += 1
    subscription.save(update_fields=["state", "version"])
    if not locked:
        latest = (
            OrderLine.objects.filter(subscription=subscription).select_related("order").latest("pk").order
        )
        _record(latest, reason, ZERO, submission_id, by=by, statements=statements)
    return locked


def _cancel(order: Order, line: OrderLine, reason: str, *, by) -> Decimal:
    subscribing.unpay(line)
    entry = credit(order, line, line.awaited, by=by, reason=reason)
    line.cancelled += line.awaited
    line.awaited = 0
    line.save(update_fields=["cancelled", "awaited"])
    return entry.amount if entry else ZERO


def _finish(order: Order) -> None:
    orders.recount(order)
    if order.units > order.units_shipped + order.units_cancelled:
        orders.changed(order)
    else:
        orders.moved(order, Order.State.CLOSED if order.units_shipped else Order.State.CANCELLED)


def _record(order: Order, reason, credited, submission_id, *, by, statements: Statements) -> None:
    text = f"Subscription cancelled: {reason}"
    entry = order.timeline.record(
        OrderEntry.Kind.SUBSCRIPTION, by=by, text=text, amount=credited, submission_id=submission_id
    )
    statements.record(reason, by=by, table="sales_orders_orderentry", key=entry.pk, column="text")
