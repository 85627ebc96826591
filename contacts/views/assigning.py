from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from contacts.actions.assigning import assign_ticket
from contacts.forms.tickets import AssignForm, TicketForm
from contacts.models import Ticket
from contacts.views.acting import act


@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest, number: int) -> HttpResponse:
    """Give the ticket to a colleague, or put it back into the queue."""

    def perform(ticket: Ticket, form: AssignForm) -> str:
        assign_ticket(ticket, by=request.user, **form.words)
        to = form.cleaned_data["to"]
        if to is None:
            return f"Ticket {ticket.number} is back in the queue of {ticket.area}."
        return f"Ticket {ticket.number} is now with {to}."

    return act(request, number, AssignForm, perform, title="Assign", submit="Assign")


@require_POST
def take(request: HttpRequest, number: int) -> HttpResponse:
    """Take a ticket that nobody has; when somebody was faster, say who, and change nothing."""

    def perform(ticket: Ticket, form: TicketForm) -> str:
        sent = {name: form.cleaned_data[name] for name in ("version", "submission_id")}
        assign_ticket(ticket, to=request.user, by=request.user, **sent)
        return f"Ticket {ticket.number} is yours."

    return act(request, number, TicketForm, perform, title="Take this ticket", submit="Take it all the same")
