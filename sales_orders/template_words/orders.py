"""Tags and filters of the pages of orders."""

from decimal import Decimal
from functools import cache

from django.utils.html import format_html
from django.utils.safestring import SafeString

from sales_orders.actions.keeping_ledger import EFFECTS
from sales_orders.models import LedgerEntry, Order, OrderChange, Subscription
from sales_orders.reports.tables import shown
from uccms.web.jinja import as_filter, in_templates
from uccms.web.template_words.words import icon

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
    "waits": "clock",
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


@as_filter
def dollars(amount: Decimal | None) -> str:
    """An amount as people write it: $1,234.50, or −$30.00."""
    if amount is None:
        return ""
    return f"{'−' if amount < 0 else ''}${abs(amount):,.2f}"


@as_filter
def more_or_less(amount: Decimal) -> str:
    """A difference: +$27.75 or −$3.00."""
    return f"+{dollars(amount)}" if amount > 0 else dollars(amount)


@as_filter
def towards_balance(entry: LedgerEntry) -> Decimal:
    """What an entry of the ledger adds to the balance that is due."""
    column, sign = EFFECTS[entry.kind]
    return entry.amount * sign * (1 if column in ("charged", "refunded") else -1)


def entry_icon(kind: str) -> str:
    """The drawing beside a line of the timeline."""
    return ICONS.get(kind, "check")


TEXTS = (
    ("Ship to", "ship_to"),
    ("Bill to", "bill_to"),
    ("Shipping zone", "zone"),
    ("E-mail", "email"),
)  # of a version, by the beginning of its columns' names


@as_filter
def before_and_after(change: OrderChange) -> list[tuple[str, str, str]]:
    """What a version of an order changed: words, before, after."""
    before = {each["position"]: each for each in change.lines_before}
    rows = [
        (each["title"], _units(before.get(each["position"])), _units(each))
        for each in change.lines_after
        if _units(before.get(each["position"])) != _units(each)
    ]
    for words, name in TEXTS:
        was, now = getattr(change, f"{name}_before"), getattr(change, f"{name}_after")
        if was != now:
            rows.append((words, was or "nothing", now or "nothing"))
    if change.charged_before != change.charged_after:
        rows.append(("Order total", dollars(change.charged_before), dollars(change.charged_after)))
    return rows


def _units(line: dict | None) -> str:
    if not line:
        return "not ordered"
    shipping = line.get("shipping", "0.00")
    shipped = f", shipping ${shipping}" if shipping != "0.00" else ""
    return f"{line['units']} at ${line['price']}{shipped}"


# The tone and the drawing of each state; a list has three of them in each row.
STATES = {
    Order.State.DRAFT: ("none", "pencil"),
    Order.State.ENTERED: ("open", "open"),
    Order.State.ON_HOLD: ("waiting", "waiting"),
    Order.State.RELEASED: ("released", "forward"),
    Order.State.CLOSED: ("resolved", "resolved"),
    Order.State.CANCELLED: ("closed", "close"),
}
PAID = {
    Order.Paid.UNPAID: ("warn", "open"),
    Order.Paid.PART: ("waiting", "waiting"),
    Order.Paid.PAID: ("resolved", "resolved"),
    Order.Paid.OVERPAID: ("open", "plus"),
    Order.Paid.REFUNDED: ("open", "undo"),
}
SHIPPED = {
    Order.Shipped.NONE: ("none", "open"),
    Order.Shipped.PART: ("waiting", "waiting"),
    Order.Shipped.ALL: ("resolved", "resolved"),
    Order.Shipped.RETURNED: ("none", "undo"),
}


@in_templates
def order_state(order: Order) -> SafeString:
    """An order's state as a shape and a word."""
    return _state(*STATES[Order.State(order.state)], Order.State(order.state).label)


@in_templates
def order_paid(order: Order) -> SafeString:
    """Whether an order is paid, as a shape and a word."""
    return _state(*PAID[Order.Paid(order.paid_state)], order.paid_words)


@in_templates
def order_shipped(order: Order) -> SafeString:
    """Whether an order has shipped, as a shape and a word."""
    return _state(*SHIPPED[Order.Shipped(order.shipped_state)], order.shipped_words)


@cache
def _state(tone: str, drawing: str, words: str) -> SafeString:
    return format_html('<span class="state state--{}">{}{}</span>', tone, icon(drawing), words)


@as_filter
def signed(count: int) -> str:
    """A change of a count: +3 or −2."""
    return f"{'−' if count < 0 else '+'}{abs(count):,}"


SUBSCRIPTIONS = {
    Subscription.State.ACTIVE: ("open", "open"),
    Subscription.State.ENDED: ("resolved", "resolved"),
    Subscription.State.CANCELLED: ("closed", "close"),
}


@in_templates
def subscription_state(subscription: Subscription) -> SafeString:
    """A subscription's state as a shape and a word."""
    state = Subscription.State(subscription.state)
    return _state(*SUBSCRIPTIONS[state], state.label)


@as_filter
def as_kind(value: object, kind: str) -> str:
    """A value of a report as its column writes it."""
    return shown(value, kind)


@as_filter
def after(place: float, margin: int) -> str:
    """A place in a drawing, behind its margin."""
    return f"{place + margin:.1f}"
