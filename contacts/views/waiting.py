from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from contacts.actions.waiting import wait_for_customer
from contacts.forms.tickets import WaitForm
from contacts.models import Ticket
from contacts.views.acting import act


@require_http_methods(["GET", "POST"])
def wait(request: HttpRequest, number: int) -> HttpResponse:
    """Let the ticket wait for the customer."""

    def perform(ticket: Ticket, form: WaitForm) -> str:
        wait_for_customer(ticket, by=request.user, **form.words)
        return f"Ticket {ticket.number} waits for the customer."

    return act(request, number, WaitForm, perform, title="Wait for the customer", submit="Wait", draft="wait")
