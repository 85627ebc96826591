"""Stock: the levels of all editions that are kept, and the moves of one."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.http import Http404

from sales_orders.models import Edition, Product, StockLevel, StockMove
from sales_orders.models.order_lines import OrderLine
from sales_orders.models.orders import OPEN, Order, sees_orders
from sales_orders.queries.places import place, signed
from sales_orders.waiting import Waiting, share_out, waiting_for

PAGE = 50
LOW = 5  # free copies; fewer are few
SHOWN = {
    "all": "All",
    "short": "Fewer free copies than are wanted",
    "low": f"Fewer than {LOW} free copies",
    "expected": "Expected",
}


@dataclass(frozen=True)
class Shelf:
    """An edition with its level; `waiting` copies are backordered."""

    edition: Edition
    level: StockLevel
    waiting: int
    kept: int  # copies on the shelf that go to orders that wait, or are kept for them

    @property
    def free(self) -> int:
        """Copies that a new order can have."""
        return self.level.available - self.kept


@dataclass(frozen=True)
class StockList:
    """One page, and the signed places of its neighbours."""

    rows: list[Shelf]
    earlier: str
    later: str


@dataclass(frozen=True)
class Moves:
    """The moves of one edition, newest first."""

    rows: list[StockMove]
    earlier: str
    at_start: bool


def stock_list(typed: str, *, shown: str, at: str) -> StockList:
    """A page of editions on sale whose copies are kept, the newest first, in two queries."""
    editions = _chosen(shown).filter(product__in=Product.objects.matching(typed).values("pk"))
    where = place("shelves", at)
    direction, issue_date, key = where or ("after", "", 0)
    forwards = direction == "after"
    if where:
        beyond = "lt" if forwards else "gt"
        same_day = Q(issue_date=issue_date, **{f"pk__{beyond}": key})
        editions = editions.filter(Q(**{f"issue_date__{beyond}": issue_date}) | same_day)
    order = ("-issue_date", "-pk") if forwards else ("issue_date", "pk")
    found = list(editions.select_related("product", "stock").order_by(*order)[: PAGE + 1])
    more, rows = len(found) > PAGE, found[:PAGE]
    if not forwards:
        rows.reverse()
    has_more, has_less = (more, bool(where)) if forwards else (True, more)
    return StockList(
        _shelves(rows),
        earlier=_place_of("after", rows[-1]) if rows and has_more else "",
        later=_place_of("before", rows[0]) if rows and has_less else "",
    )


def _place_of(direction: str, edition: Edition) -> str:
    return signed("shelves", direction, edition.issue_date.isoformat(), edition.pk)


def _chosen(shown: str) -> QuerySet[Edition]:
    kept = Edition.objects.filter(product__keeps_stock=True, is_available=True)
    if shown == "low":
        return kept.filter(Q(stock=None) | Q(stock__on_hand__lt=F("stock__allocated") + LOW))
    if shown == "expected":
        return kept.filter(stock__expected__gt=0)
    if shown == "short":
        return kept.filter(pk__in=_backordered().values("edition"))
    return kept


def _backordered() -> QuerySet[OrderLine]:
    return OrderLine.objects.filter(backordered__gt=0, order__in=Order.objects.filter(OPEN))


def _shelves(editions: list[Edition]) -> list[Shelf]:
    waiting = waiting_for([edition.pk for edition in editions])
    return [_shelf(edition, waiting.get(edition.pk, [])) for edition in editions]


def _shelf(edition: Edition, waiting: Sequence[Waiting]) -> Shelf:
    level = level_of(edition)
    shares = share_out(waiting, max(level.available, 0), level.expected)
    kept = sum(each.given + each.kept for each in shares)
    return Shelf(edition, level, sum(each.count for each in waiting), kept)


def level_of(edition: Edition) -> StockLevel:
    """The level of an edition; an empty one where nothing was ever received."""
    return getattr(edition, "stock", None) or StockLevel(edition=edition)


def kept_edition_or_404(key: int, user) -> Edition:
    """The edition with this key, whose copies are kept.

    Raises Http404 when there is none, or `user` may not know of it.
    """
    kept = Edition.objects.filter(pk=key, product__keeps_stock=True).select_related("product", "stock")
    found = kept.first()
    if found is None or not sees_orders(user):
        raise Http404
    return found


def shelf(edition: Edition) -> Shelf:
    """What there is of one edition."""
    return _shelves([edition])[0]


def moves_of(edition: Edition, *, at: str = "") -> Moves:
    """A page of an edition's moves, with who made them and for which order."""
    moves = StockMove.objects.filter(edition=edition).select_related("by", "line__order").order_by("-pk")
    where = place("moves", at)
    if where:
        moves = moves.filter(pk__lt=where[0])
    found = list(moves[: PAGE + 1])
    rows = found[:PAGE]
    last = signed("moves", rows[-1].pk) if len(found) > PAGE else ""
    return Moves(rows, last, where is None)
