"""The public catalogue: products, their editions, and the files of each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, OuterRef, Prefetch, Subquery, Sum, prefetch_related_objects
from django.http import Http404

from eipd_portal.models import EditionFile, EditionVersion
from eipd_portal.queries.prices import costs_nothing, prices_today
from eipd_portal.words import KINDS
from sales_orders.models import Price, Product

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
    newest = EditionVersion.objects.public().filter(product=OuterRef("pk"), withdrawn_at=None)
    newest = newest.order_by("-issue_date", "-number").values("issue_date")[:1]
    found = Product.objects.matching(typed).filter(is_active=True).annotate(newest=Subquery(newest))
    products = list(found.order_by("title_folded", "code"))
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
    found = Product.objects.select_related("editions_of").filter(code=code).first()
    if found is None:
        raise Http404
    return found


def product_page(product: Product, *, before: date | None = None) -> ProductPage:
    """A product's page, in four queries; `before` goes back from the newest editions."""
    versions = EditionVersion.objects.public().filter(product=product.editions_of_id or product.pk)
    if before:
        versions = versions.filter(issue_date__lt=before)
    wanted = EARLIER + (not before)
    shown = list(versions.newest_of_each_edition().select_related("edition")[: wanted + 1])
    has_more, shown = len(shown) > wanted, shown[:wanted]
    newest = shown.pop(0) if shown and not before else None
    if newest:
        prefetch_related_objects([newest], FILES)
    add_totals(shown)
    return ProductPage(
        product,
        prices_today([product]).get(product.pk),
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
    sums = EditionFile.objects.filter(version__in=versions).values("version")
    found = {row["version"]: row for row in sums.annotate(count=Count("pk"), total=Sum("size"))}
    for version in versions:
        version.file_count, version.total = found[version.pk]["count"], found[version.pk]["total"]
