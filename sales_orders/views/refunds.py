from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sales_orders.models.orders import sees_orders
from sales_orders.queries.refunds import refunds_to_decide


@require_GET
def refunds(request: HttpRequest) -> HttpResponse:
    """Refunds that wait to be approved or declined."""
    if not sees_orders(request.user):
        raise Http404
    if not request.user.has_perm("sales_orders.approve_refund"):
        raise PermissionDenied
    return render(request, "sales_orders/refunds.html", {"refunds": refunds_to_decide(request.user)})
