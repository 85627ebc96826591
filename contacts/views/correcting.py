from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from contacts.actions.correcting import column_of, correct_text
from contacts.forms.tickets import CorrectForm
from contacts.models import Ticket
from contacts.queries.ticket_page import ticket_or_404
from contacts.views.acting import act
from contacts.views.texts import corrections_of, text_or_404, words_of
from uccms.audit import looks
from uccms.audit.versions import versions_of


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, number: int, text: str) -> HttpResponse:
    """Correct a text; when somebody corrected it meanwhile, both texts stand side by side."""
    found = text_or_404(ticket_or_404(number, request.user), text)

    def perform(ticket: Ticket, form: CorrectForm) -> str:
        correct_text(found, by=request.user, **form.words)
        return "The text is corrected. The first version stays on the record."

    def both(version: int) -> dict:
        found.refresh_from_db()
        return {"theirs": words_of(found), "changes": corrections_of(found, number=found.version - version)}

    return act(
        request, number, CorrectForm, perform, title="Correct a text", submit="Save the correction",
        template="contacts/correcting.html", right="contacts.correct_text", on_conflict=both, text=found,
        form_arguments=lambda ticket: {"to": words_of(found), "version": found.version},
        stays=True, draft="correct", about=text,
    )  # fmt: skip


@require_GET
def versions(request: HttpRequest, number: int, text: str) -> HttpResponse:
    """The versions that a text had, oldest first, from the history; what was removed is blank in all."""
    ticket = ticket_or_404(number, request.user)
    found = text_or_404(ticket, text)
    looks.looked(ticket.number, by=request.user)
    earlier = versions_of(found._meta.db_table, found.pk, column_of(found))
    context = {"ticket": ticket, "versions": earlier}
    return render(request, "contacts/versions.html", context)
