"""Link a ticket to another one, and take the link away."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from contacts.actions.linking_tickets import link_tickets, unlink_tickets
from contacts.errors import TicketError
from contacts.forms.linking_tickets import LinkForm
from contacts.forms.other_tickets import ticket_written
from contacts.models import Ticket
from contacts.queries.merging_tickets import candidates
from contacts.queries.ticket_page import ticket_or_404
from contacts.views.acting import act, may_work


@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, number: int) -> HttpResponse:
    """Say that the ticket is related to another one."""

    def perform(ticket: Ticket, form: LinkForm) -> str:
        link_tickets(ticket, by=request.user, **form.words)
        return f"{ticket} and {form.cleaned_data['other']} are linked."

    ticket = ticket_or_404(number, request.user)
    return act(
        request, number, LinkForm, perform, title="Link", submit="Link",
        template="contacts/linking_tickets.html", candidates=candidates(ticket, request.user), stays=True,
    )  # fmt: skip


@require_POST
def unlink(request: HttpRequest, number: int, other: int) -> HttpResponse:
    """Take the link to another ticket away."""
    ticket = ticket_or_404(number, request.user)
    may_work(request, ticket)
    far = ticket_written(f"T{other}", request.user)
    if far is None:
        raise Http404
    try:
        unlink_tickets(ticket, other=far, by=request.user)
    except TicketError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{ticket} and {far} are no longer linked.")
    return redirect("contacts:ticket", ticket.pk)
