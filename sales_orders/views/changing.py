"""Change a placed order: what it comes to is shown first, and then confirmed."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_http_methods

from contacts.views.redrawing import redrawn as settled
from sales_orders.actions.changing import change_order
from sales_orders.forms.changing import ChangeForm
from sales_orders.models import Order
from sales_orders.queries.order_page import lines_of
from sales_orders.views.acting import act
from sales_orders.views.redrawing import with_line, without_line


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, number: int) -> HttpResponse:
    """The form; sent without `confirm`, it is shown again with what the change comes to."""
    found = []

    def redrawn(data: QueryDict, user) -> QueryDict | None:
        if "remove_line" in data:
            return without_line(data, data["remove_line"])
        if "add_line" in data:
            changed = with_line(data)
            found.extend(changed.products)
            return changed.typed
        return settled(data, user)

    def perform(order: Order, form: ChangeForm) -> str:
        changed = change_order(order, by=request.user, **form.words)
        return f"{changed.number} is changed: {_due(changed)}."

    return act(
        request, number, "change", ChangeForm, perform,
        template="sales_orders/changing.html",
        form_arguments=lambda order: {"lines": lines_of(order)},
        redraw=redrawn,
        is_ready=lambda form: form.is_confirmed,
        products=found,
        may_override=request.user.has_perm("sales_orders.override_price"),
    )  # fmt: skip


def _due(order: Order) -> str:
    if order.balance > 0:
        return f"${order.balance:,.2f} is due"
    return f"${-order.balance:,.2f} is overpaid" if order.balance < 0 else "nothing is due"
