"""Tags and filters of the pages of orders."""

from decimal import Decimal

from django import template

from sales_orders.actions.keeping_ledger import EFFECTS
from sales_orders.models import LedgerEntry

register = template.Library()

ICONS = {
    "placed": "plus",
    "changed": "pencil",
    "released": "forward",
    "held": "waiting",
    "unheld": "open",
    "picked": "check",
    "put_back": "undo",
    "shipped": "out",
    "filled": "in",
    "cancelled": "close",
    "closed": "resolved",
    "refused": "alert",
    "refund_declined": "close",
    "return_received": "in",
    "restocked": "in",
    "printed": "file",
    "mailed": "mail",
    "subscription": "clock",
    "removed": "close",
}  # of the timeline, by the kind of entry


@register.filter
def dollars(amount: Decimal | None) -> str:
    """An amount as people write it: $1,234.50, or −$30.00."""
    if amount is None:
        return ""
    return f"{'−' if amount < 0 else ''}${abs(amount):,.2f}"


@register.filter
def signed(entry: LedgerEntry) -> Decimal:
    """What an entry of the ledger adds to the balance that is due."""
    column, sign = EFFECTS[entry.kind]
    return entry.amount * sign * (1 if column in ("charged", "refunded") else -1)


@register.filter
def entry_icon(kind: str) -> str:
    """The drawing beside a line of the timeline."""
    return ICONS.get(kind, "check")
