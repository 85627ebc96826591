from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sales_orders.models.orders import sees_orders
from sales_orders.queries.help import states, table


@require_GET
def help_page(request: HttpRequest) -> HttpResponse:
    """Who may do what to an order, from which state: the table that the server asks."""
    if not sees_orders(request.user):
        raise Http404
    return render(request, "sales_orders/help.html", {"table": table(), "states": states()})
