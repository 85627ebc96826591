"""Credit what was charged for units that are cancelled or came back; the one place where it is reckoned."""

from decimal import Decimal

from django.db import connection

from sales_orders.actions import keeping_ledger
from sales_orders.models import LedgerEntry, Order, OrderLine
from sales_orders.money import part

CREDITED = """
SELECT (SELECT coalesce(sum(credited), 0) FROM sales_orders_return WHERE line_id = %(line)s),
       (SELECT coalesce(sum(amount), 0) FROM sales_orders_ledgerentry
        WHERE line_id = %(line)s AND kind = 'credit')
"""


def worth(line: OrderLine, units: int) -> Decimal:
    """What the next `units` of the line would be credited with, in US dollars.

    All parts of a line add up to its total, whatever the order in which they are taken; so the unit that
    comes last takes the cent that is left over. Where something else was credited on the line, such as
    cheaper shipping, they are parts of what is left of it. Raises ValueError when there are not so many.
    """
    done, credited = _credited(line)
    if credited == part(line.total, done=0, more=done, of=line.units):
        return part(line.total, done=done, more=units, of=line.units)
    return part(line.total - credited, done=0, more=units, of=line.units - done)


def left_of(line: OrderLine, units: int, *, gone: int) -> Decimal:
    """What the customer is charged for the last `units` of a line, when `gone` others are credited before."""
    return worth(line, units + gone) - (worth(line, gone) if gone else 0)


def credit(order: Order, line: OrderLine, units: int, *, by, reason: str = "") -> LedgerEntry | None:
    """Within an action on the locked order and line, credit so many units; None when they cost nothing.

    Called before `line.cancelled` or `Return.credited` counts them. Raises ValueError when the line has
    not that many units left.
    """
    return credit_amount(order, line, worth(line, units), by=by, reason=reason)


def credit_amount(order: Order, line: OrderLine, amount: Decimal, *, by, reason: str = ""):
    """Within an action on the locked order and line, credit an amount; None when it is nothing."""
    if not amount:
        return None
    too_much = order.written_off - (order.charged - amount)
    if too_much > 0:  # nobody is given what was written off
        keeping_ledger.enter(order, LedgerEntry.Kind.RESTORED, too_much, by=by, line=line, reason=reason)
    return keeping_ledger.enter(order, LedgerEntry.Kind.CREDIT, amount, by=by, line=line, reason=reason)


def _credited(line: OrderLine) -> tuple[int, Decimal]:
    """How many units were credited: cancelled, or credited after a return; and all that was credited."""
    with connection.cursor() as cursor:
        cursor.execute(CREDITED, {"line": line.pk})
        returned, credited = cursor.fetchone()
    return line.cancelled + int(returned), credited
