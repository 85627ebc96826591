"""Place an order: price it, promise its stock, charge it and give it a number, all at once or not at all."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied

from contacts.actions.keeping_customers import create_customer
from contacts.actions.standing_customers import asking_standing, standing, standing_by
from contacts.models import Customer, Ticket
from sales_orders import business_day
from sales_orders.actions.entering_payments import write_payment
from sales_orders.actions.keeping_ledger import charging
from sales_orders.actions.mailing import confirm_order
from sales_orders.actions.numbering import ORDERS, numbering
from sales_orders.actions.order_lines import allocating, check_lines, lock_shelf, promise_lines, write_lines
from sales_orders.actions.orders import COUNTED
from sales_orders.actions.relied_on import holding
from sales_orders.asked_again import is_the_same
from sales_orders.errors import OrderError, PlacedBefore, TotalChanged
from sales_orders.models import Order, OrderEntry, ShippingZone
from sales_orders.models.orders import sees_orders
from sales_orders.money import ZERO
from sales_orders.pricing import NewLine, asking_tariff, price_order, tariff_of
from uccms.accounts import permissions
from uccms.accounts.models import User
from uccms.audit.context import action, turn_of
from uccms.database.written_once import Question, Slot, WrittenOnce, together
from uccms.database.written_rows import inserting, saving
from uccms.folding import folded
from uccms.privacy.texts import NOTHING_STATED, Statements, admit

# The draft that the order was, where there is one.
FORGET = "DELETE FROM sales_orders_orderdraft WHERE submission_id = %s AND owner_id = %s RETURNING id"


@dataclass(frozen=True)
class Payment:
    """Money that came with an order: how, how much, when, and the finance system's receipt reference."""

    method: str
    amount: Decimal
    reference: str
    dated: date


@dataclass(frozen=True)
class Wanted:
    """Everything about an order but its lines and its money."""

    zone: ShippingZone
    source: str
    ship_to: str = ""
    bill_to: str = ""
    email: str = ""
    purchase_order: str = ""
    wanted_on: date | None = None
    note: str = ""
    ticket: Ticket | None = None
    bill_before_ship: bool = False


