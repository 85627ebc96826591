from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from sales_orders.actions.shipping import ship_order
from sales_orders.forms.shipping import ShipForm
from sales_orders.models import Order
from sales_orders.queries.order_page import lines_of
from sales_orders.views.acting import act


@require_http_methods(["GET", "POST"])
def ship(request: HttpRequest, number: int) -> HttpResponse:
    """Ship all or a part of what is ready."""

    def perform(order: Order, form: ShipForm) -> str:
        ship_order(order, by=request.user, **form.words)
        return f"{sum(form.words['units'].values())} shipped of {order.number}."

    return act(
        request, number, "ship", ShipForm, perform,
        template="sales_orders/shipping.html", form_arguments=lambda order: {"lines": lines_of(order)},
    )  # fmt: skip
