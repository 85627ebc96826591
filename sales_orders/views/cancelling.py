from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from sales_orders.actions.cancelling import cancel_order, cancel_remainder
from sales_orders.forms.orders import ReasonForm
from sales_orders.models import Order
from sales_orders.queries.cancelling import what_is_cancelled
from sales_orders.views.acting import act


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, number: int) -> HttpResponse:
    """Cancel an order of which nothing has shipped."""

    def perform(order: Order, form: ReasonForm) -> str:
        return f"{cancel_order(order, by=request.user, **form.words).number} is cancelled."

    return act(
        request, number, "cancel", ReasonForm, perform, submit="Cancel the order", danger=True,
        template="sales_orders/cancelling.html", about=what_is_cancelled,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def remainder(request: HttpRequest, number: int) -> HttpResponse:
    """Cancel what has not shipped."""

    def perform(order: Order, form: ReasonForm) -> str:
        return (
            f"The remainder of {cancel_remainder(order, by=request.user, **form.words).number} is cancelled."
        )

    return act(
        request, number, "cancel_remainder", ReasonForm, perform, danger=True,
        template="sales_orders/cancelling.html", about=what_is_cancelled,
    )  # fmt: skip
