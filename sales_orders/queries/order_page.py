"""Everything an order's page shows, in a constant number of queries."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.http import Http404

from contacts.models import Contact
from sales_orders.models import Order, OrderEntry, OrderLine, Shipment
from sales_orders.money import ZERO
from sales_orders.queries.order_contacts import order_contacts

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
        .select_related("by", "shipment", "ledger_entry", "refund", "came_back", "change")
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
    moments.sort(key=lambda moment: (moment.at, moment.key))
    lines = list(
        OrderLine.objects.filter(order=order).select_related("product", "edition").order_by("position")
    )
    shipments = list(
        Shipment.objects.filter(order=order)
        .exclude(state=Shipment.State.CANCELLED)
        .select_related("picked_by", "shipped_by")
        .prefetch_related("lines__line", "lines__edition")
        .order_by("pk")
    )
    others = order.charged - sum((line.total for line in lines), ZERO)
    return OrderPage(lines, shipments, moments, cut, others)
