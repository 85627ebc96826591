"""Buttons of the order form that change it but do not send it; with script they are hardly needed."""

from dataclasses import dataclass, field

from django.http import HttpRequest, QueryDict
from django.utils import timezone

from contacts.models import MailingAddress
from contacts.views.choosing_customers import chosen
from sales_orders.addresses import label_of
from sales_orders.forms.order_lines import NAME, OrderLines, posted, started_line
from sales_orders.models import Product, ShippingZone
from sales_orders.queries.order_entry import editions_of
from sales_orders.queries.product_lookup import ProductOnOffer, look_up_products
from uccms.privacy.forms import settled
from uccms.privacy.texts import NOTHING_STATED, UNSTORABLE


@dataclass
class Redrawn:
    """The form's data as they are after the button, and the products that were found, to choose from."""

    typed: QueryDict
    products: list[ProductOnOffer] = field(default_factory=list)
    added: str = ""


def redrawn(request: HttpRequest) -> Redrawn | None:
    """What such a button makes of the form; None when the form was sent."""
    data = request.POST
    changed = settled(data, request.user)
    if changed is not None:
        return Redrawn(changed)
    if "remove_line" in data:
        return Redrawn(without_line(data, data["remove_line"]))
    if "add_line" in data:
        return with_line(data)
    if "use_address" in data:
        return Redrawn(_with_address(request, data))
    if "choose" in data:
        return Redrawn(with_customer(request, data.copy(), data.get("customer", "")))
    return Redrawn(data) if {"look_up_now", "show_total"} & set(data) else None


def products_for(data: QueryDict) -> list[ProductOnOffer]:
    """The products that what was typed finds, at the prices of the chosen zone."""
    typed = UNSTORABLE.sub("", data.get("product_words", "")).strip()[:100]
    zones = list(ShippingZone.objects.all())
    zone = next((each for each in zones if str(each.pk) == data.get("zone")), next(iter(zones), None))
    return look_up_products(typed, zone=zone, day=timezone.localdate()) if typed and zone else []


def without_line(data: QueryDict, key: str) -> QueryDict:
    """The form without one of its lines."""
    changed = data.copy()
    for name in data:
        found = NAME.fullmatch(name)
        if found and found[1] == key:
            del changed[name]
    return changed


def with_line(data: QueryDict) -> Redrawn:
    """The form with a line for the product that was chosen or found; several that were found are offered."""
    chosen_key = data.get("add_product", "")
    if chosen_key.isascii() and chosen_key.isdigit() and len(chosen_key) < 10:
        product = Product.objects.filter(pk=chosen_key, is_active=True).first()
    else:
        found = products_for(data)
        exact = [each for each in found if each.product.code == data.get("product_words", "").strip().upper()]
        if len(exact or found) != 1:
            return Redrawn(data, found)
        product = (exact or found)[0].product
    if product is None:
        return Redrawn(data)
    key = OrderLines(data, statements=NOTHING_STATED).next_key()
    row = started_line(key, product, editions_of([product], []).get(product.pk, []))
    changed = data.copy()
    changed.update(posted(row))
    changed["product_words"] = ""
    return Redrawn(changed, added=key)


def with_customer(request: HttpRequest, typed: QueryDict, number: str) -> QueryDict:
    """The form with the customer's first address and e-mail address, where nothing is written yet."""
    customer = chosen(request, number)
    if customer is None:
        return typed
    address, email = customer.mailing_addresses.all()[:1], customer.email_addresses.all()[:1]
    if address and not typed.get("ship_to", "").strip():
        typed["ship_to"] = label_of(customer, address[0])
    if email and not typed.get("email", "").strip():
        typed["email"] = email[0].address
    return typed


def _with_address(request: HttpRequest, data: QueryDict) -> QueryDict:
    customer = chosen(request, data.get("customer", ""))
    changed = data.copy()
    key = data["use_address"]
    if customer and key.isascii() and key.isdigit() and len(key) < 19:
        address = MailingAddress.objects.filter(pk=key, customer=customer).first()
        if address:
            changed["ship_to"] = label_of(customer, address)
    return changed
