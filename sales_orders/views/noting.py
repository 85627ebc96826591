from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from sales_orders.actions.noting import add_note
from sales_orders.forms.noting import NoteForm
from sales_orders.models import Order
from sales_orders.views.acting import act


@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, number: int) -> HttpResponse:
    """Write an internal note."""

    def perform(order: Order, form: NoteForm) -> str:
        add_note(order, by=request.user, **form.words)
        return "The note is on the timeline."

    return act(request, number, "note", NoteForm, perform, submit="Add internal note")
