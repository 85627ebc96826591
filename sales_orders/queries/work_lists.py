"""The work lists: what is to be done next, oldest first, each read from a partial index of its own."""

from dataclasses import dataclass

from django.db.models import F, Prefetch, Q, QuerySet

from sales_orders.models import Order, OrderLine, Return, Shipment
from sales_orders.models.orders import OPEN
from sales_orders.queries.order_list import keyset

MOST = 1_000  # counted; what is more says so


@dataclass(frozen=True)
class WorkList:
    """One list: its words, what is on it, and what is done there with the ticked rows."""

    name: str
    words: str
    sentence: str
    where: Q
    move: str = ""

    @property
    def is_of_returns(self) -> bool:
        return self.name == "returns"

    def rows(self) -> QuerySet:
        return (Return if self.is_of_returns else Order).objects.filter(self.where)


LISTS = {
    each.name: each
    for each in (
        WorkList("to-release", "To release", "Entered, and not released yet.", Q(state="entered"), "release"),
        WorkList(
            "to-pick", "To pick", "Released, and something is ready on the shelf.",
            Q(state="released", units_ready__gt=F("units_picked")), "pick",
        ),
        WorkList(
            "to-ship", "To ship", "Picked, and has not left.", Q(state="released", units_picked__gt=0), "ship"
        ),
        WorkList("backordered", "Backordered", "Waits for copies.", OPEN & Q(units_backordered__gt=0)),
        WorkList("on-hold", "On hold", "Nothing happens until the hold is lifted.", Q(state="on_hold")),
        WorkList("unpaid", "Unpaid", "Something is still to be paid.", Q(balance__gt=0)),
        WorkList("returns", "Returns", "Expected or here, and not settled.", Q(is_settled=False)),
    )
}  # fmt: skip


@dataclass(frozen=True)
class WorkPage:
    """One page of a list, with the cursors of its neighbours."""

    rows: list
    onwards: str
    back: str


def work_page(chosen: WorkList, at: str = "") -> WorkPage:
    """The oldest rows of a list, or those after the cursor."""
    keys, onwards, back = keyset(chosen.rows(), at, oldest_first=True)
    found = _with_what_is_shown(chosen).in_bulk(keys)
    return WorkPage([found[key] for key in keys if key in found], onwards, back)


def counts() -> list[tuple[WorkList, str]]:
    """How many rows each list has, counted no further than `MOST`."""
    shown = []
    for each in LISTS.values():
        found = each.rows().order_by().values("pk")[: MOST + 1].count()
        shown.append((each, f"{MOST:,}+" if found > MOST else f"{found:,}"))
    return shown


def _with_what_is_shown(chosen: WorkList) -> QuerySet:
    if chosen.is_of_returns:
        return Return.objects.select_related("line__order__customer")
    lines = OrderLine.objects.select_related("product").order_by("position")
    orders = Order.objects.select_related("customer").prefetch_related(Prefetch("lines", queryset=lines))
    if chosen.name == "to-ship":
        picked = Shipment.objects.filter(state=Shipment.State.PICKED).order_by("pk")
        orders = orders.prefetch_related(Prefetch("shipments", queryset=picked, to_attr="parcels"))
    return orders
