"""The list of orders by state, paid, shipped and source: keyset pages, newest first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.core import signing
from django.db import connection
from django.db.models import QuerySet

from contacts.models import Contact
from sales_orders.models import Order
from sales_orders.models.orders import sees_orders

PAGE = 50
# What the list can be filtered by, with all values of placed orders, in the order of their index.
FILTERS = {
    "state": [each.value for each in Order.State if each != Order.State.DRAFT],
    "paid_state": Order.Paid.values,
    "shipped_state": Order.Shipped.values,
    "source": Contact.Channel.values,
}
SALT = "sales_orders.order_list"
FITTING = """
SELECT found.id
FROM unnest(%(state)s::text[]) AS wanted_state
CROSS JOIN unnest(%(paid_state)s::text[]) AS wanted_paid_state
CROSS JOIN unnest(%(shipped_state)s::text[]) AS wanted_shipped_state
CROSS JOIN unnest(%(source)s::text[]) AS wanted_source
CROSS JOIN LATERAL (
    SELECT o.id
    FROM sales_orders_order o
    WHERE o.state = wanted_state AND o.paid_state = wanted_paid_state
      AND o.shipped_state = wanted_shipped_state AND o.source = wanted_source
      AND (%(key)s::bigint IS NULL OR o.id < %(key)s)
    ORDER BY o.id DESC LIMIT %(most)s
) AS found
ORDER BY found.id DESC LIMIT %(most)s
"""
FITTING_RISING = FITTING.replace("DESC", "ASC").replace("o.id <", "o.id >")


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
    """One page of the placed orders that `user` may see; `filters` are columns of `FILTERS`, and values."""
    if not sees_orders(user):
        return Page([], "", "")
    if not filters:
        keys, earlier, later = keyset(Order.objects.filter(number_key__isnull=False), at)
    else:
        keys, earlier, later = keyset_of(lambda key, rising: _filtered(filters, key, rising), at)
    return Page(_rows(keys), earlier, later)


def keyset(rows: QuerySet, at: str, *, oldest_first: bool = False) -> tuple[list[int], str, str]:
    """The keys of one page of rows, and the cursors that lead onwards and back.

    The page is read from an index that ends with the key, one row further than it shows.
    """

    def read(key: int | None, rising: bool) -> list[int]:
        beyond = rows if key is None else rows.filter(pk__gt=key) if rising else rows.filter(pk__lt=key)
        return list(beyond.order_by("pk" if rising else "-pk").values_list("pk", flat=True)[: PAGE + 1])

    return keyset_of(read, at, oldest_first=oldest_first)


def keyset_of(
    read: Callable[[int | None, bool], list[int]], at: str, *, oldest_first: bool = False
) -> tuple[list[int], str, str]:
    """As `keyset`, of what `read` finds: up to `PAGE` + 1 keys beyond a key, rising or falling."""
    where = place(at)
    direction, key = where or ("on", None)
    onwards = direction == "on"
    found = read(key, onwards == oldest_first)
    beyond = len(found) > PAGE
    shown = sorted(found[:PAGE], reverse=not oldest_first)
    goes_on = beyond if onwards else True
    goes_back = where is not None if onwards else beyond
    return (
        shown,
        cursor("on", shown[-1]) if shown and goes_on else "",
        cursor("back", shown[0]) if shown and goes_back else "",
    )


def _filtered(filters: Mapping[str, str], key: int | None, rising: bool) -> list[int]:
    """The keys of orders to which all filters apply.

    One index has all four columns and the key. For each combination of values that is possible, its newest
    keys are read from it and merged: so it costs the same whether many orders fit or none.
    """
    values = {name: [filters[name]] if name in filters else all_of for name, all_of in FILTERS.items()}
    with connection.cursor() as asked:
        asked.execute(FITTING_RISING if rising else FITTING, values | {"key": key, "most": PAGE + 1})
        return [row[0] for row in asked.fetchall()]


def _rows(keys: list[int]) -> list[Order]:
    found = Order.objects.select_related("customer").in_bulk(keys)
    return [found[key] for key in keys if key in found]
