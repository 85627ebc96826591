"""The mails about an order that can be written at any time: which facts each tells, as the order stands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from sales_orders.errors import WrongState
from sales_orders.models import LedgerEntry, Order, OrderLine, Quote, Shipment, ShipmentLine, Subscription
from sales_orders.money import ZERO
from uccms.mail.messages import Written, write

QUOTED, ENDING = "quote", "subscription_ends"
PLACED, SHIPPED, DELAYED, REFUNDED = "order_placed", "order_shipped", "order_delayed", "order_refunded"


@dataclass(frozen=True)
class Letter:
    """A kind of mail: its name in addresses, its words, and how its facts are read."""

    name: str
    kind: str
    words: str
    read: Callable[[Order], dict]
    is_news: Callable[[Order], bool]  # by the order's own sums: whether there is something to tell

    def written(self, order: Order) -> Written:
        """The mail as it would go out now. Raises WrongState when there is nothing to tell."""
        return write(self.kind, self.read(order))


def mark_of(written: Written) -> str:
    """What stands for the words of a mail, so that only what was looked at is sent."""
    return sha256(f"{written.subject}\0{written.text}\0{written.html}".encode()).hexdigest()


def placed_facts(order: Order) -> dict:
    """The order's lines that are still wanted."""
    order.refresh_from_db(fields=["charged", "paid", "balance"])
    return {"order": order, "lines": [line for line in _lines(order) if line.units > line.cancelled]}


def shipped_facts(order: Order, parcels: Sequence[Shipment] | None = None) -> dict:
    """Parcels that left, all of them where none are named, and what is still to come."""
    left = order.shipments.filter(state=Shipment.State.SHIPPED).order_by("shipped_at", "pk")
    if parcels is not None:
        left = left.filter(pk__in=[each.pk for each in parcels])
    found = list(left.prefetch_related("lines__line", "lines__edition"))
    if not found:
        raise WrongState(f"Nothing of {order.number} has shipped.")
    return {
        "order": order,
        "parcels": found,
        "to_come": [(line, line.remaining) for line in _lines(order) if line.remaining],
    }


def parcel_facts(
    order: Order, parcel: Shipment, rows: Sequence[ShipmentLine], lines: Sequence[OrderLine]
) -> dict:
    """The same of one parcel, of whose order everything has been read already."""
    parcel._prefetched_objects_cache = {"lines": rows}
    ordered = sorted(lines, key=lambda line: line.position)
    return {
        "order": order,
        "parcels": [parcel],
        "to_come": [(line, line.remaining) for line in ordered if line.remaining],
    }


def delayed_facts(order: Order) -> dict:
    """The lines that wait for copies, each with the day on which these are expected, if one is known."""
    waiting = [line for line in _lines(order) if line.backordered]
    if not waiting or not order.is_open:
        raise WrongState(f"Nothing of {order.number} waits for copies.")
    return {"order": order, "lines": waiting}


def refunded_facts(order: Order, refund: LedgerEntry | None = None) -> dict:
    """A refund, the newest one where none is named."""
    refund = refund or order.ledger.filter(kind=LedgerEntry.Kind.REFUND).order_by("pk").last()
    if refund is None:
        raise WrongState(f"Nothing of {order.number} was paid back.")
    order.refresh_from_db(fields=["charged", "paid", "refunded", "balance"])
    return {"order": order, "refund": refund}


def quote_written(quote: Quote) -> Written:
    """An open quote as a mail. Raises WrongState when it does not hold any more."""
    if quote.is_over:
        raise WrongState(f"{quote.number} was valid until {quote.valid_until:%B %-d, %Y}. Give a new quote.")
    if quote.state != Quote.State.OPEN:
        raise WrongState(f"{quote.number} is {quote.get_state_display().lower()}.")
    lines = list(quote.lines.select_related("product").order_by("position"))
    total = sum((line.total for line in lines), ZERO)
    return write(QUOTED, {"quote": quote, "lines": lines, "total": total})


def ending_written(subscription: Subscription, order: Order) -> Written:
    """A renewal notice, of the newest order of a subscription. Raises WrongState for a cancelled one."""
    if subscription.state == Subscription.State.CANCELLED:
        raise WrongState("The subscription is cancelled: there is nothing to renew.")
    return write(ENDING, {"order": order, "subscription": subscription})


def _lines(order: Order) -> list[OrderLine]:
    return list(order.lines.select_related("product", "edition__stock").order_by("position"))


LETTERS = {
    each.name: each
    for each in (
        Letter("confirmation", PLACED, "Confirmation", placed_facts, lambda order: True),
        Letter("shipped", SHIPPED, "What has shipped", shipped_facts, lambda order: order.units_shipped > 0),
        Letter(
            "delay", DELAYED, "Backorder delay", delayed_facts,
            lambda order: order.is_open and order.units_backordered > 0,
        ),
        Letter("refund", REFUNDED, "Refund", refunded_facts, lambda order: order.refunded > 0),
    )
}  # fmt: skip
