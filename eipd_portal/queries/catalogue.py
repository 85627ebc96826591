"""The public catalogue: products, their editions, and the files of each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, OuterRef, Prefetch, Subquery, Sum
from django.http import Http404
from django.utils import timezone

from eipd_portal.models import EditionFile, EditionVersion
from eipd_portal.queries.prices import costs_nothing, prices_today
from eipd_portal.words import KINDS
from sales_orders.models import Price, Product
from sales_orders.models.catalogue import ProductQuerySet
from sales_orders.pricing import asking_prices
from uccms.database.written_once import Slot, WrittenOnce, together

EARLIER = 20  # editions below the newest one, and on each page further back
IN_A_FEED = 50
FILES = Prefetch("files", EditionFile.objects.order_by("position"))


@dataclass(frozen=True)
class Listed:
    """A product in the list, with its newest edition that has files."""

    product: Product
    newest: date | None
    price: Price | None


@dataclass(frozen=True)
class Kind:
    """The products of one kind."""

    words: str
    products: list[Listed] = field(default_factory=list)


@dataclass(frozen=True)
class ProductPage:
    """A product with its newest edition, earlier ones, and the day to go on from."""

    product: Product
    price: Price | None
    newest: EditionVersion | None
    earlier: list[EditionVersion]
    before: date | None

    @property
    def is_free(self) -> bool:
        return costs_nothing(self.price)


@dataclass(frozen=True)
class EditionPage:
    """An edition in its newest version, with the older ones."""

    product: Product
    price: Price | None
    version: EditionVersion
    older: list[EditionVersion]

    @property
    def is_free(self) -> bool:
        return costs_nothing(self.price)


def products_by_kind(typed: str) -> list[Kind]:
    """The products on offer that match, by kind and title, in two queries."""
    products = list(_on_offer(typed)) if typed else _all_on_offer()
    prices = prices_today(products)
    kinds = {value: Kind(words) for value, words in KINDS.items()}
    for product in products:
        kinds[product.kind].products.append(Listed(product, product.newest, prices.get(product.pk)))
    return [kind for kind in kinds.values() if kind.products]


def codes_on_offer() -> list[str]:
    """The codes of the products that the catalogue lists, for search engines."""
    return list(Product.objects.filter(is_active=True).order_by("code").values_list("code", flat=True))


def public_product(code: str) -> Product:
    """The product of this code; one that is no longer on offer keeps its page. Raises Http404."""
    found = [] if "\0" in code else _product(code=code)
    if not found:
        raise Http404
    return found[0]


def product_page(product: Product, *, before: date | None = None) -> ProductPage:
    """A product's page, in four queries; `before` goes back from the newest editions."""
    source = product.editions_of_id or product.pk
    versions, prices = together(
        _versions_before.asking(product=source, before=before)
        if before
        else _versions.asking(product=source),
        asking_prices([product.pk], timezone.localdate()),
    )
    wanted = EARLIER + (not before)
    has_more, shown = len(versions) > wanted, versions[:wanted]
    newest = shown.pop(0) if shown and not before else None
    files, sums = together(
        _files.asking(version=newest.pk if newest else 0), _sums.asking(versions=[each.pk for each in shown])
    )
    if newest:
        newest._prefetched_objects_cache = {"files": files}
    _say_sums(shown, sums)
    return ProductPage(
        product,
        prices[0] if prices else None,
        newest,
        shown,
        shown[-1].issue_date if has_more and shown else None,
    )


def edition_page(product: Product, day: date) -> EditionPage:
    """An edition's page, in three queries. Raises Http404 where nothing of it is public."""
    versions = EditionVersion.objects.public().filter(product=product, issue_date=day)
    found = list(versions.select_related("edition").prefetch_related(FILES).order_by("-number"))
    if not found:
        raise Http404
    return EditionPage(product, prices_today([product]).get(product.pk), found[0], found[1:])


