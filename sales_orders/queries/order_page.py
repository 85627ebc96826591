"""Everything an order's page shows, in a constant number of queries."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.http import Http404

from contacts.models import Contact
from sales_orders.models import (
    LedgerEntry,
    Order,
    OrderEntry,
    OrderLine,
    RefundRequest,
    Return,
    Shipment,
    ShipmentLine,
)
from sales_orders.models.orders import sees_orders
from sales_orders.money import ZERO
from sales_orders.queries.documents import Offered, documents_offered, printed_of
from sales_orders.queries.order_contacts import order_contacts, tickets_naming
from uccms.audit.models import Change
from uccms.database.written_once import Question, Slot, WrittenOnce, together
from uccms.mail.models import Mail
from uccms.mail.queries.about import mails_about, seen_by

NEWEST = 200  # entries; an order with more says so


@dataclass(frozen=True)
class Moment:
    """One line of the timeline: something that happened to the order, or a contact about it."""

    at: datetime
    key: str
    entry: OrderEntry | None = None
    contact: Contact | None = None


@dataclass(frozen=True)
class OrderPage:
    """What the page shows."""

    lines: list[OrderLine]
    shipments: list[Shipment]
    moments: list[Moment]
    cut: bool
    others: Decimal  # charged beside the lines: fees, less credits
    ledger: list[LedgerEntry]
    refunds: list[RefundRequest]  # that nobody has decided yet
    returns: list[Return]
    documents: list[Offered]
    mails: list[Mail]

    @property
    def refused(self) -> set[int]:
        """The keys of the payments that a bank refused."""
        return {entry.reverses_id for entry in self.ledger if entry.reverses_id}

    @property
    def goods(self) -> Decimal:
        return sum((line.goods for line in self.lines), ZERO)

    @property
    def less(self) -> Decimal:
        return sum((line.less for line in self.lines), ZERO)

    @property
    def shipping(self) -> Decimal:
        return sum((line.shipping for line in self.lines), ZERO)

    @property
    def total(self) -> Decimal:
        return sum((line.total for line in self.lines), ZERO)


def order_or_404(number: int, user) -> Order:
    """The order with this number.

    Raises Http404 when there is none, or `user` may not know of it.
    """
    found = _order(number=number) if sees_orders(user) else []
    if not found:
        raise Http404
    return found[0]


def timeline(order: Order) -> list[Moment]:
    """What happened lately, oldest first."""
    return _moments(_entries(order=order.pk))


def _moments(entries: list[OrderEntry]) -> list[Moment]:
    moments = [Moment(each.at, f"e{each.pk}", entry=each) for each in entries[:NEWEST]]
    return sorted(moments, key=lambda moment: (moment.at, moment.entry.pk))


def order_page(order: Order, user, *beside: Question) -> OrderPage:
    """The whole page, for somebody who may see the order; what is `beside` is asked first, with the rest."""
    of = {"order": order.pk}
    parts = (_entries, _lines, _shipments, _contents, _ledger, _refunds, _returns)
    found = together(
        *beside,
        *(each.asking(**of) for each in parts),
        tickets_naming(order),
        mails_about(order.number),
        *printed_of(order),
    )[len(beside) :]
    entries, lines, shipments, contents, ledger, refunds, returns, naming, mails, changes, printings = found
    contacts = order_contacts(order, naming, user)
    moments = _moments(entries)
    moments += [Moment(each.started_at, f"c{each.pk}", contact=each) for each in contacts]
    moments.sort(key=lambda moment: moment.at)
    _fill(shipments, contents, lines)
    return OrderPage(
        lines,
        shipments,
        moments,
        len(entries) > NEWEST,
        order.charged - sum((line.total for line in lines), ZERO),
        ledger=ledger,
        refunds=refunds,
        returns=returns,
        documents=documents_offered(
            order, changes=changes, printings=printings, parcels=shipments, ledger=ledger
        ),
        mails=seen_by(user, mails),
    )


def lines_of(order: Order) -> list[OrderLine]:
    """The order's lines in their order."""
    return _lines(order=order.pk)


def _fill(shipments: list[Shipment], contents: list[ShipmentLine], lines: list[OrderLine]) -> None:
    """Give each parcel its lines, as a prefetch would."""
    by_key = {line.pk: line for line in lines}
    for parcel in shipments:
        inside = [each for each in contents if each.shipment_id == parcel.pk]
        for each in inside:
            each.line = by_key[each.line_id]
        parcel._prefetched_objects_cache = {"lines": inside}


def changes_since(order: Order, version: int) -> list[Moment]:
    """What others did in between: the lines of the timeline after the version that was read.

    Whoever began before that version and waited for it has an earlier time; then the newest lines are shown.
    """
    moments = timeline(order)
    read = Change.objects.filter(
        table_name="sales_orders_order", row_key=str(order.pk), after__version=version
    )
    at = read.order_by("-at").values_list("at", flat=True).first()
    later = [each for each in moments if at and each.at > at]
    return later or moments[-max(1, order.version - version) :]


def was_sent(order: Order, submission_id: uuid.UUID | None, *, by) -> bool:
    """Whether this person sent this form before, and it was done."""
    if submission_id is None:
        return False
    return OrderEntry.objects.filter(order=order, submission_id=submission_id, by=by).exists()


_order = WrittenOnce(
    lambda: Order.objects.select_related("customer", "ticket", "zone", "entered_by").filter(
        number_key=Slot("number")
    )
)
_entries = WrittenOnce(
    lambda: (
        OrderEntry.objects.filter(order=Slot("order"))
        .select_related("by", "shipment", "change")
        .order_by("-at", "-id")[: NEWEST + 1]
    )
)
_lines = WrittenOnce(
    lambda: (
        OrderLine.objects.filter(order=Slot("order"))
        .select_related("product", "edition")
        .order_by("position")
    )
)
_shipments = WrittenOnce(
    lambda: (
        Shipment.objects.filter(order=Slot("order"))
        .exclude(state=Shipment.State.CANCELLED)
        .select_related("picked_by", "shipped_by")
        .order_by("pk")
    )
)
_contents = WrittenOnce(
    lambda: (
        ShipmentLine.objects.filter(shipment__order=Slot("order"))
        .exclude(shipment__state=Shipment.State.CANCELLED)
        .order_by("pk")
    )
)
_ledger = WrittenOnce(
    lambda: LedgerEntry.objects.filter(order=Slot("order")).select_related("by", "line").order_by("pk")
)
_refunds = WrittenOnce(
    lambda: (
        RefundRequest.objects.filter(order=Slot("order"), state=RefundRequest.State.REQUESTED)
        .select_related("requested_by")
        .order_by("pk")
    )
)
_returns = WrittenOnce(
    lambda: Return.objects.filter(line__order=Slot("order")).select_related("line__product").order_by("pk")
)
