"""Stock: every change is a move, and the level is the sum of its moves."""

from collections.abc import Mapping, Sequence

from sales_orders.errors import OrderError
from sales_orders.models import Edition, OrderLine, StockLevel, StockMove
from uccms.accounts import permissions
from uccms.audit.context import action
from uccms.privacy.texts import admit

Kind = StockMove.Kind


def locked_levels(editions: Sequence[int]) -> dict[int, StockLevel]:
    """Within an action, the stock levels of these editions, locked in the order of their keys."""
    found = StockLevel.objects.select_for_update().filter(pk__in=set(editions)).order_by("pk")
    return {level.pk: level for level in found}


def move(
    level: StockLevel,
    kind: str,
    *,
    by,
    on_hand: int = 0,
    allocated: int = 0,
    line: OrderLine | None = None,
    reason: str = "",
) -> None:
    """Within an action, change a locked level and write the move. A move of nothing is none."""
    if not on_hand and not allocated:
        return
    level.on_hand += on_hand
    level.allocated += allocated
    level.save(update_fields=["on_hand", "allocated"])
    StockMove.objects.create(
        edition_id=level.pk, kind=kind, on_hand=on_hand, allocated=allocated, line=line, reason=reason, by=by
    )


def release(units: Mapping[OrderLine, int], *, by) -> None:
    """Within an action, give back what was promised to these lines, so many copies each."""
    kept = {
        line: count for line, count in units.items() if count and line.edition_id and line.product.keeps_stock
    }
    levels = locked_levels([line.edition_id for line in kept])
    for line, count in kept.items():
        move(levels[line.edition_id], Kind.RELEASED, by=by, allocated=-count, line=line)


@action
def receive_stock(edition: Edition, *, count: int, by, reason: str = "") -> StockLevel:
    """Put copies that arrived on the shelf. What waits for them is filled by `filling_backorders`.

    Raises PermissionDenied, TextRefused, or OrderError with a sentence.
    """
    permissions.require(by, "sales_orders.adjust_stock")
    if count < 1:
        raise OrderError("Say how many copies arrived: 1 or more.")
    return _count(edition, Kind.RECEIVED, count, by=by, reason=reason)


@action
def adjust_stock(edition: Edition, *, on_hand: int, by, reason: str) -> StockLevel:
    """Set the number of copies on the shelf to what was counted, with a reason.

    Raises PermissionDenied, TextRefused, or OrderError when fewer are there than are promised to orders.
    """
    permissions.require(by, "sales_orders.adjust_stock")
    reason = admit(reason)
    if not reason:
        raise OrderError("Say why the count changes.")
    if on_hand < 0:
        raise OrderError("The count cannot be below zero.")
    level = _level(edition)
    if on_hand < level.allocated:
        raise OrderError(f"{level.allocated} copies are promised to orders. Cancel or backorder some first.")
    move(level, Kind.ADJUSTED, by=by, on_hand=on_hand - level.on_hand, reason=reason)
    return level


def _count(edition: Edition, kind: str, count: int, *, by, reason: str) -> StockLevel:
    level = _level(edition)
    move(level, kind, by=by, on_hand=count, reason=admit(reason))
    return level


def _level(edition: Edition) -> StockLevel:
    if not edition.product.keeps_stock:
        raise OrderError(f"{edition.product.title} keeps no stock.")
    StockLevel.objects.get_or_create(edition=edition)
    return StockLevel.objects.select_for_update().get(pk=edition.pk)