def version_or_404(code: str, day: date, number: int) -> EditionVersion:
    """One public version with its files. Raises Http404."""
    found = (
        EditionVersion.objects.public()
        .filter(product__code=code, issue_date=day, number=number)
        .select_related("edition", "product")
        .prefetch_related(FILES)
        .first()
    )
    if found is None:
        raise Http404
    return found


def newest_version(product: Product) -> EditionVersion:
    """The newest version of the newest edition that is not withdrawn. Raises Http404."""
    versions = EditionVersion.objects.public().filter(product=product.editions_of_id or product.pk)
    found = versions.filter(withdrawn_at=None).select_related("product")
    found = found.order_by("-issue_date", "-number").first()
    if found is None:
        raise Http404
    return found


def newest_versions(product: Product | None = None) -> Sequence[EditionVersion]:
    """What was published last, of one product or of all, for a feed."""
    versions = EditionVersion.objects.public()
    if product:
        versions = versions.filter(product=product.editions_of_id or product.pk)
    found = versions.select_related("edition", "product").prefetch_related(FILES)
    return list(found.order_by("-published_at", "-id")[:IN_A_FEED])


def public_file(code: str, day: date, number: int, name: str) -> EditionFile | None:
    """A file by its address, published already or withdrawn; None for no such file."""
    if "\0" in name:  # which the database cannot compare with
        return None
    return (
        EditionFile.objects.filter(
            version__product__code=code, version__issue_date=day, version__number=number, name=name
        )
        .filter(version__in=EditionVersion.objects.public())
        .select_related("version__product")
        .first()
    )


def described_products() -> list[Product]:
    """Products that have files, with the day of their first and newest edition, for `/data.json`."""
    versions = EditionVersion.objects.public().filter(product=OuterRef("pk"), withdrawn_at=None)
    newest = versions.order_by("-issue_date", "-number")
    first = versions.order_by("issue_date", "number")
    found = Product.objects.annotate(
        newest=Subquery(newest.values("issue_date")[:1]),
        first=Subquery(first.values("issue_date")[:1]),
        version_key=Subquery(newest.values("pk")[:1]),
    ).filter(newest__isnull=False)
    products = list(found.order_by("code"))
    keys = [product.version_key for product in products]
    versions_by_key = {
        version.pk: version for version in EditionVersion.objects.filter(pk__in=keys).prefetch_related(FILES)
    }
    for product in products:
        product.newest_version = versions_by_key[product.version_key]
    return products


def add_totals(versions: Sequence[EditionVersion]) -> None:
    """Say of each version how many files it has, and how large they are together."""
    _say_sums(versions, _sums(versions=[version.pk for version in versions]))


def _say_sums(versions: Sequence[EditionVersion], sums: list[tuple[int, int, int]]) -> None:
    found = {version: (count, size) for version, count, size in sums}
    for version in versions:
        version.file_count, version.total = found[version.pk]


def _on_offer(typed: str = "") -> ProductQuerySet:
    newest = EditionVersion.objects.public().filter(product=OuterRef("pk"), withdrawn_at=None)
    newest = newest.order_by("-issue_date", "-number").values("issue_date")[:1]
    found = Product.objects.matching(typed).filter(is_active=True).annotate(newest=Subquery(newest))
    return found.order_by("title_folded", "code")


def _newest_first():
    versions = EditionVersion.objects.public().filter(product=Slot("product"))
    return versions.newest_of_each_edition().select_related("edition")


_all_on_offer = WrittenOnce(_on_offer)
_product = WrittenOnce(lambda: Product.objects.select_related("editions_of").filter(code=Slot("code")))
_versions = WrittenOnce(lambda: _newest_first()[: EARLIER + 2])
_versions_before = WrittenOnce(lambda: _newest_first().filter(issue_date__lt=Slot("before"))[: EARLIER + 1])
_files = WrittenOnce(lambda: EditionFile.objects.filter(version=Slot("version")).order_by("position"))
_sums = WrittenOnce(
    lambda: (
        EditionFile.objects.filter(version__among=Slot("versions"))
        .order_by()
        .values("version")
        .annotate(count=Count("pk"), total=Sum("size"))
        .values_list("version", "count", "total")
    )
)
