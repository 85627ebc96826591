"""Orders that somebody began and has not placed."""

from sales_orders.models import OrderDraft

MOST = 50


def drafts_of(user, *, most: int = MOST) -> list[OrderDraft]:
    """The person's own drafts, last changed first."""
    return list(OrderDraft.objects.filter(owner=user).select_related("customer").order_by("-saved_at")[:most])
