"""The levels of stock: every change is a move, and a level is the sum of its moves."""

import uuid
from collections.abc import Mapping, Sequence

from sales_orders.models import OrderLine, StockLevel, StockMove
from uccms.database.written_once import Question, Slot, WrittenOnce, together
from uccms.database.written_rows import inserting, saving

Kind = StockMove.Kind


def locked_levels(editions: Sequence[int]) -> dict[int, StockLevel]:
    """Within an action, the stock levels of these editions, locked in the order of their keys.

    A product that keeps no stock any more has none, though there is a row from the time when it did.
    """
    return {level.pk: level for level in together(locking(editions))[0]}


def locking(editions: Sequence[int]) -> Question:
    """The same as a question, to be asked together with others; it answers with the levels."""
    return _locked.asking(editions=list(set(editions)))


def move(
    level: StockLevel,
    kind: str,
    *,
    by,
    on_hand: int = 0,
    allocated: int = 0,
    line: OrderLine | None = None,
    reason: str = "",
    submission_id: uuid.UUID | None = None,
) -> StockMove | None:
    """Within an action, change a locked level and write the move. A move of nothing is none."""
    if not on_hand and not allocated:
        return None
    made = StockMove(
        edition_id=level.pk,
        kind=kind,
        on_hand=on_hand,
        allocated=allocated,
        line=line,
        reason=reason,
        by=by,
        submission_id=submission_id,
    )
    together(*moving(level, made))
    return made


def moving(level: StockLevel, made: StockMove) -> list[Question]:
    """Within an action, a move of a locked level, to be written together with others."""
    level.on_hand += made.on_hand
    level.allocated += made.allocated
    return [saving(level, "on_hand", "allocated"), inserting([made])]


def release(units: Mapping[OrderLine, int], *, by) -> None:
    """Within an action, give back what was promised to these lines, so many copies each."""
    kept = {
        line: count for line, count in units.items() if count and line.edition_id and line.product.keeps_stock
    }
    levels = locked_levels([line.edition_id for line in kept])
    for line, count in kept.items():
        move(levels[line.edition_id], Kind.RELEASED, by=by, allocated=-count, line=line)


_locked = WrittenOnce(
    lambda: (
        StockLevel.objects.select_for_update(of=("self",))
        .filter(pk__among=Slot("editions"), edition__product__keeps_stock=True)
        .order_by("pk")
    )
)
