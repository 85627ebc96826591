"""Parcels of one edition for many orders at once, in few statements; the history's triggers see each row."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Max

from sales_orders.actions import stock_levels
from sales_orders.actions.relied_on import rely_on
from sales_orders.models import (
    Edition,
    OrderEntry,
    OrderLine,
    Product,
    StockMove,
)
from sales_orders.waiting import free_copies

TAKE = """
UPDATE sales_orders_orderline AS line
SET awaited = line.awaited - given.copies, ready = line.ready + given.copies,
    picked = line.picked + given.copies
FROM unnest(%s::bigint[], %s::int[]) AS given (id, copies)
WHERE line.id = given.id
"""
COUNT = """
UPDATE sales_orders_order AS placed
SET units = placed.units + given.more, units_ready = placed.units_ready + given.ready,
    units_picked = placed.units_picked + given.ready, version = placed.version + 1,
    state_at = CASE WHEN placed.state = 'closed' THEN now() ELSE placed.state_at END,
    state = CASE WHEN placed.state = 'closed' THEN 'released' ELSE placed.state END
FROM unnest(%s::bigint[], %s::int[], %s::int[]) AS given (id, ready, more)
WHERE placed.id = given.id
"""
PICK = """
INSERT INTO sales_orders_shipment (picked_by_id, order_id, state, carrier, tracking, tracking_key, version)
SELECT %s::bigint, given.placed, 'picked', '', '', '', 1 FROM unnest(%s::bigint[]) AS given (placed)
RETURNING order_id, id
"""
FILL = """
INSERT INTO sales_orders_shipmentline (edition_id, shipment_id, line_id, quantity)
SELECT %s::bigint, given.* FROM unnest(%s::bigint[], %s::bigint[], %s::int[]) AS given
"""
TELL = """
INSERT INTO sales_orders_orderentry (kind, by_id, order_id, shipment_id, text)
SELECT %s, %s::bigint, given.* FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS given
"""
MOVE = """
INSERT INTO sales_orders_stockmove (edition_id, kind, by_id, on_hand, reason, line_id, allocated)
SELECT %s::bigint, %s, %s::bigint, 0, '', given.* FROM unnest(%s::bigint[], %s::int[]) AS given
"""


@dataclass(frozen=True)
class Parcel:
    """Copies of an edition for an order: taken from a line that awaits them, or without a charge."""

    order: int
    copies: int
    line: int | None
    subscription: int
    product: int


def pack(edition: Edition, parcels: Sequence[Parcel], *, by, free_because: str) -> list[int]:
    """Within an action on the locked orders and lines, pick these parcels; returns the line of each.

    What no line awaits becomes a line of its own, free of charge; a closed order is released for it. Copies
    that are kept are promised from the shelf, where the caller knows that there are enough.
    """
    lines = _lines(edition, parcels, free_because)
    _take([(parcel.line, parcel.copies) for parcel in parcels if parcel.line])
    _count(parcels)
    shipments = _ship(parcels, by=by)
    rows = list(zip(parcels, lines, shipments, strict=True))
    copies = [parcel.copies for parcel in parcels]
    _run(FILL, edition.pk, shipments, lines, copies)
    texts = [f"{edition.label} is picked" + ("" if each.line else f": {free_because}") for each in parcels]
    orders = [parcel.order for parcel in parcels]
    _run(TELL, OrderEntry.Kind.SUBSCRIPTION.value, _key(by), orders, shipments, texts)
    if edition.product.keeps_stock:
        _promise(edition, [(line, parcel.copies) for parcel, line, _ in rows], by=by)
    return lines


def _lines(edition: Edition, parcels: Sequence[Parcel], free_because: str) -> list[int]:
    free = [parcel for parcel in parcels if parcel.line is None]
    orders = [parcel.order for parcel in free]
    found = OrderLine.objects.filter(order__in=orders).values("order")
    last = Counter(dict(found.annotate(last=Max("position")).values_list("order", "last")))
    titles = dict(
        Product.objects.filter(pk__in={parcel.product for parcel in free}).values_list("pk", "title")
    )
    made = []
    for parcel in free:
        last[parcel.order] += 1
        made.append(
            OrderLine(
                order_id=parcel.order,
                position=last[parcel.order],
                product_id=parcel.product,
                edition=edition,
                title=f"{titles[parcel.product]}, {edition.label}"[:200],
                quantity=parcel.copies,
                subscription_id=parcel.subscription,
                unit_price=0,
                price_reason=free_because,
                ready=parcel.copies,
                picked=parcel.copies,
            )
        )
    keys = iter([line.pk for line in OrderLine.objects.bulk_create(made)])
    return [parcel.line or next(keys) for parcel in parcels]


def _take(given: Iterable[tuple[int, int]]) -> None:
    rows = list(given)
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [[line for line, _ in rows], [copies for _, copies in rows]])


def _count(parcels: Sequence[Parcel]) -> None:
    ready, more = Counter(), Counter()
    for parcel in parcels:
        ready[parcel.order] += parcel.copies
        more[parcel.order] += 0 if parcel.line else parcel.copies
    keys = sorted(ready)
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [keys, [ready[key] for key in keys], [more[key] for key in keys]])


def _promise(edition: Edition, given: Sequence[tuple[int, int]], *, by) -> None:
    level = stock_levels.locked_levels([edition.pk])[edition.pk]
    level.allocated += sum(copies for _, copies in given)
    level.save(update_fields=["allocated"])
    lines, copies = [line for line, _ in given], [count for _, count in given]
    _run(MOVE, edition.pk, StockMove.Kind.ALLOCATED.value, _key(by), lines, copies)


def _ship(parcels: Sequence[Parcel], *, by) -> list[int]:
    """A shipment for each parcel; those of one order are alike until they are filled."""
    made: dict[int, list[int]] = {}
    for order, shipment in _run(PICK, _key(by), [parcel.order for parcel in parcels]):
        made.setdefault(order, []).append(shipment)
    return [made[parcel.order].pop() for parcel in parcels]


def _run(sql: str, *values) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def _key(by) -> int | None:
    return by.pk if by else None


def available(edition: Edition) -> int | None:
    """Within an action, the copies of an edition that no order has or waits for, locked to its end.

    None where none are kept.
    """
    rely_on([edition.product])
    if not edition.product.keeps_stock:
        return None
    return free_copies(stock_levels.locked_levels([edition.pk])).get(edition.pk, 0)
