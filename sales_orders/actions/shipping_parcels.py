"""Picked parcels of many orders leave at once, in few statements; the history's triggers see each row."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import F
from django.utils import timezone

from sales_orders import letters
from sales_orders.actions import stock_levels
from sales_orders.actions.mailing import tell_of_shipments
from sales_orders.actions.shipping import is_download
from sales_orders.errors import WrongState
from sales_orders.models import Order, OrderEntry, OrderLine, Shipment, ShipmentLine, StockLevel, StockMove
from sales_orders.models.orders import sees_orders
from sales_orders.moves import MOVES, allow
from uccms.accounts import permissions
from uccms.audit.context import action
from uccms.mail.messages import MailRefused, checked_address

TAKE = """
UPDATE sales_orders_orderline AS line
SET ready = line.ready - sent.count, picked = line.picked - sent.count, shipped = line.shipped + sent.count
FROM unnest(%s::bigint[], %s::int[]) AS sent (id, count)
WHERE line.id = sent.id
"""
COUNT = """
UPDATE sales_orders_order AS placed
SET units_ready = placed.units_ready - sent.count, units_picked = placed.units_picked - sent.count,
    units_shipped = placed.units_shipped + sent.count, version = placed.version + 1,
    state = CASE WHEN sent.closes THEN 'closed' ELSE placed.state END,
    state_at = CASE WHEN sent.closes THEN now() ELSE placed.state_at END
FROM unnest(%s::bigint[], %s::int[], %s::bool[]) AS sent (id, count, closes)
WHERE placed.id = sent.id
"""
Kinds = OrderEntry.Kind


@dataclass
class Leaving:
    """An order, locked, whose one picked parcel leaves as it is."""

    order: Order
    parcel: Shipment
    rows: list[ShipmentLine]
    lines: list[OrderLine] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(row.quantity for row in self.rows)

    @property
    def closes(self) -> bool:
        """Whether these are its last units."""
        return self.order.units == self.order.units_shipped + self.order.units_cancelled + self.count


@action
def ship_picked(orders: Sequence[int], *, carrier: str, by) -> set[int]:
    """Ship the picked parcel of each of these orders that has one and no more; returns which these were.

    The others are left as they are: of those `ship_order` says, one by one, what hinders them or does more.
    Raises PermissionDenied.
    """
    permissions.require(by, MOVES["ship"].right)
    if not sees_orders(by):
        raise PermissionDenied
    leaving = _leaving(orders)
    if leaving:
        _leave(leaving, carrier, by=by)
        _take_from_shelf(leaving, by=by)
        told = _told(leaving, by=by)
        OrderEntry.objects.bulk_create(_entries(leaving, told, by=by))
    return {each.order.pk for each in leaving}


def _leaving(keys: Sequence[int]) -> list[Leaving]:
    """Those that can leave so, locked as every act locks: orders, lines, parcels; the shelf comes last."""
    placed = Order.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    orders = {order.pk: order for order in placed if _may_leave(order)}
    lines = _by_order(
        OrderLine.objects.select_for_update(of=("self",))
        .select_related("product")
        .filter(order__in=orders)
        .order_by("pk")
    )
    known = {line.pk: line for each in lines.values() for line in each}
    picked = Shipment.objects.select_for_update().filter(order__in=orders, state=Shipment.State.PICKED)
    parcels = _by_order(picked.order_by("pk"))
    rows: dict[int, list[ShipmentLine]] = defaultdict(list)
    held = ShipmentLine.objects.select_related("edition").filter(shipment__in=[
        parcel.pk for each in parcels.values() for parcel in each
    ])  # fmt: skip
    for row in held.order_by("pk"):
        row.line = known[row.line_id]
        rows[row.shipment_id].append(row)
    found = []
    for key, order in orders.items():
        if len(parcels[key]) == 1:
            parcel = parcels[key][0]
            found.append(Leaving(order, parcel, rows[parcel.pk], lines[key]))
    return [each for each in found if _is_simple(each)]


def _may_leave(order: Order) -> bool:
    try:
        allow(order, "ship")
        if order.email:
            checked_address(order.email)
    except (WrongState, MailRefused):
        return False
    return True


def _is_simple(each: Leaving) -> bool:
    """Whether the parcel holds all that is picked of the order, and goods alone."""
    return 0 < each.count == each.order.units_picked and not any(is_download(row.line) for row in each.rows)


def _by_order(found: Iterable) -> dict[int, list]:
    grouped: dict[int, list] = defaultdict(list)
    for each in found:
        grouped[each.order_id].append(each)
    return grouped


def _leave(leaving: Sequence[Leaving], carrier: str, *, by) -> None:
    now = timezone.now()
    Shipment.objects.filter(pk__in=[each.parcel.pk for each in leaving]).update(
        state=Shipment.State.SHIPPED, carrier=carrier, shipped_at=now, shipped_by=by, version=F("version") + 1
    )
    sent: Counter[int] = Counter()
    for each in leaving:
        each.parcel.state, each.parcel.carrier, each.parcel.shipped_at = "shipped", carrier, now
        for row in each.rows:
            sent[row.line_id] += row.quantity
            row.line.ready -= row.quantity
            row.line.shipped += row.quantity
    counts, closes = [each.count for each in leaving], [each.closes for each in leaving]
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [list(sent), list(sent.values())])
        cursor.execute(COUNT, [[each.order.pk for each in leaving], counts, closes])


def _take_from_shelf(leaving: Sequence[Leaving], *, by) -> None:
    rows = [row for each in leaving for row in each.rows if row.edition_id]
    levels = stock_levels.locked_levels([row.edition_id for row in rows])
    kept = [row for row in rows if row.edition_id in levels]
    for row in kept:
        levels[row.edition_id].on_hand -= row.quantity
        levels[row.edition_id].allocated -= row.quantity
    StockLevel.objects.bulk_update(levels.values(), ["on_hand", "allocated"])
    StockMove.objects.bulk_create(
        StockMove(
            edition_id=row.edition_id,
            kind=StockMove.Kind.SHIPPED,
            on_hand=-row.quantity,
            allocated=-row.quantity,
            line=row.line,
            by=by,
        )
        for row in kept
    )


def _told(leaving: Sequence[Leaving], *, by) -> set[int]:
    """Write a mail for each order that has an address; returns the keys of these orders."""
    told = [each for each in leaving if each.order.email]
    tell_of_shipments(
        ((each.order, each.parcel, letters.parcel_facts(each.order, each.parcel, each.rows, each.lines))
         for each in told), by=by,
    )  # fmt: skip
    return {each.order.pk for each in told}


def _entries(leaving: Sequence[Leaving], told: set[int], *, by) -> list[OrderEntry]:
    entries = []
    for each in leaving:
        entries.append(OrderEntry(order=each.order, kind=Kinds.SHIPPED, by=by, shipment=each.parcel))
        if each.closes:
            entries.append(OrderEntry(order=each.order, kind=Kinds.CLOSED, by=by))
        if each.order.pk in told:
            words = letters.LETTERS["shipped"].words
            entries.append(OrderEntry(order=each.order, kind=Kinds.MAILED, by=by, text=words))
    return entries
