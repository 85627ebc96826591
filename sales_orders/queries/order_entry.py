"""What the order form shows of products: their editions, and how many copies nobody is promised."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from sales_orders.models import Edition, Price, Product, ShippingZone, StockLevel
from sales_orders.pricing import asking_prices
from sales_orders.waiting import asking_waiting, by_edition, free_copies
from uccms.database.written_once import Question, Slot, WrittenOnce, together

EDITIONS = 260  # of a product, newest first; an older one is shown when it is chosen already

ISSUES = 24  # of a subscription, among which its first one is chosen; any other day can be typed


@dataclass(frozen=True)
class Posted:
    """What is known of the products and editions that a form names, by their keys.

    `editions` are those that can be ordered, by their keys as they are posted; `free` says how many copies of
    each a new order can have, and `prices` are those of the day that was asked for.
    """

    products: dict[int, Product]
    editions: dict[str, Edition]
    levels: dict[int, StockLevel]
    free: dict[int, int]
    prices: list[Price]


def read_posted(
    products: Iterable[int], editions: Iterable[int], *others: Question, day: date | None = None
) -> tuple[Posted, list[list]]:
    """What a form names, with the prices of a day if one is given, and the answers to `others`."""
    named, chosen = list(set(products)), list(set(editions))
    has_editions = bool(named and chosen)
    asked = [_products.asking(keys=named)]
    if day and named:
        asked.append(asking_prices(named, day))
    if has_editions:
        asked.append(_chosen.asking(products=named, chosen=chosen))
        asked += [_levels.asking(editions=chosen), asking_waiting(chosen)]
    answers = iter(together(*asked, *others))
    found, prices = next(answers), next(answers) if day and named else []
    orderable, kept, waiting = [next(answers) if has_editions else [] for _ in range(3)]
    levels = {each.pk: each for each in kept}
    posted = Posted(
        products={each.pk: each for each in found},
        editions={str(each.pk): each for each in orderable},
        levels=levels,
        free=free_copies(levels, by_edition(waiting)),
        prices=prices,
    )
    return posted, list(answers)


def asking_zones() -> Question:
    """All shipping zones, in their order, to be asked together with others."""
    return _zones.asking()


def editions_of(products: Iterable[Product], chosen: Iterable[int]) -> dict[int, list[Edition]]:
    """The editions that can be ordered of each of these products, newest first, by the product's key."""
    keys = {each.pk for each in products if not each.is_subscription}
    found: dict[int, list[Edition]] = {key: [] for key in keys}
    if keys:
        newest, others = together(
            _editions.asking(products=list(keys)),
            _chosen.asking(products=list(keys), chosen=list(set(chosen))),
        )
        seen = {each.pk for each in newest}
        for edition in [*newest, *(each for each in others if each.pk not in seen)]:
            found[edition.product_id].append(edition)
    return found


def issues_of(products: Iterable[Product]) -> dict[int, list[Edition]]:
    """The newest issues that each of these subscriptions sends, newest first, by the product's key."""
    sources = {each.pk: each.editions_of_id or each.pk for each in products if each.is_subscription}
    if not sources:
        return {}
    found: dict[int, list[Edition]] = {}
    for edition in _issues(products=list(set(sources.values()))):
        found.setdefault(edition.product_id, []).append(edition)
    return {key: found.get(source, []) for key, source in sources.items()}


def levels_of(editions: Iterable[int]) -> dict[int, StockLevel]:
    """The stock levels of these editions, by the edition's key."""
    return {level.pk: level for level in _levels(editions=list(set(editions)))}


def _by_place() -> Window:
    """The place of an edition among those of its product, the newest first."""
    return Window(RowNumber(), partition_by="product_id", order_by=[F("issue_date").desc(), F("id").desc()])


_products = WrittenOnce(lambda: Product.objects.filter(pk__among=Slot("keys")))
_zones = WrittenOnce(ShippingZone.objects.all)
_editions = WrittenOnce(
    lambda: (
        Edition.objects.filter(product_id__among=Slot("products"), is_available=True)
        .annotate(place=_by_place())
        .filter(place__lte=EDITIONS)
        .order_by("-issue_date", "-id")
    )
)
_chosen = WrittenOnce(
    lambda: Edition.objects.filter(
        product_id__among=Slot("products"), is_available=True, pk__among=Slot("chosen")
    ).order_by("-issue_date", "-id")
)
_issues = WrittenOnce(
    lambda: (
        Edition.objects.filter(product_id__among=Slot("products"))
        .annotate(place=_by_place())
        .filter(place__lte=ISSUES)
        .order_by("-issue_date", "-id")
    )
)
_levels = WrittenOnce(lambda: StockLevel.objects.filter(pk__among=Slot("editions")))
