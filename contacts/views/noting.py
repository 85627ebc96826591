from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from contacts.actions.noting import add_note
from contacts.forms.tickets import NoteForm
from contacts.models import Ticket
from contacts.views.acting import act


@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, number: int) -> HttpResponse:
    """Write an internal note."""

    def perform(ticket: Ticket, form: NoteForm) -> str:
        add_note(ticket, by=request.user, **form.words)
        return "The note is on the timeline."

    return act(
        request, number, NoteForm, perform, title="Internal note", submit="Add internal note",
        draft="note", internal=True,
    )  # fmt: skip
