import uuid

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from contacts.actions.removing_files import remove_file as remove
from contacts.forms.tickets import RemoveFileForm
from contacts.models import Ticket
from contacts.queries.attachments import attachment_or_404
from contacts.queries.ticket_page import ticket_or_404
from contacts.views.acting import act


@require_http_methods(["GET", "POST"])
def remove_file(request: HttpRequest, number: int, key: uuid.UUID) -> HttpResponse:
    """Take a file out of the record, its bytes and its name."""
    found = attachment_or_404(ticket_or_404(number, request.user), key, or_removed=request.method == "POST")

    def perform(ticket: Ticket, form: RemoveFileForm) -> str:
        remove(found, by=request.user, **form.words)
        return "The file is removed. The timeline says that something was removed."

    return act(
        request, number, RemoveFileForm, perform, title="Remove a file", submit="Remove it for good",
        template="contacts/removing_file.html", right="contacts.remove_text", file=found, danger=True,
        stays=True,
    )  # fmt: skip
