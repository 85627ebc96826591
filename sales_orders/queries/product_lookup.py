"""Find a product by its code or its words while somebody types: what it costs and whether it is there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models.expressions import RawSQL

from sales_orders.models import Edition, Product, ShippingZone
from sales_orders.pricing import prices_on
from sales_orders.waiting import free_copies

NEWEST_EDITIONS = 12
# Of each product only the newest editions are read: one that is published daily has thousands.
NEWEST = """
SELECT edition.id FROM unnest(%s::bigint[]) AS wanted(product)
CROSS JOIN LATERAL (
    SELECT id FROM sales_orders_edition WHERE product_id = wanted.product AND is_available
    ORDER BY issue_date DESC LIMIT %s
) AS edition
"""


@dataclass(frozen=True)
class EditionOnOffer:
    """One edition; `available` copies that a new order can have, None where no stock is kept."""

    edition: Edition
    available: int | None
    expected: int = 0
    expected_on: date | None = None


@dataclass(frozen=True)
class ProductOnOffer:
    """A product with its price of the day (None where it has none) and its newest editions, newest first."""

    product: Product
    price: Decimal | None
    is_sample: bool
    editions: list[EditionOnOffer]


def look_up_products(typed: str, *, zone: ShippingZone, day: date, limit: int = 10) -> list[ProductOnOffer]:
    """The products on sale that have every word that was typed, in their code or at a word of their title.

    Four queries at most, whatever is found.
    """
    chosen = Product.objects.filter(is_active=True).matching(typed)
    return on_offer(list(chosen.order_by("code")[:limit]), zone=zone, day=day)


def on_offer(products: Sequence[Product], *, zone: ShippingZone, day: date) -> list[ProductOnOffer]:
    """Prices and editions of these products, in their order, in three queries at most."""
    prices = prices_on(products, day)
    sources = {product.editions_of_id or product.pk for product in products}
    newest: dict[int, list[EditionOnOffer]] = {}
    editions = (
        Edition.objects.filter(pk__in=RawSQL(NEWEST, [list(sources), NEWEST_EDITIONS]))  # noqa: S611  no value is put in
        .select_related("product", "stock")
        .order_by("product_id", "-issue_date")
    )
    found = list(editions)
    free = free_copies({each.pk: each.stock for each in found if hasattr(each, "stock")})
    for edition in found:
        newest.setdefault(edition.product_id, []).append(_offered(edition, free))
    return [
        ProductOnOffer(
            product,
            price=_amount(prices.get(product.pk), zone),
            is_sample=product.pk in prices and prices[product.pk].is_sample,
            editions=newest.get(product.editions_of_id or product.pk, []),
        )
        for product in products
    ]


def _amount(price, zone: ShippingZone) -> Decimal | None:
    if price is None:
        return None
    return price.domestic if zone.is_domestic else price.foreign


def _offered(edition: Edition, free: Mapping[int, int]) -> EditionOnOffer:
    if not edition.product.keeps_stock:
        return EditionOnOffer(edition, None)
    stock = getattr(edition, "stock", None)
    if stock is None:
        return EditionOnOffer(edition, 0)
    return EditionOnOffer(edition, free[edition.pk], stock.expected, stock.expected_on)
