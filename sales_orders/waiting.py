"""The age order of backorders: copies that an older order waits for are not free for a younger one."""

from collections.abc import Mapping

from sales_orders.models import StockLevel
from uccms.database.written_once import rows_of

WAITING = """
SELECT line.edition_id, sum(line.backordered)
FROM sales_orders_orderline line JOIN sales_orders_order placed ON placed.id = line.order_id
WHERE line.edition_id = ANY(%s) AND line.backordered > 0
  AND placed.state IN ('entered', 'on_hold', 'released')
GROUP BY line.edition_id
"""


def free_copies(levels: Mapping[int, StockLevel]) -> dict[int, int]:
    """How many copies of each edition a new order can have.

    Those that nobody is promised, less those that are set aside for orders that wait already. Within an
    action the levels are locked, so that no other order begins to wait meanwhile.
    """
    there = [key for key, level in levels.items() if level.available > 0]
    waiting = _waiting(there) if there else {}
    return {key: max(level.available - waiting.get(key, 0), 0) for key, level in levels.items()}


def _waiting(editions: list[int]) -> dict[int, int]:
    return {edition: int(count) for edition, count in rows_of(WAITING, [editions])}
