"""The catalogue to read: the list of products, one product, shipping rates."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from sales_orders.access import adjusts_stock, keeps_catalogue, sees_catalogue
from sales_orders.forms.catalogue import CatalogueListForm
from sales_orders.models.orders import sees_orders
from sales_orders.queries.catalogue import catalogue_list, product_or_404, product_page
from sales_orders.queries.shipping_rates import zones_with_rates


@require_GET
def product_list(request: HttpRequest) -> HttpResponse:
    """Products by code or words, kind, medium and whether they are on sale."""
    if not sees_catalogue(request.user):
        raise Http404
    form = CatalogueListForm(request.GET)
    at = request.GET.get("at", "")
    page = catalogue_list(form.typed, filters=form.filters, day=timezone.localdate(), at=at)
    kept = request.GET.copy()
    kept.pop("at", None)
    context = {
        "form": form,
        "page": page,
        "filter": kept.urlencode(),
        "keeps": keeps_catalogue(request.user),
        "catalogue_only": not sees_orders(request.user),
    }
    return render(request, "sales_orders/catalogue.html", context, status=422 if form.errors else 200)


@require_GET
def product(request: HttpRequest, code: str) -> HttpResponse:
    """A product with its editions and prices."""
    found = product_or_404(code, request.user)
    context = {
        "product": found,
        "page": product_page(found, day=timezone.localdate(), at=request.GET.get("at", "")),
        "keeps": keeps_catalogue(request.user),
        "catalogue_only": not sees_orders(request.user),
        "adjusts": adjusts_stock(request.user),
    }
    return render(request, "sales_orders/product.html", context)


@require_GET
def shipping_rates(request: HttpRequest) -> HttpResponse:
    """What a parcel costs, by zone and weight."""
    if not sees_catalogue(request.user):
        raise Http404
    context = {
        "zones": zones_with_rates(timezone.localdate()),
        "keeps": keeps_catalogue(request.user),
        "catalogue_only": not sees_orders(request.user),
    }
    return render(request, "sales_orders/shipping_rates.html", context)
