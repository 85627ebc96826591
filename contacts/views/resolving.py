from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from contacts.actions.resolving import reopen_ticket, resolve_ticket
from contacts.forms.tickets import ReopenForm, ResolveForm
from contacts.models import Ticket
from contacts.views.acting import act


@require_http_methods(["GET", "POST"])
def resolve(request: HttpRequest, number: int) -> HttpResponse:
    """Resolve the ticket with what was done."""

    def perform(ticket: Ticket, form: ResolveForm) -> str:
        resolve_ticket(ticket, by=request.user, **form.words)
        return f"Ticket {ticket.number} is resolved."

    def promised(ticket: Ticket) -> dict:
        open_ones = ticket.follow_ups.filter(kept_at=None, withdrawn_at=None).select_related("promised_by")
        return {"open_follow_ups": list(open_ones)}

    return act(
        request, number, ResolveForm, perform, title="Resolve", submit="Resolve", form_arguments=promised,
        template="contacts/resolving.html", draft="resolve",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, number: int) -> HttpResponse:
    """Open a resolved or waiting ticket again."""

    def perform(ticket: Ticket, form: ReopenForm) -> str:
        reopen_ticket(ticket, by=request.user, **form.words)
        return f"Ticket {ticket.number} is open again."

    return act(request, number, ReopenForm, perform, title="Reopen", submit="Reopen", draft="reopen")
