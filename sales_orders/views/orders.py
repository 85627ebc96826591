"""An order's page: state at a glance, lines and money, the timeline, and what can be done."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sales_orders.acts import acts_for, next_of
from sales_orders.forms.noting import NoteForm
from sales_orders.letters import LETTERS
from sales_orders.moves import possible
from sales_orders.queries.order_page import order_or_404, order_page
from sales_orders.views.placing_orders import PLACED
from uccms.audit import looks


@require_GET
def order(request: HttpRequest, number: int) -> HttpResponse:
    """The page; who opened it is on the audit record before it is sent."""
    found = order_or_404(number, request.user)
    acts = acts_for(found, request.user)
    context = {
        "order": found,
        "page": order_page(found, request.user, looks.looking(found.number, by=request.user)),
        "acts": acts,
        "may": dict.fromkeys(possible(found, request.user), True),
        "next_act": next_of(acts),
        "letters": [each for each in LETTERS.values() if each.is_news(found)],
        "note": NoteForm(order=found, user=request.user),
        "placed": request.session.pop(PLACED, None) == found.number_key,
    }
    return render(request, "sales_orders/order.html", context)
