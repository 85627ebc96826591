"""Bring rows of a file into the catalogue: all of them, or none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from contacts.errors import Conflict
from sales_orders.actions.keeping_catalogue import (
    add_edition,
    change_product,
    create_product,
    lock_products,
    offer_edition,
    require_keeper,
    set_price,
)
from sales_orders.errors import OrderError
from sales_orders.models import Product
from uccms.audit.context import action, one_at_a_time
from uccms.privacy.texts import TextRefused

SAME = "Nothing new"


@dataclass(frozen=True)
class PriceRow:
    """A price as a row says it."""

    effective_from: date
    domestic: Decimal
    foreign: Decimal
    source: str


@dataclass(frozen=True)
class ProductRow:
    """A product as a row says it; what its file has no column for is left out of `values`, or None."""

    line: int
    code: str
    values: dict[str, object]
    editions_of: str | None = None
    version: int | None = None
    price: PriceRow | None = None


@dataclass(frozen=True)
class EditionRow:
    """An edition as a row says it."""

    line: int
    code: str
    issue_date: date
    label: str
    on_sale: bool | None = None


@dataclass(frozen=True)
class Rejected:
    """A row that cannot be brought in, and why; its code is empty where it is no code."""

    line: int
    code: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Done:
    """What a row brought."""

    line: int
    code: str
    what: str


@dataclass(frozen=True)
class Outcome:
    """What became of the rows; `is_done` says whether it was written."""

    results: list[Done | Rejected]
    is_done: bool

    @property
    def rejected(self) -> list[Rejected]:
        return [each for each in self.results if isinstance(each, Rejected)]

    @property
    def new(self) -> list[Done]:
        """The rows that bring something."""
        return [each for each in self.results if isinstance(each, Done) and each.what != SAME]

    @property
    def same(self) -> int:
        return len(self.results) - len(self.rejected) - len(self.new)


@action
def import_catalogue(rows: Sequence[ProductRow | EditionRow | Rejected], *, dry_run: bool, by) -> Outcome:
    """Bring in every row by the same actions as the screens; nothing when one is rejected, or on a dry run.

    A dry run does it all and takes it back, so that it says what would happen. Raises PermissionDenied.
    """
    require_keeper(by)
    one_at_a_time("import_catalogue")
    with transaction.atomic():
        lock_products(*_named(rows))
        results = [_result(row, by=by) for row in rows]
        is_done = not dry_run and not any(isinstance(each, Rejected) for each in results)
        if not is_done:
            transaction.set_rollback(True)
    return Outcome(results, is_done)


def _named(rows: Sequence[ProductRow | EditionRow | Rejected]) -> QuerySet[Product]:
    """The products that these rows change: locked one after the other, they and orders would wait for each
    other."""
    codes = {row.code for row in rows} | {row.editions_of for row in rows if isinstance(row, ProductRow)}
    return Product.objects.filter(code__in=codes - {None, ""})


def _result(row: ProductRow | EditionRow | Rejected, *, by) -> Done | Rejected:
    if isinstance(row, Rejected):
        return row
    try:
        with transaction.atomic():
            parts = _product(row, by=by) if isinstance(row, ProductRow) else _edition(row, by=by)
    except (OrderError, TextRefused) as error:
        return Rejected(row.line, row.code, (str(error),))
    except Conflict:
        return Rejected(row.line, row.code, ("Somebody changed the product since the file was written.",))
    except IntegrityError:
        return Rejected(row.line, row.code, ("Somebody else wrote the same at this moment. Try again.",))
    return Done(row.line, row.code, ", ".join(parts).capitalize() or SAME)


def _product(row: ProductRow, *, by) -> list[str]:
    values = dict(row.values)
    if row.editions_of is not None:
        values["editions_of"] = _source(row.editions_of)
    product = Product.objects.filter(code=row.code).select_related("editions_of").first()
    parts = []
    if product is None:
        product = create_product(row.code, by=by, **values)
        parts.append("new product")
    elif any(getattr(product, name) != value for name, value in values.items()):
        version = product.version if row.version is None else row.version
        change_product(product, version=version, by=by, **values)
        parts.append("product changed")
    if row.price is not None and _is_new(product, row.price):
        set_price(product, by=by, **vars(row.price))
        parts.append("new price")
    return parts


def _source(code: str) -> Product | None:
    if not code:
        return None
    source = Product.objects.filter(code=code).first()
    if source is None:
        raise OrderError(f"There is no product {code} whose editions it could send: put its row first.")
    return source


def _is_new(product: Product, price: PriceRow) -> bool:
    there = product.prices.filter(effective_from=price.effective_from).first()
    if there is None:
        return True
    if (there.domestic, there.foreign, there.source) != (price.domestic, price.foreign, price.source):
        raise OrderError("There is another price from that day on, and it is never overwritten.")
    return False


def _edition(row: EditionRow, *, by) -> list[str]:
    product = Product.objects.filter(code=row.code).first()
    if product is None:
        raise OrderError("There is no product with this code.")
    edition = product.editions.filter(issue_date=row.issue_date).first()
    parts = []
    if edition is None:
        edition = add_edition(product, issue_date=row.issue_date, label=row.label, by=by)
        parts.append("new edition")
    elif edition.label != row.label:
        raise OrderError("The edition of that day has another name, and keeps it.")
    if row.on_sale is not None and row.on_sale != edition.is_available:
        offer_edition(edition, is_available=row.on_sale, by=by)
        parts.append("on sale again" if row.on_sale else "taken out of sale")
    return parts
