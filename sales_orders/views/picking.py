from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from sales_orders.actions.picking import pick_order, put_back
from sales_orders.forms.orders import OrderForm
from sales_orders.models import Order
from sales_orders.queries.order_page import lines_of
from sales_orders.views.acting import act


@require_http_methods(["GET", "POST"])
def pick(request: HttpRequest, number: int) -> HttpResponse:
    """Put what is ready into a parcel."""

    def perform(order: Order, form: OrderForm) -> str:
        pick_order(order, by=request.user, **form.words)
        return f"What is ready of {order.number} is picked."

    def ready(order: Order) -> dict:
        return {"units": [(line.unpicked, line.title) for line in lines_of(order) if line.unpicked]}

    return act(request, number, "pick", OrderForm, perform, about=ready)


@require_http_methods(["GET", "POST"])
def back(request: HttpRequest, number: int) -> HttpResponse:
    """Put what is picked back on the shelf."""

    def perform(order: Order, form: OrderForm) -> str:
        put_back(order, by=request.user, **form.words)
        return f"What was picked of {order.number} is back on the shelf."

    def picked(order: Order) -> dict:
        return {"units": [(line.picked, line.title) for line in lines_of(order) if line.picked]}

    return act(
        request, number, "put_back", OrderForm, perform, about=picked,
        sentence="It stays promised to the order.",
    )  # fmt: skip
