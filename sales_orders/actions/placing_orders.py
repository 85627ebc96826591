"""Place an order: price it, promise its stock, charge it and give it a number, all at once or not at all."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from contacts.actions.keeping_customers import create_customer
from contacts.folding import folded
from contacts.models import Customer, Ticket
from sales_orders.actions import keeping_ledger, keeping_stock, subscribing
from sales_orders.actions.entering_payments import write_payment
from sales_orders.actions.mailing import confirm_order
from sales_orders.actions.numbering import ORDERS, next_number
from sales_orders.actions.orders import COUNTED
from sales_orders.errors import OrderError, StockShort, TotalChanged
from sales_orders.models import (
    LedgerEntry,
    Order,
    OrderDraft,
    OrderEntry,
    OrderLine,
    ShippingZone,
    StockMove,
)
from sales_orders.models.orders import sees_orders
from sales_orders.money import ZERO
from sales_orders.pricing import NewLine, PricedOrder, price_order
from sales_orders.promising import is_kept, promise
from uccms.accounts import permissions
from uccms.accounts.models import User
from uccms.audit.context import action, one_at_a_time
from uccms.privacy.texts import NOTHING_STATED, Statements, admit


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
    payment: Payment | None = None,
    shown_total: Decimal | None = None,
    origin: str | None = None,
    statements: Statements = NOTHING_STATED,
) -> Order:
    """Place one order; sent twice (same `submission_id`), it is one.

    `new_customer` holds the keywords of `create_customer`; `shown_total` is what the agent saw and said, in
    US dollars. Raises PermissionDenied; TextRefused; StockShort when a line is short and says nothing about
    it; TotalChanged when it would cost something else; or OrderError with a sentence.
    """
    permissions.require(by, "sales_orders.enter_order")
    if not sees_orders(by):
        raise PermissionDenied
    one_at_a_time(submission_id)
    earlier = Order.objects.filter(submission_id=submission_id).first()
    if earlier:
        if earlier.entered_by_id != by.pk:
            raise PermissionDenied
        return earlier
    if any(line.unit_price is not None for line in lines) or shipping is not None:
        permissions.require(by, "sales_orders.override_price")
    check_lines(lines)
    if min(order_discount, order_discount_percent, shipping or ZERO) < 0:
        raise OrderError("An amount cannot be below zero.")
    if (order_discount or order_discount_percent) and not order_discount_reason.strip():
        raise OrderError("Say what the discount on the order is for.")
    if new_customer:
        customer = create_customer(by=by, submission_id=submission_id, statements=statements, **new_customer)
    if customer is None:
        raise OrderError("Say who orders: find the customer, or enter a new one.")

    promised, lines = _promise(lines)
    priced = price_order(
        lines,
        zone=wanted.zone,
        day=timezone.localdate(),
        order_discount=order_discount,
        order_discount_percent=order_discount_percent,
        shipping=shipping,
    )
    if shown_total is not None and priced.total != shown_total:
        raise TotalChanged(
            f"The order now costs ${priced.total:,.2f}, not ${shown_total:,.2f}. Tell the customer."
        )
    order = _write(wanted, customer, by=by, submission_id=submission_id, origin=origin, statements=statements)
    rows = _write_lines(order, priced, promised, order_discount_reason, statements)
    _allocate(rows, by=by)
    for row in rows:
        if row.total:
            keeping_ledger.enter(order, LedgerEntry.Kind.CHARGE, row.total, by=by, line=row)
    order.timeline.record(OrderEntry.Kind.PLACED, by=by, amount=priced.total)
    if payment:
        write_payment(
            order,
            method=payment.method,
            amount=payment.amount,
            reference=payment.reference,
            dated=payment.dated,
            by=by,
        )
    OrderDraft.objects.filter(submission_id=submission_id, owner=by).delete()
    order.number_key, order.state = next_number(ORDERS), Order.State.ENTERED
    order.save(update_fields=["number_key", "state"])
    confirm_order(order, rows, by=by)
    return order


def check_lines(lines: Sequence[NewLine]) -> None:
    """Raise OrderError, with a sentence, for lines that no order may have."""
    if not lines:
        raise OrderError("Add at least one product.")
    for line in lines:
        title = line.product.title
        if not line.product.is_active:
            raise OrderError(f"{title} is not sold any more.")
        if not 1 <= line.quantity <= 100_000 or not 1 <= line.issues <= 1_000:
            raise OrderError(f"{title}: a quantity is 1 to 100,000, and issues are 1 to 1,000.")
        if line.product.is_subscription and line.starts_on is None:
            raise OrderError(f"{title}: say with which issue the subscription starts.")
        if not line.product.is_subscription and (line.issues != 1 or line.starts_on):
            raise OrderError(f"{title} is no subscription.")
        if line.renews and (line.renews.product_id, line.renews.copies) != (line.product.pk, line.quantity):
            raise OrderError(f"{title}: a renewal has the same product and the same number of copies.")
        if line.edition and line.edition.product_id != line.product.pk:
            raise OrderError(f"{title} has no such edition.")
        if line.product.keeps_stock and not line.product.is_subscription and line.edition is None:
            raise OrderError(f"{title}: choose the edition.")
        if min(line.unit_price or ZERO, line.discount, line.discount_percent) < 0:
            raise OrderError(f"{title}: an amount cannot be below zero.")
        if line.unit_price is not None and not line.price_reason.strip():
            raise OrderError(f"{title}: say why the price is another.")
        if (line.discount or line.discount_percent) and not line.discount_reason.strip():
            raise OrderError(f"{title}: say what the discount is for.")


def _promise(lines: Sequence[NewLine]) -> tuple[list[int | None], list[NewLine]]:
    """How many copies each line gets from the shelf (None where none is kept), and the lines that remain.

    The levels stay locked until the transaction ends, so nobody else is promised the same copies.
    """
    levels = keeping_stock.locked_levels([line.edition.pk for line in lines if is_kept(line)])
    promised = promise(lines, {key: level.available for key, level in levels.items()})
    short = {each.place: each.there for each in promised if each.must_ask}
    if short:
        raise StockShort(short)
    kept = [each for each in promised if each.line.quantity]
    if not kept:
        raise OrderError("Nothing is left to order: no copy is on the shelf.")
    return [each.given for each in kept], [each.line for each in kept]


def _write(wanted: Wanted, customer: Customer, *, by, submission_id, origin, statements: Statements) -> Order:
    purchase_order = admit(wanted.purchase_order, field="payment", statements=statements)
    order = Order.objects.create(
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
        bill_before_ship=wanted.bill_before_ship,
        entered_by=by,
        submission_id=submission_id,
        origin=origin,
    )
    for column in ("ship_to", "bill_to", "purchase_order", "note"):
        kind = "payment" if column == "purchase_order" else "text"
        text = getattr(order, column)
        statements.record(text, by=by, table="sales_orders_order", key=order.pk, column=column, field=kind)
    return order


def _write_lines(
    order: Order,
    priced: PricedOrder,
    promised: Sequence[int | None],
    order_discount_reason: str,
    statements: Statements,
) -> list[OrderLine]:
    rows = []
    for position, (each, given) in enumerate(zip(priced.lines, promised, strict=True), start=1):
        line, counts, subscription = each.line, {}, None
        if line.product.is_subscription:
            subscription, in_grace = subscribing.subscribe(order, line)
            counts = {"awaited": line.units - in_grace * line.quantity, "shipped": in_grace * line.quantity}
        elif given is None:
            counts["ready"] = line.units
        else:
            counts = {"ready": given, "backordered": line.units - given}
        reasons = [line.discount_reason, order_discount_reason if each.order_discount else ""]
        rows.append(
            OrderLine(
                order=order,
                position=position,
                product=line.product,
                edition=line.edition,
                title=f"{line.product.title}, {line.edition.label}" if line.edition else line.product.title,
                quantity=line.quantity,
                issues=line.issues,
                starts_on=line.starts_on,
                subscription=subscription,
                when_short="wait" if line.when_short == "wait" else "fill",
                unit_price=each.unit_price,
                price_reason=admit(line.price_reason, statements=statements),
                discount=each.discount,
                discount_reason=admit("; ".join(filter(None, reasons)), statements=statements),
                order_discount=each.order_discount,
                shipping=each.shipping,
                **counts,
            )
        )
    rows = OrderLine.objects.bulk_create(rows)
    subscribing.pay_for_grace(rows)
    for name, column in COUNTED.items():
        setattr(order, name, sum(row.units if column == "units" else getattr(row, column) for row in rows))
    order.save(update_fields=list(COUNTED))
    return rows


def _allocate(rows: Sequence[OrderLine], *, by) -> None:
    kept = [row for row in rows if row.ready and row.edition_id and row.product.keeps_stock]
    levels = keeping_stock.locked_levels([row.edition_id for row in kept])
    for row in kept:
        keeping_stock.move(
            levels[row.edition_id], StockMove.Kind.ALLOCATED, by=by, allocated=row.ready, line=row
        )
