"""Tags and filters of the pages of orders."""

from decimal import Decimal

from django import template

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
def entry_icon(kind: str) -> str:
    """The drawing beside a line of the timeline."""
    return ICONS.get(kind, "check")


@register.filter
def signed(count: int) -> str:
    """A change of a count: +3 or −2."""
    return f"{'−' if count < 0 else '+'}{abs(count):,}"
