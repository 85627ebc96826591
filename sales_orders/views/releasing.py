from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from sales_orders.actions.releasing import release_order
from sales_orders.forms.orders import OrderForm
from sales_orders.models import Order
from sales_orders.views.acting import act


@require_http_methods(["GET", "POST"])
def release(request: HttpRequest, number: int) -> HttpResponse:
    """Give the order to those who pick."""

    def perform(order: Order, form: OrderForm) -> str:
        return f"{release_order(order, by=request.user, **form.words).number} is released."

    return act(
        request, number, "release", OrderForm, perform,
        sentence="It can be picked from then on. Its downloads are opened at once.",
    )  # fmt: skip
