import re

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sales_orders.models.orders import sees_orders
from sales_orders.queries.pick_list import MOST, pick_list
from uccms.audit import looks


@require_GET
def printed(request: HttpRequest) -> HttpResponse:
    """What is taken from the shelf for some parcels, to be printed; each order is on the audit record."""
    if not sees_orders(request.user):
        raise Http404
    if not request.user.has_perm("sales_orders.process_order"):
        raise PermissionDenied
    asked = [each for each in request.GET.getlist("parcel") if re.fullmatch("[0-9]{1,18}", each, re.ASCII)]
    places, orders = pick_list([int(each) for each in asked[:MOST]], request.user)
    for order in orders:
        looks.looked(order.number, by=request.user)
    return render(request, "sales_orders/pick_list.html", {"places": places, "orders": orders})
