"""A subscription begins, or goes on, with the line that pays for it."""

from collections.abc import Sequence

from sales_orders.errors import OrderError
from sales_orders.models import Order, OrderLine, Subscription, SubscriptionIssue, SubscriptionTerms
from sales_orders.pricing import NewLine

State = Subscription.State


def subscribe(order: Order, line: NewLine) -> tuple[Subscription, int]:
    """Within the action that places the order, the subscription of a line of issues.

    Also returns how many of its issues were sent in grace already: a renewal pays for those first, so that
    of 12 after one of them 11 are to come. Raises OrderError with a sentence for what cannot be renewed.
    """
    if line.renews is None:
        made = Subscription.objects.create(
            customer=order.customer,
            product=line.product,
            copies=line.quantity,
            starts_on=line.starts_on,
            issues_paid=line.issues,
            grace_allowed=SubscriptionTerms.now().grace_issues,
        )
        return made, 0
    subscription = Subscription.objects.select_for_update().get(pk=line.renews.pk)
    if subscription.customer_id != order.customer_id:
        raise OrderError("A subscription is renewed by its own customer.")
    if subscription.state == State.CANCELLED:
        raise OrderError("A cancelled subscription is not renewed: order a new one.")
    in_grace = min(subscription.grace_sent, line.issues)
    subscription.issues_paid += line.issues
    subscription.state = State.ACTIVE
    subscription.version += 1
    subscription.save(update_fields=["issues_paid", "state", "version"])
    return subscription, in_grace


def pay_for_grace(rows: Sequence[OrderLine]) -> None:
    """Within the same action, note that these lines pay for what their subscriptions sent in grace."""
    for row in rows:
        if row.subscription_id and row.shipped:
            unpaid = SubscriptionIssue.objects.filter(subscription=row.subscription_id, is_paid=False)
            keys = unpaid.order_by("pk").values_list("pk", flat=True)[: row.shipped // row.quantity]
            SubscriptionIssue.objects.filter(pk__in=list(keys)).update(is_paid=True)


def unpay(line: OrderLine) -> None:
    """Within an action on the locked line, its awaited issues will not be sent; called before they go.

    A subscription of which nothing remains to be sent is cancelled.
    """
    if not line.subscription_id or not line.awaited:
        return
    subscription = Subscription.objects.select_for_update().get(pk=line.subscription_id)
    subscription.issues_paid -= line.awaited // line.quantity
    if not subscription.remaining:
        subscription.state = State.CANCELLED
    subscription.version += 1
    subscription.save(update_fields=["issues_paid", "state", "version"])
