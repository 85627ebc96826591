"""Find orders by what somebody has at hand: a number of any kind, the customer, or words of a title.

Each way is an index range that stops early, so that a million orders cost what ten thousand do.
"""

import re
from dataclasses import dataclass, field
from functools import cache

from contacts.models import Customer
from contacts.queries.customer_lookup import Found, looking_up
from sales_orders.models import Order, Product
from sales_orders.models.catalogue import looked_for
from sales_orders.models.orders import sees_orders
from uccms.database.rounds import Rounds, alone
from uccms.database.written_once import Question, Slot, WrittenOnce, keys_of, question
from uccms.folding import folded
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
    return alone(finding_orders(user, typed))


def finding_orders(user, typed: str) -> Rounds[FoundOrders]:
    """The same, in rounds."""
    typed = " ".join(typed.replace("\0", "").split())[:LONGEST]
    if not any(sign.isalnum() for sign in typed) or not sees_orders(user):
        return FoundOrders()
    compact = typed.upper().replace(" ", "")
    placed = Order.objects.filter(number_key__isnull=False).order_by("-pk").values_list("pk", flat=True)
    if number := ORDER.fullmatch(compact):
        [keys] = yield [question(placed.filter(number_key=int(number[1])))]
        if keys or compact.startswith("S"):
            return (yield from _ways({"Order number": keys}))
    if ticket := TICKET.fullmatch(compact):
        [keys] = yield [question(placed.filter(ticket_id=int(ticket[1]))[: MOST + 1])]
        return (yield from _ways({"Ticket": keys}))
    by_key = {}
    key = folded(typed).replace(" ", "")
    if len(key) >= FEWEST and any(sign.isdigit() for sign in key):
        facts = {"low": key, "high": key + "\U0010ffff", "key": _tracking_key(typed), "most": MOST + 1}
        by_key = {words: keys_of(sql, facts, prepare=False) for words, sql in BY_KEY.items()}
    products, *found = yield [_products(typed), *by_key.values()]
    customers = yield from once(looking_up, typed)
    asked = {}
    if ids := [each.pk for each in customers.customers]:
        asked[_by(customers)] = keys_of(OF_CUSTOMERS, [ids, MOST + 1, MOST + 1], prepare=False)
    if products and customers.by == "name":
        asked["Product"] = keys_of(OF_PRODUCTS, [products, MOST * 2, MOST + 1], prepare=False)
    found += yield list(asked.values())
    return (yield from _ways(dict(zip([*by_key, *asked], found, strict=True))))


def order_hits(user, typed: str, limit: int) -> Rounds[list[Hit]]:
    """The same as hits for a search over everything (`uccms/web/search_sources.py`)."""
    found = yield from finding_orders(user, typed)
    exact = any(way.words == "Order number" for way in found.ways)
    return [
        Hit(
            order.number,
            link_address("orders:order", (order.number_key,), None),
            str(order.customer),
            f"{order.get_state_display()}, {order.paid_words.lower()}",
            exact=exact,
        )
        for order in found.orders[:limit]
    ]


def _by(found: Found) -> str:
    words = {"number": "Customer number", "email": "Customer’s e-mail", "telephone": "Customer’s telephone"}
    return words.get(found.by, "Customer")


def _tracking_key(typed: str) -> str:
    return folded(re.sub(r"[\s.-]+", "", typed))


def _products(typed: str) -> Question:
    words = looked_for(typed)
    begins = {f"begins{place}": each for place, (each, _) in enumerate(words)}
    return _having(len(words)).asking(
        **begins, **{f"word{place}": each for place, (_, each) in enumerate(words)}
    )


@cache
def _having(count: int) -> WrittenOnce:
    """The products with so many words."""
    slots = [(Slot(f"begins{place}"), Slot(f"word{place}")) for place in range(count)]
    return WrittenOnce(
        lambda: Product.objects.having(slots).order_by("code").values_list("pk", flat=True)[:MOST]
    )


def _ways(keys: dict[str, list[int]]) -> Rounds[FoundOrders]:
    every = list({key for found in keys.values() for key in found})
    if not every:
        return FoundOrders()
    [rows] = yield [_placed.asking(keys=every)]
    orders = {each.pk: each for each in rows}
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
