"""Find orders by what somebody has at hand: a number of any kind, the customer, or words of a title.

Each way is an index range that stops early, so that a million orders cost what ten thousand do.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import connection

from contacts.folding import folded
from contacts.models import Customer
from contacts.queries.customer_lookup import Found, look_up
from sales_orders.models import Order, Product
from sales_orders.models.orders import sees_orders
from uccms.database.written_once import Slot, WrittenOnce
from uccms.web.link_addresses import link_address
from uccms.web.search_sources import Hit, once

MOST = 20  # orders that one way finds
LONGEST = 200
ORDER = re.compile(r"S?([0-9]{8})")
TICKET = re.compile(r"T([0-9]{1,18})")
FEWEST = 3  # signs that a reference has

OF_CUSTOMERS = """
SELECT newest.id FROM unnest(%s::bigint[]) WITH ORDINALITY AS wanted(customer, place)
CROSS JOIN LATERAL (
    SELECT id FROM sales_orders_order
    WHERE customer_id = wanted.customer AND number_key IS NOT NULL ORDER BY id DESC LIMIT %s
) AS newest ORDER BY wanted.place, newest.id DESC LIMIT %s
"""
# As a range and not as "=", because the planner would drop an equal column from the order, and walk the key
# of all lines backwards for a product that has few of them (7 seconds among 1.5 million lines).
OF_PRODUCTS = """
SELECT DISTINCT newest.order_id FROM unnest(%s::bigint[]) AS wanted(product)
CROSS JOIN LATERAL (
    SELECT order_id FROM sales_orders_orderline
    WHERE product_id >= wanted.product AND product_id <= wanted.product
    ORDER BY product_id, id DESC LIMIT %s
) AS newest ORDER BY newest.order_id DESC LIMIT %s
"""
BY_KEY = {
    "Purchase order number": (
        "SELECT id FROM sales_orders_order WHERE purchase_order_key >= %(low)s"
        " AND purchase_order_key < %(high)s AND purchase_order_key <> ''"
        " ORDER BY purchase_order_key, id DESC LIMIT %(most)s"
    ),
    "Tracking number": (
        "SELECT order_id FROM sales_orders_shipment WHERE tracking_key = %(key)s AND tracking_key <> ''"
        " ORDER BY id DESC LIMIT %(most)s"
    ),
    "Receipt reference": (
        "SELECT order_id FROM sales_orders_ledgerentry WHERE reference_key >= %(low)s"
        " AND reference_key < %(high)s AND reference_key <> '' ORDER BY reference_key, id DESC LIMIT %(most)s"
    ),
}


@dataclass(frozen=True)
class Way:
    """Orders that were found in one way, such as by tracking number; `more` says that there are others."""

    words: str
    orders: list[Order]
    more: bool = False


@dataclass(frozen=True)
class FoundOrders:
    """Everything that was found, the surest way first."""

    ways: list[Way] = field(default_factory=list)

    @property
    def orders(self) -> list[Order]:
        """Each order once."""
        return list({order.pk: order for way in self.ways for order in way.orders}.values())

    @property
    def the_one(self) -> Order | None:
        """The order that was certainly meant: the only one, found by a number of its own."""
        by_number = self.ways and self.ways[0].words in ("Order number", *BY_KEY)
        return self.orders[0] if by_number and len(self.orders) == 1 else None


def find_orders(user, typed: str) -> FoundOrders:
    """The orders that this person may open and that what was typed may mean; constant queries."""
    typed = " ".join(typed.replace("\0", "").split())[:LONGEST]
    if not typed or not sees_orders(user):
        return FoundOrders()
    compact = typed.upper().replace(" ", "")
    if number := ORDER.fullmatch(compact):
        keys = list(Order.objects.filter(number_key=int(number[1])).values_list("pk", flat=True))
        if keys or compact.startswith("S"):
            return _ways({"Order number": keys}, user)
    if ticket := TICKET.fullmatch(compact):
        found = Order.objects.filter(ticket_id=int(ticket[1]), number_key__isnull=False)
        return _ways({"Ticket": list(found.order_by("-pk").values_list("pk", flat=True)[: MOST + 1])}, user)
    ways: dict[str, list[int]] = {}
    key = folded(typed).replace(" ", "")
    if len(key) >= FEWEST and any(sign.isdigit() for sign in key):
        facts = {"low": key, "high": key + "\U0010ffff", "key": _tracking_key(typed), "most": MOST + 1}
        ways = {words: _keys(sql, facts) for words, sql in BY_KEY.items()}
    customers = once(look_up, typed)
    ids = [each.pk for each in customers.customers]
    ways[_by(customers)] = _keys(OF_CUSTOMERS, [ids, MOST + 1, MOST + 1]) if ids else []
    if customers.by == "name":
        products = list(Product.objects.matching(typed).order_by("code").values_list("pk", flat=True)[:MOST])
        ways["Product"] = _keys(OF_PRODUCTS, [products, MOST * 2, MOST + 1]) if products else []
    return _ways(ways, user)


def order_hits(user, typed: str, limit: int) -> list[Hit]:
    """The same as hits for a search over everything (`uccms/web/search_sources.py`)."""
    return [
        Hit(
            order.number,
            link_address("orders:order", (order.number_key,), None),
            str(order.customer),
            f"{order.get_state_display()}, {order.paid_words.lower()}",
        )
        for order in find_orders(user, typed).orders[:limit]
    ]


def _by(found: Found) -> str:
    words = {"number": "Customer number", "email": "Customer’s e-mail", "telephone": "Customer’s telephone"}
    return words.get(found.by, "Customer")


def _tracking_key(typed: str) -> str:
    return folded(re.sub(r"[\s.-]+", "", typed))


def _keys(sql: str, facts: Sequence | dict) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, facts)
        return list(dict.fromkeys(row[0] for row in cursor.fetchall()))


def _ways(keys: dict[str, list[int]], user) -> FoundOrders:
    every = {key for found in keys.values() for key in found}
    orders = {each.pk: each for each in _placed(keys=list(every))} if every and sees_orders(user) else {}
    ways = [
        Way(words, [orders[key] for key in found[:MOST] if key in orders], len(found) > MOST)
        for words, found in keys.items()
    ]
    return FoundOrders([way for way in ways if way.orders])


def shown_customers(found: FoundOrders) -> list[Customer]:
    """Whose names the results show."""
    return list({order.customer_id: order.customer for order in found.orders}.values())


_placed = WrittenOnce(
    lambda: Order.objects.filter(pk__among=Slot("keys"), number_key__isnull=False).select_related("customer")
)
