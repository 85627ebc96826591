"""What a product costs at the portal today: free, a price, or not on sale."""

from collections.abc import Sequence

from django.utils import timezone

from sales_orders.models import Price, Product
from sales_orders.pricing import prices_on


def prices_today(products: Sequence[Product]) -> dict[int, Price]:
    """The price in force of each product that has one, by the product's key."""
    return prices_on(products, timezone.localdate())


def costs_nothing(price: Price | None) -> bool:
    """Whether every registrant may have the files. Without a price they may not: nobody said so."""
    return price is not None and price.domestic == 0


def is_free(product: Product) -> bool:
    """The same of a product, by its price today."""
    return costs_nothing(prices_today([product]).get(product.pk))
