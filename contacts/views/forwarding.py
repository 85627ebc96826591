from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from contacts.actions.forwarding import forward_ticket
from contacts.forms.tickets import ForwardForm
from contacts.models import Ticket
from contacts.views.acting import act


@require_http_methods(["GET", "POST"])
def forward(request: HttpRequest, number: int) -> HttpResponse:
    """Hand the ticket to another business area."""

    def perform(ticket: Ticket, form: ForwardForm) -> str:
        forward_ticket(ticket, by=request.user, **form.words)
        return f"Ticket {ticket.number} is now with {form.cleaned_data['to']}."

    def suggested(ticket: Ticket) -> dict:
        return {"to": ticket.topic.area_id} if ticket.topic.area_id != ticket.area_id else {}

    return act(
        request, number, ForwardForm, perform, title="Forward", submit="Forward", to="contacts:desk",
        form_arguments=suggested, draft="forward",
    )  # fmt: skip
