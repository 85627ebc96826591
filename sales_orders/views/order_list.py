import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sales_orders.forms.order_list import OrderListForm
from sales_orders.models.orders import sees_orders
from sales_orders.queries.order_list import order_list as list_query


@require_GET
def order_list(request: HttpRequest) -> HttpResponse:
    """Orders by state, paid, shipped and source, newest first."""
    if not sees_orders(request.user):
        raise Http404
    form = OrderListForm(request.GET)
    page = list_query(request.user, filters=form.filters, at=request.GET.get("at", ""))
    kept = request.GET.copy()
    kept.pop("at", None)
    context = {"form": form, "page": page, "filter": kept.urlencode(), "look_up_id": uuid.uuid4()}
    return render(request, "sales_orders/order_list.html", context, status=422 if form.errors else 200)
