from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from sales_orders.actions.closing import close_order
from sales_orders.forms.orders import OrderForm
from sales_orders.models import Order
from sales_orders.views.acting import act


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, number: int) -> HttpResponse:
    """Close an order of which all has shipped."""

    def perform(order: Order, form: OrderForm) -> str:
        return f"{close_order(order, by=request.user, **form.words).number} is closed."

    return act(
        request, number, "close", OrderForm, perform, sentence="What is still to be paid stays due."
    )  # fmt: skip
