"""Credit what was charged for units that are cancelled or came back: such parts are reckoned here alone."""

from decimal import Decimal

from django.db.models import Sum

from sales_orders.actions import keeping_ledger
from sales_orders.errors import OrderError
from sales_orders.models import LedgerEntry, Order, OrderLine, Return
from sales_orders.money import part


def credited_units(line: OrderLine) -> int:
    """How many units of the line were credited before: those cancelled, and those credited after a return."""
    returned = Return.objects.filter(line=line).aggregate(sum=Sum("credited", default=0))["sum"]
    return line.cancelled + returned


def worth(line: OrderLine, units: int) -> Decimal:
    """What the next `units` of the line would be credited with, in US dollars.

    All parts of a line add up to its total, whatever the order in which they are taken; so the unit that
    comes last takes the cent that is left over.
    """
    return part(line.total, done=credited_units(line), more=units, of=line.units)


def credit(order: Order, line: OrderLine, units: int, *, by, reason: str = "") -> LedgerEntry | None:
    """Within an action on the locked order and line, credit so many units; None when they cost nothing.

    Called before `line.cancelled` or `Return.credited` counts them. Raises OrderError when what was written
    off leaves less than that to credit, and ValueError when the line has not that many units left.
    """
    amount = worth(line, units)
    if not amount:
        return None
    if order.charged - amount < order.written_off:
        raise OrderError(
            f"${order.written_off:,.2f} of {order.number} was written off, so that ${amount:,.2f} for"
            f" {line.title} cannot be credited as well."
        )
    return keeping_ledger.enter(order, LedgerEntry.Kind.CREDIT, amount, by=by, line=line, reason=reason)
