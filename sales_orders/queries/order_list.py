"""The list of orders by state, paid, shipped and source: keyset pages, newest first."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core import signing
from django.db.models import QuerySet

from sales_orders.models import Order

PAGE = 50
SALT = "sales_orders.order_list"


@dataclass(frozen=True)
class Page:
    """One page of orders, and the signed cursors of its neighbours."""

    orders: list[Order]
    earlier: str
    later: str


def cursor(direction: str, key: int) -> str:
    """A place in a list: before or after the row with this key. It carries no name."""
    return signing.dumps([direction, key], salt=SALT)


def place(signed: str) -> tuple[str, int] | None:
    """The place that a cursor names, or None for the beginning or a cursor that was altered."""
    try:
        direction, key = signing.loads(signed, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    return direction, key


def order_list(user, *, filters: Mapping[str, str], at: str = "") -> Page:
    """One page of the placed orders that `user` may see; `filters` are columns and their values."""
    orders = Order.objects.visible_to(user).filter(**filters)
    if "state" not in filters:
        orders = orders.filter(number_key__isnull=False)
    keys, earlier, later = keyset(orders, at)
    return Page(_rows(keys), earlier, later)


def keyset(rows: QuerySet, at: str, *, oldest_first: bool = False) -> tuple[list[int], str, str]:
    """The keys of one page of rows, and the cursors that lead onwards and back.

    The page is read from an index that ends with the key, one row further than it shows.
    """
    where = place(at)
    direction, key = where or ("on", 0)
    onwards = direction == "on"
    rising = onwards == oldest_first
    if where:
        rows = rows.filter(pk__gt=key) if rising else rows.filter(pk__lt=key)
    found = list(rows.order_by("pk" if rising else "-pk").values_list("pk", flat=True)[: PAGE + 1])
    beyond = len(found) > PAGE
    shown = sorted(found[:PAGE], reverse=not oldest_first)
    goes_on = beyond if onwards else True
    goes_back = bool(where) if onwards else beyond
    return (
        shown,
        cursor("on", shown[-1]) if shown and goes_on else "",
        cursor("back", shown[0]) if shown and goes_back else "",
    )


def _rows(keys: list[int]) -> list[Order]:
    found = Order.objects.select_related("customer").in_bulk(keys)
    return [found[key] for key in keys if key in found]
