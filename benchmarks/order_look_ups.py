"""What is typed to find an order, for each way to find one."""

import random
from collections.abc import Callable

from benchmarks.look_ups import EACH
from benchmarks.look_ups import ways as customer_ways
from benchmarks.order_pages import last_order, number_of
from sales_orders.queries.order_search import find_orders
from uccms.accounts.models import User

OF_CUSTOMERS = (
    "number", "telephone, whole", "telephone, shared", "e-mail, whole", "name, whole", "common name",
    "nobody",
)  # fmt: skip


def finder() -> Callable[[str], object]:
    """Finds orders as an agent of the call center does."""
    agent = User.objects.filter(memberships__area__first_tier=True).order_by("pk").first()
    return lambda typed: find_orders(agent, typed)


def order_ways(chance: random.Random) -> dict[str, list[str]]:
    """For each way, what is typed."""
    newest = last_order()
    keys = [chance.randint(1, newest) for _ in range(EACH)]
    customers = customer_ways(chance)
    return {
        "order number": [number_of(key) for key in keys],
        "purchase order number": [f"PO-{max(3, key // 3 * 3)}" for key in keys],
        "purchase order, beginning": [f"PO-{1 + key % 9}" for key in keys],
        "tracking number": [f"1Z {key:016d}" for key in keys],
        "receipt reference": [f"R-{key}" for key in keys],
        "receipt reference, beginning": [f"R-{1 + key % 9}" for key in keys],
        "title": [("grants bib", "patent grant full text", "cassis", "assign")[key % 4] for key in keys],
        **{f"customer: {way}": customers[way] for way in OF_CUSTOMERS},
    }
