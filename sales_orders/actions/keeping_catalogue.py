"""Keep the catalogue: products, editions, prices, shipping rates. What was published is never overwritten."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.utils import timezone

from contacts.errors import Conflict
from contacts.folding import folded
from sales_orders.errors import OrderError
from sales_orders.models import Edition, Price, Product, ShippingRate, ShippingZone
from sales_orders.money import MOST, cents
from uccms.accounts import permissions
from uccms.audit.context import action
from uccms.privacy.texts import admit

RIGHT = "sales_orders.keep_catalogue"
TEXTS = ("title", "description")


@action
def create_product(code: str, *, by, **values) -> Product:
    """Make a product with the fields of its model.

    Raises PermissionDenied, TextRefused, or OrderError with a sentence.
    """
    _may(by)
    if Product.objects.filter(code=code).exists():
        raise OrderError(f"There is a product {code} already.")
    product = Product(code=code, **_admitted(values))
    return _saved(product)


@action
def change_product(product: Product, *, version: int, by, **values) -> Product:
    """Give a product other values; its code stays, for orders name it.

    Raises PermissionDenied, TextRefused, Conflict, or OrderError with a sentence.
    """
    _may(by)
    product = Product.objects.select_for_update().get(pk=product.pk)
    if product.version != version:
        raise Conflict
    for name, value in _admitted(values).items():
        setattr(product, name, value)
    if not product.keeps_stock and product.editions.filter(stock__on_hand__gt=0).exists():
        raise OrderError("Copies of it are on the shelf: adjust its stock to none first.")
    product.version += 1
    return _saved(product)


def _saved(product: Product) -> Product:
    if not product.title:
        raise OrderError("Give the product a title.")
    if product.keeps_stock and product.medium == Product.Medium.ONLINE:
        raise OrderError("A download keeps no stock.")
    if product.editions_of_id and not product.is_subscription:
        raise OrderError("Only a subscription sends the editions of another product.")
    product.title_folded = folded(product.title)
    product.save()
    return product


def _admitted(values: Mapping[str, object]) -> dict[str, object]:
    return {name: admit(str(value)) if name in TEXTS else value for name, value in values.items()}


@action
def add_edition(product: Product, *, issue_date: date, label: str, by) -> Edition:
    """Add a dated issue of a product.

    Raises PermissionDenied, TextRefused, or OrderError when there is one of that day.
    """
    _may(by)
    label = admit(label)
    if not label:
        raise OrderError("Give the edition a name, such as December 2026.")
    if product.editions_of_id:
        raise OrderError(f"{product.title} sends the editions of {product.editions_of}: add it there.")
    if product.editions.filter(issue_date=issue_date).exists():
        raise OrderError("There is an edition of that day already.")
    return Edition.objects.create(product=product, issue_date=issue_date, label=label)


@action
def offer_edition(edition: Edition, *, is_available: bool, by) -> Edition:
    """Take an edition out of sale, or offer it again. Orders that have it keep it."""
    _may(by)
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    edition.is_available = is_available
    edition.save(update_fields=["is_available"])
    return edition


@action
def set_price(
    product: Product, *, effective_from: date, domestic: Decimal, foreign: Decimal, source: str = "", by
) -> Price:
    """Set what a unit costs from a day on, in US dollars. A price without a source is a sample.

    Only a product's first price may begin in the past. Raises PermissionDenied, TextRefused, or OrderError.
    """
    _may(by)
    Product.objects.select_for_update().get(pk=product.pk)
    if effective_from < timezone.localdate() and product.prices.exists():
        raise OrderError("A price begins today or later: what was placed keeps the price it had.")
    if product.prices.filter(effective_from=effective_from).exists():
        raise OrderError("There is a price from that day on already, and it is never overwritten.")
    for amount in (domestic, foreign):
        _require_amount(amount)
    return Price.objects.create(
        product=product,
        effective_from=effective_from,
        domestic=domestic,
        foreign=foreign,
        source=admit(source),
    )


@action
def have_zone(name: str, *, is_domestic: bool, position: int, by) -> ShippingZone:
    """The shipping zone of this name, made when it is not there, else as it is."""
    _may(by)
    defaults = {"is_domestic": is_domestic, "position": position}
    return ShippingZone.objects.get_or_create(name=admit(name), defaults=defaults)[0]


@action
def set_shipping_rate(
    zone: ShippingZone, *, up_to_grams: int, effective_from: date, amount: Decimal, source: str = "", by
) -> ShippingRate:
    """Set what a parcel of up to so many grams costs from a day on, in US dollars.

    Raises PermissionDenied, TextRefused, or OrderError with a sentence.
    """
    _may(by)
    ShippingZone.objects.select_for_update().get(pk=zone.pk)
    same = zone.rates.filter(up_to_grams=up_to_grams)
    if effective_from < timezone.localdate() and same.exists():
        raise OrderError("A rate begins today or later.")
    if same.filter(effective_from=effective_from).exists():
        raise OrderError("There is such a rate from that day on already, and it is never overwritten.")
    if up_to_grams < 1:
        raise OrderError("A parcel weighs at least 1 gram.")
    _require_amount(amount)
    return ShippingRate.objects.create(
        zone=zone, up_to_grams=up_to_grams, effective_from=effective_from, amount=amount, source=admit(source)
    )


def _require_amount(amount: Decimal) -> None:
    if not amount.is_finite() or amount != cents(amount) or not 0 <= amount <= MOST:
        raise OrderError("An amount has dollars and cents, and is not below zero.")


def _may(by) -> None:
    """Nobody is the installation itself: a command on the server, as it makes staff."""
    if by is not None:
        permissions.require(by, RIGHT)
