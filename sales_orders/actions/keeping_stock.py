"""Receive, count and expect stock."""

import uuid
from datetime import date

from contacts.errors import Conflict
from sales_orders.actions import filling_backorders
from sales_orders.actions.mailing import tell_of_delay
from sales_orders.actions.relied_on import rely_on
from sales_orders.actions.stock_levels import locked_levels, move, release
from sales_orders.errors import OrderError
from sales_orders.models import Edition, Order, OrderLine, StockLevel, StockMove
from sales_orders.models.orders import OPEN
from uccms.accounts import permissions
from uccms.audit.context import action, one_at_a_time
from uccms.privacy.texts import NOTHING_STATED, Statements, admit

MOST = 1_000_000  # copies of one edition: more is a slip of the keyboard
Kind = StockMove.Kind
__all__ = ["adjust_stock", "expect_stock", "locked_levels", "move", "receive_stock", "release"]


@action
def receive_stock(
    edition: Edition,
    *,
    count: int,
    by,
    reason: str = "",
    submission_id: uuid.UUID | None = None,
    statements: Statements = NOTHING_STATED,
) -> StockLevel:
    """Put copies that arrived on the shelf, and fill the orders that wait for them, oldest first.

    So many fewer are expected. Sent twice, they arrive once. Raises PermissionDenied, TextRefused, or
    OrderError with a sentence.
    """
    permissions.require(by, "sales_orders.adjust_stock")
    if earlier := _sent_before(submission_id):
        return earlier
    if not 1 <= count <= MOST:
        raise OrderError("Say how many copies arrived: 1 or more, up to a million.")
    reason = admit(reason, statements=statements)
    waiting = filling_backorders.locked_waiting(edition, arriving=count)  # orders are locked before levels
    level = _level(edition)
    if level.on_hand + count > MOST:
        raise OrderError("More than a million copies are not kept of one edition: look at the count again.")
    made = move(level, Kind.RECEIVED, by=by, on_hand=count, reason=reason, submission_id=submission_id)
    _expect_fewer(level, count)
    _record(statements, made, by=by)
    filling_backorders.fill(level, waiting, by=by)
    return level


@action
def adjust_stock(
    edition: Edition,
    *,
    on_hand: int,
    by,
    reason: str,
    counted_after: int | None = None,
    submission_id: uuid.UUID | None = None,
    statements: Statements = NOTHING_STATED,
) -> StockLevel:
    """Set the number of copies on the shelf to what was counted, with a reason. Sent twice, it is set once.

    `counted_after` is the newest move of the shelf (`last_shelf_move`) that the count took into account.
    Raises PermissionDenied, TextRefused, Conflict when the shelf has changed since, or OrderError when fewer
    are there than are promised to orders.
    """
    permissions.require(by, "sales_orders.adjust_stock")
    if earlier := _sent_before(submission_id):
        return earlier
    reason = admit(reason, statements=statements)
    if not reason:
        raise OrderError("Say why the count changes.")
    if on_hand < 0:
        raise OrderError("The count cannot be below zero.")
    if on_hand > MOST:
        raise OrderError("More than a million copies are not kept of one edition: look at the count again.")
    level = _level(edition)
    if counted_after is not None and counted_after != last_shelf_move(edition.pk):
        raise Conflict
    if on_hand < level.allocated:
        raise OrderError(f"{level.allocated} copies are promised to orders. Cancel or backorder some first.")
    if on_hand == level.on_hand:
        raise OrderError(f"{on_hand} is what the record says already: there is nothing to adjust.")
    change = on_hand - level.on_hand
    made = move(level, Kind.ADJUSTED, by=by, on_hand=change, reason=reason, submission_id=submission_id)
    _record(statements, made, by=by)
    return level


@action
def expect_stock(
    edition: Edition,
    *,
    expected: int,
    expected_on: date | None = None,
    before: tuple[int, date | None] | None = None,
    by,
) -> StockLevel:
    """Say how many more copies are expected, and for which day; none takes back what was expected.

    A day that is later than was said before, or is not known any more, is told to all who wait, by mail.
    `before` is what was expected when the form was read. Raises PermissionDenied, Conflict when that has
    changed since, or OrderError with a sentence.
    """
    permissions.require(by, "sales_orders.adjust_stock")
    if not 0 <= expected <= MOST:
        raise OrderError("Say how many copies are expected: 0 or more, up to a million.")
    if expected_on and not expected:
        raise OrderError("No copies are expected: leave the day empty, or say how many.")
    waiting = _waiting(edition)  # orders are locked before levels
    level = _level(edition)
    if before is not None and before != (level.expected, level.expected_on):
        raise Conflict
    said = level.expected_on
    level.expected, level.expected_on = expected, expected_on
    level.save(update_fields=["expected", "expected_on"])
    if said and (expected_on is None or expected_on > said):
        for order in waiting:
            tell_of_delay(order, by=by)
    return level


def last_shelf_move(edition: int) -> int:
    """The key of the newest move that changed what is on the shelf of this edition; 0 when there was none."""
    moves = StockMove.objects.filter(edition_id=edition).exclude(on_hand=0).order_by("-pk")
    return moves.values_list("pk", flat=True).first() or 0


def _waiting(edition: Edition) -> list[Order]:
    """The open orders that wait for copies of this edition, locked in the order of their keys."""
    lines = OrderLine.objects.filter(edition=edition, backordered__gt=0)
    waiting = Order.objects.filter(OPEN, pk__in=lines.values("order"))
    return list(waiting.select_for_update(of=("self",)).order_by("pk"))


def _expect_fewer(level: StockLevel, count: int) -> None:
    if not level.expected:
        return
    level.expected = max(0, level.expected - count)
    level.expected_on = level.expected_on if level.expected else None
    level.save(update_fields=["expected", "expected_on"])


def _sent_before(submission_id: uuid.UUID | None) -> StockLevel | None:
    """The level that an earlier sending of the same form changed; None when there was none."""
    if submission_id is None:
        return None
    one_at_a_time(submission_id)
    earlier = StockMove.objects.filter(submission_id=submission_id).first()
    return StockLevel.objects.get(pk=earlier.edition_id) if earlier else None


def _record(statements: Statements, made: StockMove | None, *, by) -> None:
    if made is not None:
        statements.record(made.reason, by=by, table="sales_orders_stockmove", key=made.pk, column="reason")


def _level(edition: Edition) -> StockLevel:
    rely_on([edition.product])
    if not edition.product.keeps_stock:
        raise OrderError(f"{edition.product.title} keeps no stock.")
    StockLevel.objects.get_or_create(edition=edition)
    return StockLevel.objects.select_for_update().get(pk=edition.pk)