@action
def place_order(
    *,
    by: User,
    submission_id: uuid.UUID,
    wanted: Wanted,
    lines: Sequence[NewLine],
    customer: Customer | None = None,
    new_customer: dict | None = None,
    order_discount: Decimal = ZERO,
    order_discount_percent: Decimal = ZERO,
    order_discount_reason: str = "",
    shipping: Decimal | None = None,
    shipping_reason: str = "",
    payment: Payment | None = None,
    shown_total: Decimal | None = None,
    origin: str | None = None,
    are_agreed: bool = False,
    statements: Statements = NOTHING_STATED,
) -> Order:
    """Place one order; sent twice (same `submission_id`), it is one.

    `new_customer` holds the keywords of `create_customer`; `shown_total` is what the agent saw and said, in
    US dollars; `are_agreed` says that the prices on the lines were quoted, by who may.
    Raises PermissionDenied; TextRefused; StockShort when a line is short and says nothing about it;
    TotalChanged when it would cost something else; PlacedBefore when it was sent with other words before;
    or OrderError with a sentence.
    """
    permissions.require(by, "sales_orders.enter_order")
    if not sees_orders(by):
        raise PermissionDenied
    _, sent, held, *stands = together(
        turn_of(submission_id),
        _sent.asking(submission_id=submission_id),
        holding(line.product for line in lines),
        *([asking_standing(customer)] if customer and not new_customer else []),
    )
    for earlier in sent:
        if earlier.entered_by_id != by.pk:
            raise PermissionDenied
        asked = {"customer": customer, "new_customer": new_customer, "payment": payment}
        if not is_the_same(earlier, wanted=wanted, lines=lines, shown_total=shown_total, **asked):
            raise PlacedBefore(earlier.number)
        return earlier
    if not are_agreed and (any(line.unit_price is not None for line in lines) or shipping is not None):
        permissions.require(by, "sales_orders.override_price")
    check_lines(lines, held)
    if min(order_discount, order_discount_percent, shipping or ZERO) < 0:
        raise OrderError("An amount cannot be below zero.")
    if (order_discount or order_discount_percent) and not order_discount_reason.strip():
        raise OrderError("Say what the discount on the order is for.")
    if shipping is not None and not shipping_reason.strip():
        raise OrderError("Say why shipping is not what the rates say.")
    if new_customer:
        customer = create_customer(by=by, submission_id=submission_id, statements=statements, **new_customer)
    if customer is None:
        raise OrderError("Say who orders: find the customer, or enter a new one.")
    customer = standing_by(customer, stands[0]) if stands else standing(customer)

    today = business_day.today()
    shelf, tariff = lock_shelf(lines, *asking_tariff(lines, zone=wanted.zone, day=today, shipping=shipping))
    promised, lines = promise_lines(lines, shelf)
    priced = price_order(
        lines,
        zone=wanted.zone,
        day=today,
        tariff=tariff_of(*tariff),
        order_discount=order_discount,
        order_discount_percent=order_discount_percent,
        shipping=shipping,
    )
    if shown_total is not None and priced.total != shown_total:
        raise TotalChanged(
            f"The order now costs ${priced.total:,.2f}, not ${shown_total:,.2f}. Tell the customer."
        )
    order = _write(
        wanted,
        customer,
        shipping_reason=shipping_reason if shipping is not None else "",
        by=by,
        submission_id=submission_id,
        origin=origin,
        statements=statements,
    )
    rows = write_lines(order, priced, promised, statements, order_discount_reason=order_discount_reason)
    written = [*allocating(rows, shelf.levels, by=by), *charging(order, rows, by=by)]
    for name, column in COUNTED.items():
        setattr(order, name, sum(row.units if column == "units" else getattr(row, column) for row in rows))
    unsaved = [*COUNTED, "charged"]
    placed = OrderEntry(order=order, kind=OrderEntry.Kind.PLACED, by=by, amount=priced.total)
    written += [inserting([placed]), Question(FORGET, [submission_id, by.pk])]
    if payment:
        together(*written, saving(order, *unsaved))
        written, unsaved = [], []
        write_payment(
            order,
            method=payment.method,
            amount=payment.amount,
            reference=payment.reference,
            dated=payment.dated,
            by=by,
        )
    *_, (order.number_key,) = together(*written, numbering(ORDERS))
    order.state = Order.State.ENTERED
    together(saving(order, *unsaved, "number_key", "state"))
    confirm_order(order, rows, by=by)
    return order


def _write(
    wanted: Wanted,
    customer: Customer,
    *,
    shipping_reason: str,
    by,
    submission_id,
    origin,
    statements: Statements,
) -> Order:
    purchase_order = admit(wanted.purchase_order, field="payment", statements=statements)
    order = Order(
        customer=customer,
        ticket=wanted.ticket,
        source=wanted.source,
        zone=wanted.zone,
        ship_to=admit(wanted.ship_to, statements=statements),
        bill_to=admit(wanted.bill_to, statements=statements),
        email=wanted.email.strip(),
        purchase_order=purchase_order,
        purchase_order_key=folded(purchase_order).replace(" ", ""),
        wanted_on=wanted.wanted_on,
        note=admit(wanted.note, statements=statements),
        shipping_reason=admit(shipping_reason, statements=statements),
        bill_before_ship=wanted.bill_before_ship,
        entered_by=by,
        submission_id=submission_id,
        origin=origin,
    )
    together(inserting([order]))
    for column in ("ship_to", "bill_to", "purchase_order", "note", "shipping_reason"):
        kind = "payment" if column == "purchase_order" else "text"
        text = getattr(order, column)
        statements.record(text, by=by, table="sales_orders_order", key=order.pk, column=column, field=kind)
    return order


_sent = WrittenOnce(lambda: Order.objects.filter(submission_id=Slot("submission_id")))
