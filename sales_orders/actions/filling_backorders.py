"""Give copies that nobody is promised to the orders that wait for them, oldest order first."""

from collections.abc import Sequence

from django.db.models import Exists, F, OuterRef

from sales_orders.actions import orders, stock_levels
from sales_orders.models import Edition, Order, OrderEntry, OrderLine, StockLevel, StockMove
from sales_orders.models.orders import OPEN
from sales_orders.waiting import share_out, waiting_for
from uccms.accounts import permissions
from uccms.audit.context import action


@action
def fill_backorders(edition: Edition, *, by) -> int:
    """Fill what waits for this edition from the shelf; returns how many copies were given.

    What is kept for a line that waits for all (`waiting.py`) stays on the shelf. `by` is None for the system.
    Raises PermissionDenied.
    """
    if by is not None:
        permissions.require(by, "sales_orders.adjust_stock")
    waiting = locked_waiting(edition)
    levels = stock_levels.locked_levels([edition.pk])
    return fill(levels[edition.pk], waiting, by=by) if edition.pk in levels else 0


def fill_all_backorders() -> int:
    """Fill what waits for any edition with free copies: after orders were cancelled, or copies restocked."""
    waiting = OrderLine.objects.filter(edition=OuterRef("edition"), backordered__gt=0)
    free = StockLevel.objects.filter(Exists(waiting), on_hand__gt=F("allocated"))
    editions = [level.edition for level in free.select_related("edition").order_by("pk")]
    return sum(fill_backorders(edition, by=None) for edition in editions)


def locked_waiting(edition: Edition, *, arriving: int = 0) -> list[OrderLine]:
    """Within an action, the lines that the shelf and what is `arriving` can fill, oldest order first.

    Their orders and they are locked, each in the order of their keys, and before any level is, as in every
    act on an order; so no two of them wait for each other.
    """
    level = StockLevel.objects.filter(pk=edition.pk).first() or StockLevel(edition=edition)
    waiting = waiting_for([edition.pk]).get(edition.pk, [])
    coming = max(level.expected - arriving, 0)
    shares = share_out(waiting, level.available + arriving, coming)
    chosen = {each.waiting.line: each.waiting.order for each in shares if each.given}
    list(Order.objects.select_for_update().filter(pk__in=chosen.values()).order_by("pk").values("pk"))
    lines = OrderLine.objects.select_for_update(of=("self",)).select_related("order")
    locked = lines.filter(pk__in=chosen, order__in=Order.objects.filter(OPEN)).order_by("pk")
    return sorted(locked, key=lambda line: (line.order_id, line.pk))


def fill(level: StockLevel, lines: Sequence[OrderLine], *, by) -> int:
    """Within an action, promise the free copies of the locked level to these locked lines."""
    filled = 0
    for line in lines:
        given = _share(line.backordered, line.when_short, level.available)
        if not given:
            break  # copies went meanwhile: the next filling begins with this line again
        line.backordered -= given
        line.ready += given
        line.save(update_fields=["backordered", "ready"])
        stock_levels.move(level, StockMove.Kind.ALLOCATED, by=by, allocated=given, line=line)
        order = Order.objects.get(pk=line.order_id)
        orders.recount(order)
        orders.changed(order)
        order.timeline.record(OrderEntry.Kind.FILLED, by=by, text=f"{given} × {line.title}")
        filled += given
    return filled


def _share(wanted: int, when_short: str, left: int) -> int:
    """How many of the copies that are left a line gets that was chosen to be given some."""
    if when_short != OrderLine.WhenShort.FILL and left < wanted:
        return 0
    return min(wanted, left)
