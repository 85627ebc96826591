"""The list of products and one product's page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum
from django.http import Http404

from sales_orders.access import sees_catalogue
from sales_orders.models import Edition, Price, Product, StockLevel
from sales_orders.pricing import prices_on
from sales_orders.queries.places import place, signed

PAGE = 50
NEWEST = 60  # editions on a product's page; the others are on pages of their own


@dataclass(frozen=True)
class Listed:
    """A product in the list; copies are None where none are kept."""

    product: Product
    price: Price | None
    copies: int | None


@dataclass(frozen=True)
class CatalogueList:
    """One page, and the signed places of its neighbours."""

    rows: list[Listed]
    earlier: str
    later: str


@dataclass(frozen=True)
class Dated:
    """A price with its state on the day: in force, to come, or of the past."""

    price: Price
    state: str


@dataclass(frozen=True)
class ProductPage:
    """What a product's page shows."""

    product: Product
    prices: list[Dated]
    editions: list[Edition]
    earlier: str
    at_start: bool
    sent_by: list[Product]

    @property
    def price(self) -> Price | None:
        """The price in force."""
        return next((each.price for each in self.prices if each.state == "now"), None)


def catalogue_list(typed: str, *, filters: Mapping[str, object], day: date, at: str) -> CatalogueList:
    """A page of the products that match, in the order of their codes, in three queries."""
    found = Product.objects.matching(typed).filter(**filters)
    direction, code = place("products", at) or ("after", "")
    forwards = direction == "after"
    found = found.filter(code__gt=code) if forwards else found.filter(code__lt=code)
    products = list(found.order_by("code" if forwards else "-code")[: PAGE + 1])
    beyond, shown = len(products) > PAGE, products[:PAGE]
    if not forwards:
        shown.reverse()
    has_more, has_less = (beyond, bool(code)) if forwards else (True, beyond)
    return CatalogueList(
        _listed(shown, day),
        earlier=signed("products", "after", shown[-1].code) if shown and has_more else "",
        later=signed("products", "before", shown[0].code) if shown and has_less else "",
    )


def _listed(products: Sequence[Product], day: date) -> list[Listed]:
    prices = prices_on(products, day)
    kept = [product.pk for product in products if product.keeps_stock]
    sums = (
        StockLevel.objects.filter(edition__product__in=kept, edition__is_available=True)
        .values("edition__product")
        .annotate(free=Sum("on_hand") - Sum("allocated"))
    )
    copies = {row["edition__product"]: row["free"] for row in sums}
    return [
        Listed(product, prices.get(product.pk), copies.get(product.pk, 0) if product.keeps_stock else None)
        for product in products
    ]


def product_or_404(code: str, user) -> Product:
    """The product with this code.

    Raises Http404 when there is none, or `user` may not know of it.
    """
    found = Product.objects.filter(code=code).select_related("editions_of").first()
    if found is None or not sees_catalogue(user):
        raise Http404
    return found


def edition_or_404(product: Product, key: int) -> Edition:
    """An edition of the product.

    Raises Http404 when it has none with this key.
    """
    found = product.editions.select_related("product").filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def product_page(product: Product, *, day: date, at: str = "") -> ProductPage:
    """Prices and editions, both newest first, in a constant number of queries."""
    source = product.editions_of or product
    editions = Edition.objects.filter(product=source).select_related("stock").order_by("-issue_date")
    where = place("editions", at)
    if where:
        editions = editions.filter(issue_date__lt=date.fromisoformat(where[0]))
    found = list(editions[: NEWEST + 1])
    shown = found[:NEWEST]
    last = shown[-1].issue_date.isoformat() if len(found) > NEWEST else ""
    return ProductPage(
        product,
        prices=_dated(product.prices.order_by("-effective_from"), day),
        editions=shown,
        earlier=signed("editions", last) if last else "",
        at_start=where is None,
        sent_by=list(product.sent_by.order_by("code")),
    )


def _dated(prices, day: date) -> list[Dated]:
    states, in_force = [], False
    for price in prices:
        if price.effective_from > day:
            state = "to come"
        else:
            state, in_force = ("past" if in_force else "now"), True
        states.append(Dated(price, state))
    return states
