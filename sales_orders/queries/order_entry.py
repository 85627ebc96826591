"""What the order form shows of products: their editions, and how many copies nobody is promised."""

from collections.abc import Iterable

from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber

from sales_orders.models import Edition, Product, StockLevel

EDITIONS = 260  # of a product, newest first; an older one is shown when it is chosen already

ISSUES = 24  # of a subscription, among which its first one is chosen; any other day can be typed


def products_by_key(keys: Iterable[int]) -> dict[int, Product]:
    """These products, by key."""
    return Product.objects.in_bulk(set(keys))


def editions_of(products: Iterable[Product], chosen: Iterable[int]) -> dict[int, list[Edition]]:
    """The editions that can be ordered of each of these products, newest first, by the product's key."""
    place = Window(RowNumber(), partition_by="product_id", order_by=[F("issue_date").desc(), F("id").desc()])
    keys = {each.pk for each in products if not each.is_subscription}
    found: dict[int, list[Edition]] = {key: [] for key in keys}
    if keys:
        rows = (
            Edition.objects.filter(product__in=keys, is_available=True)
            .annotate(place=place)
            .filter(Q(place__lte=EDITIONS) | Q(pk__in=set(chosen)))
            .order_by("-issue_date", "-id")
        )
        for edition in rows:
            found[edition.product_id].append(edition)
    return found


def issues_of(products: Iterable[Product]) -> dict[int, list[Edition]]:
    """The newest issues that each of these subscriptions sends, newest first, by the product's key."""
    sources = {each.pk: each.editions_of_id or each.pk for each in products if each.is_subscription}
    if not sources:
        return {}
    place = Window(RowNumber(), partition_by="product_id", order_by=[F("issue_date").desc(), F("id").desc()])
    rows = Edition.objects.filter(product__in=set(sources.values())).annotate(place=place)
    found: dict[int, list[Edition]] = {}
    for edition in rows.filter(place__lte=ISSUES).order_by("-issue_date", "-id"):
        found.setdefault(edition.product_id, []).append(edition)
    return {key: found.get(source, []) for key, source in sources.items()}


def levels_of(editions: Iterable[int]) -> dict[int, StockLevel]:
    """The stock levels of these editions, by the edition's key."""
    return StockLevel.objects.in_bulk(set(editions))
