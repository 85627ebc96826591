from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from sales_orders.actions.holding import hold_order, lift_hold
from sales_orders.forms.orders import ReasonForm
from sales_orders.models import Order
from sales_orders.views.acting import act


@require_http_methods(["GET", "POST"])
def hold(request: HttpRequest, number: int) -> HttpResponse:
    """Put the order on hold."""

    def perform(order: Order, form: ReasonForm) -> str:
        return f"{hold_order(order, by=request.user, **form.words).number} is on hold."

    return act(
        request, number, "hold", ReasonForm, perform,
        sentence="Nothing is picked or shipped until the hold is lifted. Its copies stay promised to it.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def unhold(request: HttpRequest, number: int) -> HttpResponse:
    """Lift the hold."""

    def perform(order: Order, form: ReasonForm) -> str:
        return f"The hold of {lift_hold(order, by=request.user, **form.words).number} is lifted."

    return act(
        request, number, "unhold", ReasonForm, perform,
        sentence="The order is as it was entered, and is released anew.",
    )  # fmt: skip
