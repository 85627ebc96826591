"""Receive and adjust stock."""

from sales_orders.actions import filling_backorders
from sales_orders.actions.stock_levels import locked_levels, move, release
from sales_orders.errors import OrderError
from sales_orders.models import Edition, StockLevel, StockMove
from uccms.accounts import permissions
from uccms.audit.context import action
from uccms.privacy.texts import admit

Kind = StockMove.Kind
__all__ = ["adjust_stock", "locked_levels", "move", "receive_stock", "release"]


@action
def receive_stock(edition: Edition, *, count: int, by, reason: str = "") -> StockLevel:
    """Put copies that arrived on the shelf, and fill the orders that wait for them, oldest first.

    Raises PermissionDenied, TextRefused, or OrderError with a sentence.
    """
    permissions.require(by, "sales_orders.adjust_stock")
    if count < 1:
        raise OrderError("Say how many copies arrived: 1 or more.")
    waiting = filling_backorders.locked_waiting(edition, arriving=count)  # orders are locked before levels
    level = _count(edition, Kind.RECEIVED, count, by=by, reason=reason)
    filling_backorders.fill(level, waiting, by=by)
    return level


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
