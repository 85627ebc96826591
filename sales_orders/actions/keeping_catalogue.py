"""Keep the catalogue: products, editions, prices. What was published is never overwritten."""

import uuid
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils import timezone

from contacts.errors import Conflict
from sales_orders.access import keeps_catalogue
from sales_orders.errors import OrderError
from sales_orders.models import Edition, OrderLine, Price, Product, ShipmentLine
from sales_orders.money import MOST, cents
from uccms.audit.context import action, one_at_a_time
from uccms.folding import folded
from uccms.privacy.texts import NOTHING_STATED, Statements, admit

TEXTS = ("title", "description")
AFTER_ORDERS = ("kind", "keeps_stock", "editions_of")  # what orders rely on


@action
def create_product(
    code: str,
    *,
    submission_id: uuid.UUID | None = None,
    statements: Statements = NOTHING_STATED,
    by,
    **values,
) -> Product:
    """Make a product with the fields of its model; sent twice, it is one.

    Raises PermissionDenied, TextRefused, or OrderError with a sentence.
    """
    require_keeper(by)
    if earlier := sent_before(Product, submission_id):
        return earlier
    lock_products(values.get("editions_of"))
    if Product.objects.filter(code=code).exists():
        raise OrderError(f"There is a product {code} already.")
    product = Product(code=code, submission_id=submission_id, **_admitted(values, statements))
    return _saved(product, statements, by=by)


@action
def change_product(
    product: Product, *, version: int, statements: Statements = NOTHING_STATED, by, **values
) -> Product:
    """Give a product other values; its code stays, for orders name it.

    Raises PermissionDenied, TextRefused, Conflict, or OrderError with a sentence.
    """
    require_keeper(by)
    lock_products(product, values.get("editions_of"))
    product = Product.objects.get(pk=product.pk)
    if product.version != version:
        raise Conflict
    admitted = _admitted(values, statements)
    relied_on = any(name in admitted and admitted[name] != getattr(product, name) for name in AFTER_ORDERS)
    for name, value in admitted.items():
        setattr(product, name, value)
    if not product.keeps_stock and product.editions.filter(stock__on_hand__gt=0).exists():
        raise OrderError("Copies of it are on the shelf: adjust its stock to none first.")
    if relied_on and _was_ordered(product):
        raise OrderError(
            "It was ordered already: its kind, whether it keeps stock and whose editions it sends stay."
        )
    product.version += 1
    return _saved(product, statements, by=by)


def lock_products(*products) -> None:
    """Within an action, keep everybody else from changing these products, and from relying on them.

    In the order of their keys, and FOR UPDATE: a mere UPDATE would not wait for who relies on one
    (`relied_on.py`).
    """
    keys = [product.pk for product in products if isinstance(product, Product)]
    list(Product.objects.select_for_update().filter(pk__in=keys).order_by("pk").values("pk"))


def _was_ordered(product: Product) -> bool:
    """Whether it is on an order, or an issue of it went to a subscriber of another product."""
    lines = OrderLine.objects.filter(Q(product=product) | Q(edition__product=product))
    return lines.exists() or ShipmentLine.objects.filter(edition__product=product).exists()


def _saved(product: Product, statements: Statements, *, by) -> Product:
    source = product.editions_of
    if source:
        source.refresh_from_db(fields=["editions_of"])  # locked since the form read it
    if not product.title:
        raise OrderError("Give the product a title.")
    if product.keeps_stock and product.medium == Product.Medium.ONLINE:
        raise OrderError("A download keeps no stock.")
    if source and not product.is_subscription:
        raise OrderError("Only a subscription sends the editions of another product.")
    if source and (source == product or source.editions_of_id):
        raise OrderError("It can send the editions of a product that has its own.")
    if source and product.pk and (product.editions.exists() or product.sent_by.exists()):
        raise OrderError("It has editions of its own, or another product sends them.")
    product.title_folded = folded(product.title)[:320]
    product.save()
    for column in TEXTS:
        statements.record(
            getattr(product, column), by=by, table="sales_orders_product", key=product.pk, column=column
        )
    return product


def _admitted(values: Mapping[str, object], statements: Statements) -> dict[str, object]:
    return {
        name: admit(str(value), statements=statements) if name in TEXTS else value
        for name, value in values.items()
    }


@action
def add_edition(
    product: Product,
    *,
    issue_date: date,
    label: str,
    submission_id: uuid.UUID | None = None,
    statements: Statements = NOTHING_STATED,
    by,
) -> Edition:
    """Add a dated issue of a product; sent twice, it is one.

    Raises PermissionDenied, TextRefused, or OrderError when there is one of that day.
    """
    require_keeper(by)
    if earlier := sent_before(Edition, submission_id):
        return earlier
    lock_products(product)
    product = Product.objects.get(pk=product.pk)
    label = admit(label, statements=statements)
    if not label:
        raise OrderError("Give the edition a name, such as December 2026.")
    if product.editions_of_id:
        raise OrderError(f"{product.title} sends the editions of {product.editions_of}: add it there.")
    if product.editions.filter(issue_date=issue_date).exists():
        raise OrderError("There is an edition of that day already.")
    edition = Edition.objects.create(
        product=product, issue_date=issue_date, label=label, submission_id=submission_id
    )
    statements.record(label, by=by, table="sales_orders_edition", key=edition.pk, column="label")
    return edition


@action
def offer_edition(edition: Edition, *, is_available: bool, by) -> Edition:
    """Take an edition out of sale, or offer it again. Orders that have it keep it."""
    require_keeper(by)
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    edition.is_available = is_available
    edition.save(update_fields=["is_available"])
    return edition


@action
def set_price(
    product: Product,
    *,
    effective_from: date,
    domestic: Decimal,
    foreign: Decimal,
    source: str = "",
    submission_id: uuid.UUID | None = None,
    statements: Statements = NOTHING_STATED,
    by,
) -> Price:
    """Set what a unit costs from a day on, in US dollars. A price without a source is a sample.

    Only a product's first price may begin in the past; sent twice, it is one. Raises PermissionDenied,
    TextRefused, or OrderError.
    """
    require_keeper(by)
    if earlier := sent_before(Price, submission_id):
        return earlier
    lock_products(product)
    if effective_from < timezone.localdate() and product.prices.exists():
        raise OrderError("A price begins today or later: what was placed keeps the price it had.")
    if product.prices.filter(effective_from=effective_from).exists():
        raise OrderError("There is a price from that day on already, and it is never overwritten.")
    for amount in (domestic, foreign):
        require_amount(amount)
    price = Price.objects.create(
        product=product,
        effective_from=effective_from,
        domestic=domestic,
        foreign=foreign,
        source=admit(source, statements=statements),
        submission_id=submission_id,
    )
    statements.record(price.source, by=by, table="sales_orders_price", key=price.pk, column="source")
    return price


def require_amount(amount: Decimal) -> None:
    """Raise OrderError unless it is an amount that a column holds, to the cent."""
    if not amount.is_finite() or not 0 <= amount <= MOST or amount != cents(amount):
        raise OrderError("An amount has dollars and cents, and is not below zero.")


def sent_before(model, submission_id: uuid.UUID | None):
    """What an earlier sending of the same form made, once that is done; None when there was none."""
    if submission_id is None:
        return None
    one_at_a_time(submission_id)
    return model.objects.filter(submission_id=submission_id).first()


def require_keeper(by) -> None:
    """Nobody is the installation itself: a command on the server, as it makes staff."""
    if by is not None and not keeps_catalogue(by):
        raise PermissionDenied("sales_orders.keep_catalogue is needed.")
