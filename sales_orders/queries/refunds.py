"""Refunds that wait for somebody to decide them, oldest first."""

from sales_orders.models import Order, RefundRequest

MOST = 100


def refunds_to_decide(user) -> list[RefundRequest]:
    """The oldest that wait, of orders that `user` may see."""
    return list(
        RefundRequest.objects.filter(
            state=RefundRequest.State.REQUESTED, order__in=Order.objects.visible_to(user)
        )
        .select_related("order__customer", "requested_by")
        .order_by("pk")[:MOST]
    )
