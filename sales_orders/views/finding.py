"""Find an order; what was typed is posted, for it never stands in an address."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sales_orders.models.orders import sees_orders
from sales_orders.queries.order_search import LONGEST, find_orders, shown_customers
from uccms.audit import looks


@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """What was found, way by way; a number that can only mean one order leads to it at once."""
    if not sees_orders(request.user):
        raise Http404
    typed = request.POST.get("words", "").strip()
    found = find_orders(request.user, typed)
    if the_one := found.the_one:
        return redirect("orders:order", the_one.number_key)
    if found.orders:
        numbers = [*(each.number for each in found.orders), *(each.number for each in shown_customers(found))]
        looks.looked_up(request.POST.get("look_up_id", "")[:36], numbers, by=request.user)
    context = {"typed": typed[:LONGEST], "found": found, "look_up_id": uuid.uuid4()}
    return render(request, "sales_orders/finding.html", context)
