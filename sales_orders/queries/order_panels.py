"""Orders on the pages of a lower floor: a customer's, a ticket's, and the desk (`uccms/web/panels.py`)."""

from dataclasses import dataclass, replace

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import IntegerField, Q, QuerySet, Value
from django.db.models.functions import Cast, Substr
from django.http import HttpRequest

from contacts.models import Customer, Matter, Ticket
from sales_orders.models import Order, OrderDraft
from sales_orders.models.orders import sees_orders
from sales_orders.queries.order_drafts import drafts_of
from sales_orders.queries.work_lists import LISTS, WorkList
from uccms.database.written_once import Question, Slot, WrittenOnce

MOST = 6
COUNTED = 100  # of a kind of work; more are “99+”
DRAFTS = 12

WORK = ("to-release", "to-pick", "to-ship", "on-hold")  # lists that the desk tells of


@dataclass(frozen=True)
class OrdersPanel:
    """Some orders, newest first. Whoever may not open them sees number and state."""

    orders: list[Order]
    more: bool
    open: bool
    start: str  # what a new order begins with: the customer's or the ticket's number; empty where nobody may
    customer: int | None = None  # whose standing orders and quotes begin here
    statement: int | None = None  # the key of the customer whose statement is linked


@dataclass(frozen=True)
class Work:
    """So much work on one of the work lists."""

    on: WorkList
    count: int

    @property
    def shown(self) -> str:
        return str(self.count) if self.count < COUNTED else f"{COUNTED - 1}+"


@dataclass(frozen=True)
class WorkPanel:
    """What waits for an order processor: so many of each kind, and the oldest orders to release."""

    work: list[Work]
    oldest: list[Order]


def asks_of_customer(request: HttpRequest, customer: Customer) -> Question:
    """The customer's newest orders."""
    return _of_customer.asking(customer=customer.pk)


def orders_of_customer(request: HttpRequest, customer: Customer, rows: list[Order]) -> OrdersPanel:
    """The customer's newest orders, of which these were found."""
    panel = _panel(request, rows, customer.number)
    if not panel.open:
        return panel
    # Whose standing orders and quotes begin here, for who enters orders; and whose statement there is.
    begins = customer.pk if panel.start else None
    return replace(panel, customer=begins, statement=customer.pk if panel.orders else None)


def asks_of_ticket(request: HttpRequest, ticket: Ticket) -> Question:
    """The orders that came from this ticket, and those it is about."""
    return _of_ticket.asking(ticket=ticket.pk)


def orders_of_ticket(request: HttpRequest, ticket: Ticket, rows: list[Order]) -> OrdersPanel | None:
    """The orders of the ticket, of which these were found; nothing when there are none to show."""
    panel = _panel(request, rows, ticket.number)
    return panel if panel.orders or panel.start else None


def _panel(request: HttpRequest, rows: list[Order], start: str) -> OrdersPanel:
    may_open = sees_orders(request.user)
    may_enter = may_open and request.user.has_perm("sales_orders.enter_order")
    return OrdersPanel(rows[:MOST], len(rows) > MOST, may_open, start if may_enter else "")


def work_on_desk(request: HttpRequest, _) -> WorkPanel | None:
    """What waits for somebody who processes orders; nobody else has the panel."""
    if not (request.user.has_perm("sales_orders.process_order") and sees_orders(request.user)):
        return None
    first, *others = [
        LISTS[name].rows().order_by().annotate(work=Value(name)).values("work")[:COUNTED] for name in WORK
    ]
    found = [row["work"] for row in first.union(*others, all=True)]
    oldest = list(Order.objects.filter(state="entered").select_related("customer").order_by("id")[:MOST])
    return WorkPanel([Work(LISTS[name], found.count(name)) for name in WORK], oldest)


def drafts_on_desk(request: HttpRequest, _) -> list[OrderDraft] | None:
    """The person's drafts of orders, and where a new one begins; only for those who enter orders."""
    if not (request.user.has_perm("sales_orders.enter_order") and sees_orders(request.user)):
        return None
    return drafts_of(request.user, most=DRAFTS)


def _numbers() -> QuerySet:
    """The numbers of the orders that the ticket is about, as an order has them."""
    about = Matter.objects.filter(ticket=Slot("ticket"), kind=Matter.Kind.ORDER)
    return about.order_by().values(order_number=Cast(Substr("key", 2), IntegerField()))


_of_customer = WrittenOnce(
    lambda: Order.objects.filter(customer=Slot("customer"), number_key__isnull=False).order_by("-id")[
        : MOST + 1
    ]
)
_of_ticket = WrittenOnce(
    lambda: Order.objects.filter(
        Q(ticket=Slot("ticket")) | Q(number_key__among=ArraySubquery(_numbers())), number_key__isnull=False
    ).order_by("-id")[: MOST + 1]
)
