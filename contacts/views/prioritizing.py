from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from contacts.actions.prioritizing import set_priority
from contacts.forms.tickets import PriorityForm
from contacts.models import Ticket
from contacts.views.acting import act


@require_http_methods(["GET", "POST"])
def prioritize(request: HttpRequest, number: int) -> HttpResponse:
    """Let the ticket go before others, or no longer."""

    def perform(ticket: Ticket, form: PriorityForm) -> str:
        set_priority(ticket, by=request.user, **form.words)
        return f"The priority of {ticket.number} is {Ticket.Priority(form.cleaned_data['to']).label.lower()}."

    return act(
        request, number, PriorityForm, perform, title="Change the priority", submit="Set the priority",
        template="contacts/prioritizing.html", draft="prioritize",
    )  # fmt: skip
