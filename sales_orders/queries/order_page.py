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
)
from sales_orders.money import ZERO
from sales_orders.queries.documents import Offered, documents_offered
from sales_orders.queries.order_contacts import order_contacts
from uccms.audit.models import Change
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
    order = (
        Order.objects.visible_to(user)
        .select_related("customer", "ticket", "zone", "entered_by")
        .filter(number_key=number)
        .first()
    )
    if order is None:
        raise Http404
    return order


def timeline(order: Order) -> tuple[list[Moment], bool]:
    """What happened, oldest first, and whether older lines were left out."""
    entries = list(
        OrderEntry.objects.filter(order=order)
        .select_related("by", "shipment", "change")
        .order_by("-at", "-id")[: NEWEST + 1]
    )
    moments = [Moment(each.at, f"e{each.pk}", entry=each) for each in entries[:NEWEST]]
    moments.sort(key=lambda moment: (moment.at, moment.key))
    return moments, len(entries) > NEWEST


def order_page(order: Order, user) -> OrderPage:
    """The whole page, for somebody who may see the order."""
    moments, cut = timeline(order)
    contacts = order_contacts(order, user)
    moments += [Moment(each.started_at, f"c{each.pk}", contact=each) for each in contacts]
    moments.sort(key=lambda moment: moment.at)
    lines = list(
        OrderLine.objects.filter(order=order).select_related("product", "edition").order_by("position")
    )
    shipments = list(
        Shipment.objects.filter(order=order)
        .exclude(state=Shipment.State.CANCELLED)
        .select_related("picked_by", "shipped_by")
        .prefetch_related("lines__line")
        .order_by("pk")
    )
    others = order.charged - sum((line.total for line in lines), ZERO)
    ledger = list(LedgerEntry.objects.filter(order=order).select_related("by", "line").order_by("pk"))
    return OrderPage(
        lines,
        shipments,
        moments,
        cut,
        others,
        ledger=ledger,
        refunds=list(
            RefundRequest.objects.filter(order=order, state=RefundRequest.State.REQUESTED).select_related(
                "requested_by"
            )
        ),
        returns=list(Return.objects.filter(line__order=order).select_related("line__product").order_by("pk")),
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
    return list(
        OrderLine.objects.filter(order=order).select_related("product", "edition").order_by("position")
    )


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
