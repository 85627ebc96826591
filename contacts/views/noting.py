from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from contacts.actions.attaching import attach_files
from contacts.actions.noting import add_note
from contacts.forms.tickets import NoteForm
from contacts.models import Ticket
from contacts.views.acting import act
from contacts.views.holding_files import sent_files
from uccms.web.middleware.uploads import takes_files


@takes_files
@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, number: int) -> HttpResponse:
    """Write an internal note; with files it stands beside them."""

    def perform(ticket: Ticket, form: NoteForm) -> str:
        if form.has_files:
            attach_files(ticket, by=request.user, **form.words_beside_files)
            return "The note and its files are on the timeline."
        add_note(ticket, by=request.user, **form.words)
        return "The note is on the timeline."

    return act(
        request, number, NoteForm, perform, title="Internal note", submit="Add internal note",
        template="contacts/noting.html", draft="note",
        form_arguments=lambda ticket: {"files": sent_files(request)},
    )  # fmt: skip
