"""The ledger: one entry at a time, with the order's sums in the same transaction."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db.models import F

from sales_orders import business_day
from sales_orders.errors import OrderError
from sales_orders.models import LedgerEntry, Order, OrderLine
from sales_orders.money import MOST, ZERO, cents
from uccms.database.written_once import Question, together
from uccms.database.written_rows import inserting
from uccms.folding import folded

Kind = LedgerEntry.Kind
# What an entry of a kind adds to which sum of its order.
EFFECTS: dict[str, tuple[str, int]] = {
    Kind.CHARGE: ("charged", 1),
    Kind.FEE: ("charged", 1),
    Kind.CREDIT: ("charged", -1),
    Kind.PAYMENT: ("paid", 1),
    Kind.REFUSED: ("paid", -1),
    Kind.REFUND: ("refunded", 1),
    Kind.WRITE_OFF: ("written_off", 1),
    Kind.RESTORED: ("written_off", -1),
}


def enter(
    order: Order,
    kind: str,
    amount: Decimal,
    *,
    by,
    line: OrderLine | None = None,
    method: str = "",
    dated: date | None = None,
    reference: str = "",
    reverses: LedgerEntry | None = None,
    reason: str = "",
    submission_id=None,
) -> LedgerEntry:
    """Within an action on the locked order, write one entry and bring the order's sums in line.

    `amount` is in US dollars, above zero. Texts were admitted by the caller.
    Raises OrderError for an amount that is none, or that a column cannot hold.
    """
    _check(amount)
    entry = LedgerEntry.objects.create(
        order=order,
        line=line,
        kind=kind,
        method=method,
        amount=amount,
        dated=dated or business_day.today(),
        reference=reference,
        reference_key=folded(reference).replace(" ", ""),
        reverses=reverses,
        reason=reason,
        by=by,
        submission_id=submission_id,
    )
    column, sign = EFFECTS[kind]
    Order.objects.filter(pk=order.pk).update(**{column: F(column) + sign * amount})
    order.refresh_from_db(fields=["charged", "paid", "refunded", "written_off", "balance", "paid_state"])
    return entry


def charge_lines(order: Order, lines: Sequence[OrderLine], *, by) -> None:
    """Within an action on the locked order, charge it with these new lines; the caller saves `charged`.

    Raises OrderError for an amount that a column cannot hold.
    """
    together(*charging(order, lines, by=by))


def charging(order: Order, lines: Sequence[OrderLine], *, by) -> list[Question]:
    """The same, to be written together with others."""
    today = business_day.today()
    entries = [
        LedgerEntry(order=order, line=line, kind=Kind.CHARGE, amount=line.total, dated=today, by=by)
        for line in lines
        if line.total
    ]
    for entry in entries:
        _check(entry.amount)
    order.charged += sum((entry.amount for entry in entries), ZERO)
    return [inserting(entries)] if entries else []


def _check(amount: Decimal) -> None:
    if not amount.is_finite() or amount != cents(amount) or not 0 < amount <= MOST:
        raise OrderError("An amount has dollars and cents, above zero.")
