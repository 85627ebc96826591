"""What a product costs at the portal today: free, a price, or not on sale."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils import timezone

from sales_orders.models import Product
from sales_orders.pricing import prices_on


def prices_today(products: Sequence[Product]) -> dict[int, Decimal]:
    """The domestic price of each product that has one, by the product's key."""
    found = prices_on(products, timezone.localdate())
    return {key: price.domestic for key, price in found.items()}


def is_free(product: Product) -> bool:
    """Whether every registrant may have its files. Without a price it is not: nobody said so."""
    return prices_today([product]).get(product.pk) == 0
