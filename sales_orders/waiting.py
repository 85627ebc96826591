"""Who gets which copies of an edition: the age order of the lines that wait, the same for every reader.

Copies go to the oldest line first. A line that waits for all gets them all or none: what is there is kept for
it while that and what is expected can make up all of it; else nothing is, and younger lines go first.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from sales_orders.models import OrderLine, StockLevel
from uccms.database.written_once import Question, together

FILL, WAIT = OrderLine.WhenShort.FILL, OrderLine.WhenShort.WAIT
WAITING = """
SELECT line.edition_id, line.id, line.order_id, line.backordered, line.when_short
FROM sales_orders_orderline line JOIN sales_orders_order placed ON placed.id = line.order_id
WHERE line.edition_id = ANY(%s) AND line.backordered > 0
  AND placed.state IN ('entered', 'on_hold', 'released')
ORDER BY line.edition_id, line.order_id, line.id
"""


@dataclass(frozen=True)
class Waiting:
    """A line that waits for copies of an edition."""

    edition: int
    line: int
    order: int
    count: int
    when_short: str


@dataclass(frozen=True)
class Share:
    """What a waiting line gets, or what is kept for it; `passes` when younger lines go first meanwhile."""

    waiting: Waiting
    given: int = 0
    kept: int = 0
    passes: bool = False


def share_out(waiting: Iterable[Waiting], there: int, coming: int) -> list[Share]:
    """What each line of an edition gets, oldest first, of the copies that are there and those expected."""
    shares = []
    for each in waiting:
        share = _share(each, there, coming)
        shares.append(share)
        there -= share.given + share.kept
        if not share.passes:
            coming -= min(coming, each.count - share.given - share.kept)
    return shares


def _share(each: Waiting, there: int, coming: int) -> Share:
    if each.when_short == FILL or there >= each.count:
        return Share(each, given=min(each.count, there))
    if each.when_short == WAIT and there + coming >= each.count:
        return Share(each, kept=there)
    return Share(each, passes=True)


def free_copies(
    levels: Mapping[int, StockLevel], waiting: Mapping[int, Sequence[Waiting]] | None = None
) -> dict[int, int]:
    """How many copies of each edition a new order can have.

    Those that nobody is promised, less those that go to orders that wait already or are kept for them. Within
    an action the levels are locked, so that no other order begins to wait meanwhile. `waiting` is who waits
    for them, where that was asked already.
    """
    if waiting is None:
        there = [key for key, level in levels.items() if level.available > 0]
        waiting = waiting_for(there) if there else {}
    return {
        key: _free(level, waiting.get(key, [])) if level.available > 0 else 0 for key, level in levels.items()
    }


def waiting_for(editions: Sequence[int]) -> dict[int, list[Waiting]]:
    """The lines of open orders that wait for each of these editions, oldest order first."""
    return by_edition(together(asking_waiting(editions))[0])


def asking_waiting(editions: Sequence[int]) -> Question:
    """The same as a question, to be asked together with others; it answers with the lines."""
    return Question(WAITING, [list(editions)], lambda rows: [Waiting(*row) for row in rows])


def by_edition(waiting: Iterable[Waiting]) -> dict[int, list[Waiting]]:
    """The lines that wait, by the edition for which they do."""
    return {edition: list(lines) for edition, lines in groupby(waiting, key=lambda each: each.edition)}


def _free(level: StockLevel, waiting: Sequence[Waiting]) -> int:
    shares = share_out(waiting, level.available, level.expected)
    return max(level.available - sum(each.given + each.kept for each in shares), 0)
