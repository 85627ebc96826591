"""A form that was sent twice: whether the order that it made is what it asks for once more."""

from collections.abc import Sequence
from decimal import Decimal

from contacts.models import Customer
from sales_orders.models import LedgerEntry, Order, OrderLine
from sales_orders.pricing import NewLine
from uccms.privacy.texts import as_stored

TEXTS = ("ship_to", "bill_to", "email", "purchase_order", "note")


def is_the_same(
    order: Order,
    *,
    wanted,
    lines: Sequence[NewLine],
    customer: Customer | None,
    new_customer: dict | None,
    payment,
    shown_total: Decimal | None,
) -> bool:
    """Whether `order`, as it is now, is what `place_order` was asked for once more."""
    return (
        _is_for(order, customer, new_customer)
        and (order.zone_id, order.source, order.wanted_on)
        == (wanted.zone.pk, wanted.source, wanted.wanted_on)
        and order.ticket_id == (wanted.ticket.pk if wanted.ticket else None)
        and all(getattr(order, name) == as_stored(getattr(wanted, name)) for name in TEXTS)
        and shown_total in (None, order.charged)
        and _has(order, lines)
        and (payment is None or _is_paid(order, payment))
    )


def _is_for(order: Order, customer: Customer | None, new_customer: dict | None) -> bool:
    if new_customer:
        made = order.customer
        names = [" ".join(new_customer.get(name, "").split()) for name in ("name", "company")]
        return made.submission_id == order.submission_id and names == [made.name, made.company]
    return customer is not None and order.customer_id in (customer.pk, customer.merged_into_id)


def _has(order: Order, lines: Sequence[NewLine]) -> bool:
    """Whether these are its lines; of one that drops what is short there may be less, or none."""
    rows = list(order.lines.order_by("position"))
    for line in lines:
        drops = line.when_short == "drop"
        if rows and _is_of(rows[0], line, drops=drops):
            rows.pop(0)
        elif not drops:
            return False
    return not rows


def _is_of(row: OrderLine, line: NewLine, *, drops: bool) -> bool:
    edition = line.edition.pk if line.edition else None
    asked = (line.product.pk, edition, line.issues, line.starts_on)
    if (row.product_id, row.edition_id, row.issues, row.starts_on) != asked:
        return False
    return row.quantity == line.quantity or (drops and row.quantity < line.quantity)


def _is_paid(order: Order, payment) -> bool:
    kind, reference = LedgerEntry.Kind.PAYMENT, as_stored(payment.reference)
    paid = order.ledger.filter(kind=kind, reference=reference, amount=payment.amount, method=payment.method)
    return paid.exists()
