from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from sales_orders.actions.waiting import change_waiting
from sales_orders.forms.waiting import WaitingForm
from sales_orders.models import Order
from sales_orders.queries.order_page import lines_of
from sales_orders.queries.outlooks import outlooks
from sales_orders.views.acting import act


@require_http_methods(["GET", "POST"])
def waiting(request: HttpRequest, number: int) -> HttpResponse:
    """Change how the order's lines wait for copies."""

    def perform(order: Order, form: WaitingForm) -> str:
        change_waiting(order, by=request.user, **form.words)
        return f"{order.number} waits as you said. Copies that are free are given out within a minute."

    def about(order: Order) -> dict:
        lines = [line for line in lines_of(order) if line.backordered]
        return {"outlooks": outlooks(lines)}

    return act(
        request, number, "change_waiting", WaitingForm, perform, submit="Change",
        template="sales_orders/waiting.html", form_arguments=lambda order: {"lines": lines_of(order)},
        about=about,
    )  # fmt: skip
