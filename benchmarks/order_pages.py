"""What is asked of the pages of orders: the list, an order, finding one, and placing one."""

import random
import uuid
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial

from django.utils import timezone

from sales_orders.models import OrderLine, Price, ShippingZone
from sales_orders.pricing import shipping_cost

LISTS = ("/orders/", "/orders/?state=entered", "/orders/?paid=unpaid")


def last_order() -> int:
    """The key of the last order that the build made for everybody: behind it are the subscribers' orders."""
    return OrderLine.objects.filter(subscription__isnull=False).earliest("pk").order_id - 1


def number_of(key: int) -> str:
    """The number that the build gave the order with this key."""
    return f"S{10_000_000 + key}"


def order_requests(browsers: Sequence, chance: random.Random, customer: Callable[[], str]) -> dict:
    """The requests of each page by name, for people who see orders."""
    newest = last_order()
    zone = ShippingZone.objects.order_by("position", "pk").first()
    line = OrderLine.objects.filter(product__keeps_stock=True).select_related("product").first()
    price = Price.objects.filter(product=line.product).latest("effective_from").domestic

    def number() -> str:
        return number_of(chance.randint(1, newest))

    def words(turn: int) -> str:
        key = chance.randint(1, newest)
        return (number(), f"PO-{key // 3 * 3}", f"R-{key}", customer(), "Springfield", "grants bib")[turn % 6]

    def placed() -> dict:
        """An order of one disc without shipping, so that its total is known."""
        return {
            "submission_id": str(uuid.uuid4()),
            "look_up_id": str(uuid.uuid4()),
            "customer": customer(),
            "source": "phone",
            "zone": zone.pk,
            "ship_to": "1 Main Street\nSpringfield, VA 22150",
            "bill": "same",
            "shipping": "",
            "line-1-product": line.product_id,
            "line-1-edition": line.edition_id,
            "line-1-quantity": "1",
            "shown_total": str(price + _shipping(zone, line)),
        }

    return {
        "order_list": lambda turn: partial(browsers[turn % 3].ask, LISTS[turn % 3]),
        "order": lambda turn: partial(browsers[turn % 3].ask, f"/orders/{number()}/"),
        "find_order": lambda turn: partial(
            browsers[turn % 3].ask, "/orders/find/", {"words": words(turn), "look_up_id": str(uuid.uuid4())}
        ),
        "place_order": lambda turn: partial(browsers[turn % 3].ask, "/orders/new/", placed()),
    }


def _shipping(zone: ShippingZone, line: OrderLine) -> Decimal:
    return shipping_cost(zone, line.product.grams, timezone.localdate())
