from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from contacts.actions.removing import remove_text
from contacts.forms.tickets import RemoveForm
from contacts.models import Ticket
from contacts.queries.ticket_page import ticket_or_404
from contacts.views.acting import act
from contacts.views.texts import corrections_of, text_or_404, words_of


@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, number: int, text: str) -> HttpResponse:
    """Take something that slipped in out of a text and of all its past."""
    found = text_or_404(ticket_or_404(number, request.user), text)

    def perform(ticket: Ticket, form: RemoveForm) -> str:
        remove_text(found, by=request.user, **form.words)
        return "It is removed, from the history too. The timeline says that something was removed."

    def both(version: int) -> dict:
        found.refresh_from_db()
        return {"theirs": words_of(found), "changes": corrections_of(found, number=found.version - version)}

    return act(
        request, number, RemoveForm, perform, title="Remove something that slipped in",
        submit="Remove it for good", template="contacts/removing.html", right="contacts.remove_text",
        form_arguments=lambda ticket: {"remaining": words_of(found), "version": found.version},
        on_conflict=both, text=found, danger=True, stays=True,
    )  # fmt: skip
