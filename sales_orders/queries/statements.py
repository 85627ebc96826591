"""A customer's statement: what was due before, every entry of the ledgers since, and what is due by order."""

from datetime import date
from decimal import Decimal

from django.db.models import QuerySet, Sum

from contacts.models import Customer
from sales_orders.actions.keeping_ledger import EFFECTS
from sales_orders.addresses import label_of
from sales_orders.models import LedgerEntry, Order
from sales_orders.money import ZERO
from sales_orders.queries.order_documents import NO_NUMBERS, day_of, words_of
from sales_orders.template_words.orders import dollars, towards_balance
from uccms.documents.content import Amount, Cell, Column, Document, Table

MOST = 1_000  # entries, and orders with a balance; a statement with more has a shorter time
ENTRIES = (
    Column("Date", 26), Column("Order", 22), Column("Entry", 56), Column("Amount", 24, True),
    Column("Balance", 24, True),
)  # fmt: skip
ORDERS = (Column("Order", 24), Column("Order date", 56), Column("Balance", 24, True))


class StatementTooLong(Exception):
    """More happened in the time than a statement holds."""

    def __str__(self) -> str:
        return f"More than {MOST:,} entries or open orders are in these days. Choose fewer days."


def statement(customer: Customer, *, since: date, until: date) -> Document:
    """The statement for the days from `since` to `until`. Raises StatementTooLong."""
    ledger = LedgerEntry.objects.filter(order__customer=customer)
    within = ledger.filter(dated__range=(since, until)).select_related("order", "line")
    entries = list(within.order_by("dated", "pk")[: MOST + 1])
    by_order = _balances(ledger.filter(dated__lte=until))
    if len(entries) > MOST or len(by_order) > MOST:
        raise StatementTooLong
    opening = balance = sum(_balances(ledger.filter(dated__lt=since)).values(), ZERO)
    rows = []
    for each in entries:
        balance += towards_balance(each)
        rows.append(_row(each, balance))
    orders = list(Order.objects.filter(pk__in=by_order).order_by("pk"))
    addresses = list(customer.mailing_addresses.all()[:1])
    to = (
        label_of(customer, addresses[0])
        if addresses
        else "\n".join(filter(None, (customer.company, customer.name)))
    )
    return Document(
        "Customer statement",
        customer.number,
        facts=[("Customer number", customer.number), ("From", day_of(since)), ("To", day_of(until))],
        addresses=[("For", to)],
        tables=[
            Table("What happened", ENTRIES, rows, "Nothing was charged or paid in this time.", 2),
            Table(
                "Orders with a balance",
                ORDERS,
                [
                    [Cell(each.number), Cell(day_of(each.entered_at)), Cell(dollars(by_order[each.pk]))]
                    for each in orders
                ],
                "Every order is settled.",
            ),
        ],
        amounts=[
            Amount(f"Balance before {day_of(since)}", dollars(opening)),
            Amount("Charged, paid and credited since", dollars(balance - opening)),
            Amount("Balance due" if balance >= 0 else "Balance in your favor", dollars(balance), True),
        ],
        remarks=[NO_NUMBERS],
        marks=["Invented example"] if any(each.order.example for each in entries) else [],
    )


def _balances(ledger: QuerySet[LedgerEntry]) -> dict[int, Decimal]:
    """What is due on each order by these entries, by its key; orders that are settled are left out."""
    found: dict[int, Decimal] = {}
    sums = ledger.order_by().values_list("order_id", "kind").annotate(sum=Sum("amount"))
    for order, kind, amount in sums:
        column, sign = EFFECTS[kind]
        found[order] = found.get(order, ZERO) + amount * sign * (
            1 if column in ("charged", "refunded") else -1
        )
    return {order: due for order, due in found.items() if due}


def _row(entry: LedgerEntry, balance: Decimal) -> list[Cell]:
    return [
        Cell(day_of(entry.dated)), Cell(entry.order.number), words_of(entry),
        Cell(dollars(towards_balance(entry))), Cell(dollars(balance)),
    ]  # fmt: skip
