"""Write the catalogue as CSV files that `reading.py` reads back."""

from collections.abc import Iterator
from datetime import date

from django.db.models import F

from sales_orders.models import Edition, Price, Product
from sales_orders.pricing import prices_on

PRODUCTS = [
    "code", "title", "medium", "kind", "cycle", "description", "grams", "keeps_stock", "sample", "active",
    "editions_of", "version", "price_from", "domestic", "foreign", "price_source",
]  # fmt: skip
EDITIONS = ["code", "issue_date", "edition", "on_sale"]


def product_rows(day: date) -> Iterator[list[object]]:
    """Each product once for its price in force and for each price to come, or once without a price.

    Those whose editions others send come before these, so that the file can be read from the top.
    """
    products = list(
        Product.objects.select_related("editions_of").order_by(F("editions_of").asc(nulls_first=True), "code")
    )
    in_force = prices_on(products, day)
    to_come: dict[int, list[Price]] = {}
    for price in Price.objects.filter(effective_from__gt=day).order_by("effective_from"):
        to_come.setdefault(price.product_id, []).append(price)
    for product in products:
        now = [in_force[product.pk]] if product.pk in in_force else []
        for price in [*now, *to_come.get(product.pk, [])] or [None]:
            yield [*_about(product), *_amounts(price)]


def _about(product: Product) -> list[object]:
    return [
        product.code,
        product.title,
        product.medium,
        product.kind,
        product.cycle,
        product.description,
        product.grams,
        _yes(product.keeps_stock),
        _yes(product.is_sample),
        _yes(product.is_active),
        product.editions_of.code if product.editions_of else "",
        product.version,
    ]


def _amounts(price: Price | None) -> list[object]:
    if price is None:
        return ["", "", "", ""]
    return [price.effective_from, price.domestic, price.foreign, price.source]


def edition_rows() -> Iterator[list[object]]:
    """Each edition of each product, newest first."""
    editions = Edition.objects.select_related("product").order_by("product__code", "-issue_date")
    for edition in editions.iterator():
        yield [edition.product.code, edition.issue_date, edition.label, _yes(edition.is_available)]


def _yes(value: bool) -> str:
    return "yes" if value else "no"
