"""An order's confirmation, invoice and credit notes: stored lines and the ledger, nothing reckoned anew."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format

from sales_orders.models import LedgerEntry, Order, OrderLine, QuoteLine
from sales_orders.money import ZERO
from sales_orders.subjects import CREDITED
from sales_orders.template_words.orders import dollars, towards_balance
from uccms.documents.content import Amount, Cell, Column, Document, Table

NO_NUMBERS = (
    "Never send us the number of a card or an account. If something is wrong, call us with the order number."
)
LINES = (
    Column("#", 5), Column("Product", 56), Column("Units", 11, True), Column("Price", 21, True),
    Column("Discount", 21, True), Column("Shipping", 19, True), Column("Total", 23, True),
)  # fmt: skip
ENTRIES = (Column("Date", 24), Column("Entry", 72), Column("Amount", 24, True))


def day_of(when: date | datetime | None) -> str:
    """A day as a document writes it."""
    if when is None:
        return ""
    return date_format(timezone.localtime(when) if isinstance(when, datetime) else when, "F j, Y")


def confirmation(order: Order) -> Document:
    """What was ordered, what is there and what will follow."""
    lines, words = lines_of(order), quoted_words(order)
    amounts = [*line_amounts(lines)]
    entries = list(order.ledger.exclude(kind=LedgerEntry.Kind.CHARGE))
    amounts += [
        Amount(title, dollars(sum((towards_balance(each) for each in entries if each.kind in kinds), ZERO)))
        for title, kinds in SUMS
        if any(each.kind in kinds for each in entries)
    ]
    return Document(
        "Order confirmation",
        order.number,
        facts=facts_of(order),
        addresses=addresses_of(order),
        tables=[Table("", LINES, [_row(line, words, with_states=True) for line in lines], named_by=1)],
        amounts=[*amounts, _balance(order)],
        remarks=[NO_NUMBERS],
    )


Kinds = LedgerEntry.Kind
# How a confirmation sums up the ledger after the charges.
SUMS = (
    ("Credits and fees", (Kinds.CREDIT, Kinds.FEE)),
    ("Written off", (Kinds.WRITE_OFF, Kinds.RESTORED)),
    ("Paid", (Kinds.PAYMENT, Kinds.REFUSED)),
    ("Refunded", (Kinds.REFUND,)),
)


def invoice(order: Order) -> Document:
    """What is charged for which line, and every entry of the ledger since: what they leave is the balance."""
    lines, words = lines_of(order), quoted_words(order)
    entries = list(order.ledger.exclude(kind=Kinds.CHARGE).select_related("line").order_by("pk"))
    since = sum((towards_balance(each) for each in entries), ZERO)
    return Document(
        "Invoice",
        order.number,
        facts=facts_of(order),
        addresses=addresses_of(order),
        tables=[
            Table("", LINES, [_row(line, words) for line in lines], named_by=1),
            Table(
                "Payments, credits and fees",
                ENTRIES,
                [entry_row(each) for each in entries],
                "None so far.",
                1,
            ),
        ],
        amounts=[*line_amounts(lines), Amount("Payments, credits and fees", dollars(since)), _balance(order)],
        remarks=[NO_NUMBERS],
    )


def credit_note(order: Order, entry: LedgerEntry) -> Document:
    """One credit, or one refund, of the order."""
    before = order.ledger.filter(kind__in=CREDITED, pk__lte=entry.pk).count()
    is_refund = entry.kind == LedgerEntry.Kind.REFUND
    what = f"Paid back by {entry.method_words}" if is_refund else "Credited"
    below = entry.line.title if entry.line else entry.reference
    total = "Total paid back" if is_refund else "Total credited"
    return Document(
        "Credit note",
        f"{order.number}-{before}",
        facts=[("Date", day_of(entry.dated)), *facts_of(order)],
        addresses=addresses_of(order)[:1],
        tables=[
            Table(
                "",
                ENTRIES,
                [[Cell(day_of(entry.dated)), Cell(what, below), Cell(dollars(entry.amount))]],
                "",
                1,
            )
        ],
        amounts=[Amount(total, dollars(entry.amount), True)],
        remarks=[
            "This amount was paid back to you."
            if is_refund
            else "This amount is taken from what is due on the order. What is too much can be paid back.",
        ],
    )


def lines_of(order: Order) -> list[OrderLine]:
    """The order's lines, as they were placed."""
    return list(order.lines.select_related("product").order_by("position"))


def quoted_words(order: Order) -> dict[int, str]:
    """What was quoted for an order that came of a quote, by the place of the line; empty for any other."""
    quoted = QuoteLine.objects.filter(quote__order=order).exclude(what="")
    return dict(quoted.values_list("position", "what"))


def facts_of(order: Order) -> list[tuple[str, str]]:
    """Order, customer and dates, as far as they are known."""
    facts = [
        ("Order", order.number),
        ("Order date", day_of(order.entered_at)),
        ("Customer number", order.customer.number),
        ("Purchase order", order.purchase_order),
        ("Wanted on", day_of(order.wanted_on)),
    ]
    return [(words, said) for words, said in facts if said]


def addresses_of(order: Order) -> list[tuple[str, str]]:
    """Bill to and ship to."""
    return [("Bill to", order.bill_to or order.ship_to), ("Ship to", order.ship_to)]


def line_amounts(lines: Sequence[OrderLine]) -> list[Amount]:
    """The sums of the lines: each the sum of what stands in its column."""
    less = sum((line.less for line in lines), ZERO)
    amounts = [
        Amount("Goods", dollars(sum((line.goods for line in lines), ZERO))),
        Amount("Discount", dollars(-less)),
        Amount("Shipping", dollars(sum((line.shipping for line in lines), ZERO))),
        Amount("Order total", dollars(sum((line.total for line in lines), ZERO)), True),
    ]
    return [each for each in amounts if less or each.words != "Discount"]


def words_of(entry: LedgerEntry) -> Cell:
    """What an entry of the ledger is, and for which line or by which reference."""
    words = f"{entry.get_kind_display()}, {entry.method_words}" if entry.method else entry.get_kind_display()
    below = ", ".join(each for each in (entry.line.title if entry.line else "", entry.reference) if each)
    return Cell(words, below)


def entry_row(entry: LedgerEntry) -> list[Cell]:
    """An entry of the ledger, with what it adds to the balance."""
    return [Cell(day_of(entry.dated)), words_of(entry), Cell(dollars(towards_balance(entry)))]


def _balance(order: Order) -> Amount:
    return Amount(
        "Balance due" if order.balance >= 0 else "Balance in your favor", dollars(order.balance), True
    )


def _row(line: OrderLine, quoted: Mapping[int, str], *, with_states: bool = False) -> list[Cell]:
    below = [line.product.code]
    if line.issues > 1:
        begins = f" from {day_of(line.starts_on)}" if line.starts_on else ""
        below.append(f"{line.quantity} × {line.issues} issues{begins}")
    if with_states:
        states = (
            (line.shipped, "shipped"), (line.backordered, "will follow when copies arrive"),
            (line.awaited, "to come"), (line.cancelled, "cancelled"),
        )  # fmt: skip
        below += [f"{count} {words}" for count, words in states if count]
    return [
        Cell(str(line.position)),
        Cell(line.title, ": ".join(filter(None, [", ".join(below), quoted.get(line.position)]))),
        Cell(f"{line.units:,}"),
        Cell(dollars(line.unit_price)),
        Cell(dollars(-line.less) if line.less else ""),
        Cell(dollars(line.shipping) if line.shipping else ""),
        Cell(dollars(line.total)),
    ]
