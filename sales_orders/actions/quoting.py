"""Quote a custom service, and make the quote an order, or let it go."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.core.exceptions import PermissionDenied

from contacts.actions.standing_customers import standing
from contacts.errors import Conflict
from contacts.models import Customer, Ticket
from sales_orders import business_day
from sales_orders.actions.mailing import send_quote
from sales_orders.actions.numbering import QUOTES, next_number
from sales_orders.actions.placing_orders import Wanted, place_order
from sales_orders.actions.standing_orders import Delivery
from sales_orders.errors import OrderError, WrongState
from sales_orders.models import Order, Product, Quote, QuoteLine
from sales_orders.models.orders import sees_orders
from sales_orders.money import MOST, cents
from sales_orders.pricing import NewLine
from uccms.accounts import permissions
from uccms.audit.context import action, one_at_a_time
from uccms.privacy import guard
from uccms.privacy.texts import NOTHING_STATED, Statements, admit

LONGEST = timedelta(days=366)  # that a price can hold
MOST_LINES = 20
LONGEST_NOTE = 4_000


@dataclass(frozen=True)
class Service:
    """One line of a quote; `unit_price` in US dollars."""

    product: Product
    what: str
    quantity: int
    unit_price: Decimal


@action
def give_quote(
    customer: Customer,
    *,
    services: Sequence[Service],
    valid_until: date,
    delivery: Delivery,
    submission_id: uuid.UUID,
    by,
    ticket: Ticket | None = None,
    statements: Statements = NOTHING_STATED,
) -> Quote:
    """Write down what a custom service would cost, and mail it where there is an address.

    Sent twice (same `submission_id`), it is one. Raises PermissionDenied, TextRefused, or OrderError.
    """
    permissions.require(by, "sales_orders.quote")
    if not sees_orders(by):
        raise PermissionDenied
    one_at_a_time(submission_id)
    earlier = Quote.objects.filter(submission_id=submission_id).first()
    if earlier:
        if earlier.entered_by_id != by.pk:
            raise PermissionDenied
        return earlier
    _check(services, valid_until)
    quote = Quote.objects.create(
        customer=standing(customer),
        ticket=ticket,
        valid_until=valid_until,
        source=delivery.source,
        zone=delivery.zone,
        ship_to=admit(delivery.ship_to, statements=statements),
        bill_to=admit(delivery.bill_to, statements=statements),
        email=delivery.email.strip(),
        entered_by=by,
        submission_id=submission_id,
    )
    lines = QuoteLine.objects.bulk_create(
        QuoteLine(
            quote=quote,
            position=position,
            product=each.product,
            what=admit(each.what, statements=statements),
            quantity=each.quantity,
            unit_price=each.unit_price,
        )
        for position, each in enumerate(services, start=1)
    )
    for column in ("ship_to", "bill_to"):
        statements.record(
            getattr(quote, column), by=by, table="sales_orders_quote", key=quote.pk, column=column
        )
    for line in lines:
        statements.record(line.what, by=by, table="sales_orders_quoteline", key=line.pk, column="what")
    quote.number_key = next_number(QUOTES)
    quote.save(update_fields=["number_key"])
    send_quote(quote, by=by)
    return quote


@action
def accept_quote(quote: Quote, *, by, purchase_order: str = "", version: int | None = None) -> Order:
    """Place the order of an open quote at the prices that were quoted; accepted twice, it is one order.

    Raises PermissionDenied, Conflict, TextRefused, WrongState when it is over or declined, or OrderError.
    """
    permissions.require(by, "sales_orders.enter_order")
    quote = _locked(quote, by=by)
    if quote.order_id:
        return quote.order
    _check_open(quote, version)
    if not quote.holds_on(business_day.today()):
        raise WrongState(f"{quote.number} was valid until {quote.valid_until:%B %-d, %Y}. Give a new quote.")
    services = list(quote.lines.select_related("product").order_by("position"))
    order = place_order(
        by=by,
        submission_id=uuid.uuid4(),
        customer=quote.customer,
        lines=[
            NewLine(
                line.product,
                line.quantity,
                unit_price=line.unit_price,
                price_reason=f"Quoted in {quote.number}.",
            )
            for line in services
        ],
        wanted=Wanted(
            zone=quote.zone,
            source=quote.source,
            ship_to=quote.ship_to,
            bill_to=quote.bill_to,
            email=quote.email,
            purchase_order=purchase_order,
            note=_what_to_do(quote, services),
            ticket=quote.ticket,
        ),
        are_agreed=True,
    )
    quote.state, quote.order = Quote.State.ACCEPTED, order
    quote.version += 1
    quote.save(update_fields=["state", "order", "version"])
    return order


@action
def decline_quote(
    quote: Quote,
    *,
    reason: str,
    by,
    version: int | None = None,
    statements: Statements = NOTHING_STATED,
) -> Quote:
    """Write down that the customer does not want it, or that it is taken back.

    Raises PermissionDenied, Conflict, WrongState, TextRefused, or OrderError without a reason.
    """
    permissions.require(by, "sales_orders.enter_order")
    quote = _locked(quote, by=by)
    _check_open(quote, version)
    reason = admit(reason, statements=statements)
    if not reason:
        raise OrderError("Say why it comes to nothing.")
    quote.state, quote.declined_because = Quote.State.DECLINED, reason
    quote.version += 1
    quote.save(update_fields=["state", "declined_because", "version"])
    statements.record(reason, by=by, table="sales_orders_quote", key=quote.pk, column="declined_because")
    return quote


def _what_to_do(quote: Quote, services: Sequence[QuoteLine]) -> str:
    """The note of the order: what was quoted, for those who do it.

    Words that somebody had to explain to the guard stay on the quote.
    """
    heading = f"Quoted in {quote.number}:"
    said = "\n".join([heading, *(f"{line.quantity} × {line.what}" for line in services)])
    return heading.rstrip(":") + "." if guard.find(said) else said[:LONGEST_NOTE]


def _locked(quote: Quote, *, by) -> Quote:
    found = Quote.objects.select_for_update(of=("self",)).select_related("customer", "zone").get(pk=quote.pk)
    if not Quote.objects.visible_to(by).filter(pk=found.pk).exists():
        raise PermissionDenied
    return found


def _check_open(quote: Quote, version: int | None) -> None:
    if quote.state != Quote.State.OPEN:
        raise WrongState(f"{quote.number} is {quote.get_state_display().lower()}.")
    if version is not None and version != quote.version:
        raise Conflict


def _check(services: Sequence[Service], valid_until: date) -> None:
    today = business_day.today()
    if not services:
        raise OrderError("Say what would be done, and what it costs.")
    if len(services) > MOST_LINES:
        raise OrderError(f"A quote has up to {MOST_LINES} lines.")
    if not today <= valid_until <= today + LONGEST:
        raise OrderError("A quote is valid until a day within a year from today.")
    for each in services:
        if each.product.kind != Product.Kind.CUSTOM_SERVICE or not each.product.is_active:
            raise OrderError(f"{each.product.title} is no custom service: order it at its price.")
        if not each.what.strip():
            raise OrderError("Say what would be done.")
        if not 1 <= each.quantity <= 100_000:
            raise OrderError("A quantity is 1 to 100,000.")
        if not 0 <= each.unit_price <= MOST or each.unit_price != cents(each.unit_price):
            raise OrderError("A price has dollars and cents, zero or more.")
    if sum(each.unit_price * each.quantity for each in services) > MOST:
        raise OrderError("So much costs more than an order can.")
