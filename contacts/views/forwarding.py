from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from contacts.actions.forwarding import forward_ticket
from contacts.forms.forwarding import ForwardForm
from contacts.models import Ticket
from contacts.views.acting import act


@require_http_methods(["GET", "POST"])
def forward(request: HttpRequest, number: int) -> HttpResponse:
    """Hand the ticket to another business area, or to a person there; or to a colleague of its own area."""

    def perform(ticket: Ticket, form: ForwardForm) -> str:
        forward_ticket(ticket, by=request.user, **form.words)
        to = form.cleaned_data["to"]
        somebody = f"{to.person} in " if to.person else ""
        return f"Ticket {ticket.number} is now with {somebody}{to.area}."

    def suggested(ticket: Ticket) -> dict:
        return {"to": ticket.topic.area_id} if ticket.topic.area_id != ticket.area_id else {}

    return act(
        request, number, ForwardForm, perform, title="Forward", submit="Forward", to="contacts:desk",
        form_arguments=suggested, draft="forward",
    )  # fmt: skip
