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
from sales_orders.queries.documents import Offered, documents_offered
from sales_orders.queries.order_contacts import order_contacts
from uccms.audit.models import Change
from uccms.database.written_once import Slot, WrittenOnce
from uccms.mail.models import Mail

MAILS = 20
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


def timeline(order: Order) -> tuple[list[Moment], bool]:
    """What happened, oldest first, and whether older lines were left out."""
    entries = _entries(order=order.pk)
    moments = [Moment(each.at, f"e{each.pk}", entry=each) for each in entries[:NEWEST]]
    moments.sort(key=lambda moment: (moment.at, moment.key))
    return moments, len(entries) > NEWEST


def order_page(order: Order, user) -> OrderPage:
    """The whole page, for somebody who may see the order."""
    moments, cut = timeline(order)
    contacts = order_contacts(order, user)
    moments += [Moment(each.started_at, f"c{each.pk}", contact=each) for each in contacts]
    moments.sort(key=lambda moment: moment.at)
    lines = lines_of(order)
    shipments = _parcels(order, lines)
    others = order.charged - sum((line.total for line in lines), ZERO)
    ledger = _ledger(order=order.pk)
    return OrderPage(
        lines,
        shipments,
        moments,
        cut,
        others,
        ledger=ledger,
        refunds=_refunds(order=order.pk),
        returns=_returns(order=order.pk),
        documents=documents_offered(order, parcels=shipments, ledger=ledger),
        mails=mails_of(order, user),
    )


def mails_of(order: Order, user) -> list[Mail]:
    """The newest mails about the order; nothing for who may not see the outbox."""
    if not user.has_perm("mail.see_outbox"):
        return []
    mails = Mail.objects.visible_to(user).filter(record=order.number)
    return list(mails.defer("text", "html").order_by("-pk")[:MAILS])


def lines_of(order: Order) -> list[OrderLine]:
    """The order's lines in their order."""
    return _lines(order=order.pk)


def _parcels(order: Order, lines: list[OrderLine]) -> list[Shipment]:
    """The parcels that were not given up, each with its lines."""
    by_key = {line.pk: line for line in lines}
    contents: dict[int, list[ShipmentLine]] = {}
    for each in _contents(order=order.pk):
        each.line = by_key[each.line_id]
        contents.setdefault(each.shipment_id, []).append(each)
    parcels = _shipments(order=order.pk)
    for parcel in parcels:
        parcel._prefetched_objects_cache = {"lines": contents.get(parcel.pk, [])}
    return parcels


def changes_since(order: Order, version: int) -> list[Moment]:
    """What others did in between: the lines of the timeline after the version that was read.

    Whoever began before that version and waited for it has an earlier time; then the newest lines are shown.
    """
    moments, _ = timeline(order)
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
