"""Stock to read: all levels, and the moves of one edition."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sales_orders.access import adjusts_stock
from sales_orders.forms.stock import StockListForm
from sales_orders.models.orders import sees_orders
from sales_orders.queries.stock import kept_edition_or_404, moves_of, shelf, stock_list


@require_GET
def levels(request: HttpRequest) -> HttpResponse:
    """On hand, promised, free and expected copies of every edition."""
    if not sees_orders(request.user):
        raise Http404
    form = StockListForm(request.GET)
    page = stock_list(form.typed, shown=form.chosen, at=request.GET.get("at", ""))
    kept = request.GET.copy()
    kept.pop("at", None)
    context = {
        "form": form,
        "page": page,
        "filter": kept.urlencode(),
        "adjusts": adjusts_stock(request.user),
    }
    return render(request, "sales_orders/stock.html", context, status=422 if form.errors else 200)


@require_GET
def moves(request: HttpRequest, key: int) -> HttpResponse:
    """What happened to the copies of an edition, newest first."""
    edition = kept_edition_or_404(key, request.user)
    context = {
        "shelf": shelf(edition),
        "page": moves_of(edition, at=request.GET.get("at", "")),
        "adjusts": adjusts_stock(request.user),
    }
    return render(request, "sales_orders/stock_moves.html", context)
