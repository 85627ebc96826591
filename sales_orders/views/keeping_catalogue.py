"""Products, editions and prices: create, change, add, take out of sale."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from sales_orders.access import keeps_catalogue, sees_catalogue
from sales_orders.actions.keeping_catalogue import (
    add_edition,
    change_product,
    create_product,
    offer_edition,
    set_price,
)
from sales_orders.forms.keeping_catalogue import EditionForm, PriceForm, ProductForm, SaleForm
from sales_orders.models import Product
from sales_orders.numbers import ProductCode
from sales_orders.queries.catalogue import edition_or_404, product_or_404
from sales_orders.views.sending import again, send
from uccms.audit import looks


def may_keep(request: HttpRequest) -> None:
    """Refuse who sees the catalogue and does not keep it; the attempt is on the audit record, by its page."""
    if not sees_catalogue(request.user):
        raise Http404
    if not keeps_catalogue(request.user):
        looks.refused("", by=request.user)
        raise PermissionDenied


def _product(request: HttpRequest, code: str) -> Product:
    found = product_or_404(code, request.user)
    may_keep(request)
    return found


def _page_of(code: str) -> str:
    return reverse("orders:product", args=[code])


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Make a product."""
    may_keep(request)

    def perform(form) -> str:
        return f"{create_product(by=request.user, **form.words)} is in the catalogue."

    typed = request.POST.get("code", "").strip().upper()
    return send(
        request,
        lambda data: ProductForm(data, user=request.user),
        perform,
        title="New product",
        submit="Save",
        to=_page_of(typed) if ProductCode.is_code(typed) else reverse("orders:catalogue"),
        template="sales_orders/keeping_product.html",
    )


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Change a product; when somebody was faster, what is there now stands beside what was typed."""
    product = _product(request, code)

    def fresh(data) -> ProductForm:
        return ProductForm(data, user=request.user, product=product)

    def perform(form) -> str:
        change_product(product, by=request.user, **form.words)
        return "Saved."

    def on_conflict(form) -> dict:
        theirs = product_or_404(code, request.user)
        return {"theirs": theirs, "form": again(form, fresh, version=theirs.version)}

    return send(
        request,
        fresh,
        perform,
        title=f"Change {product.title}",
        submit="Save",
        to=_page_of(code),
        template="sales_orders/keeping_product.html",
        on_conflict=on_conflict,
        product=product,
    )


@require_http_methods(["GET", "POST"])
def new_edition(request: HttpRequest, code: str) -> HttpResponse:
    """Add a dated issue."""
    product = _product(request, code)

    def perform(form) -> str:
        return f"{add_edition(product, by=request.user, **form.words)} is added."

    return send(
        request,
        lambda data: EditionForm(data, user=request.user),
        perform,
        title="Add an edition",
        submit="Add",
        to=_page_of(code),
        product=product,
    )


@require_http_methods(["GET", "POST"])
def take_out(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """Take an edition out of sale."""
    return _offer(request, code, key, is_available=False)


@require_http_methods(["GET", "POST"])
def offer_again(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """Offer an edition again."""
    return _offer(request, code, key, is_available=True)


def _offer(request: HttpRequest, code: str, key: int, *, is_available: bool) -> HttpResponse:
    product = _product(request, code)
    edition = edition_or_404(product, key)

    def perform(form) -> str:
        offer_edition(edition, is_available=is_available, by=request.user)
        return f"{edition} is {'on sale again' if is_available else 'out of sale'}."

    title = "Offer an edition again" if is_available else "Take an edition out of sale"
    return send(
        request,
        lambda data: SaleForm(data, user=request.user),
        perform,
        title=title,
        submit="Offer it again" if is_available else "Take it out of sale",
        to=_page_of(code),
        product=product,
        edition=edition,
        sentence=(
            "It can be ordered again."
            if is_available
            else "Nobody can order it from then on. Orders that have it keep it, and it can be offered again."
        ),
    )


@require_http_methods(["GET", "POST"])
def new_price(request: HttpRequest, code: str) -> HttpResponse:
    """Set what it costs from a day on."""
    product = _product(request, code)

    def perform(form) -> str:
        price = set_price(product, by=request.user, **form.words)
        return f"The price holds from {price.effective_from:%B} {price.effective_from.day} on."

    return send(
        request,
        lambda data: PriceForm(data, user=request.user),
        perform,
        title="New price",
        submit="Save",
        to=_page_of(code),
        product=product,
        sentence="It holds from that day on. What was ordered before keeps the price it had.",
    )
