from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from contacts.actions.attaching import attach_files
from contacts.forms.attaching import AttachForm
from contacts.models import Ticket
from contacts.views.acting import act
from contacts.views.holding_files import sent_files
from uccms.web.middleware.uploads import takes_files
from uccms.web.views.late_forms import in_background


@takes_files
@require_http_methods(["GET", "POST"])
def attach(request: HttpRequest, number: int) -> HttpResponse:
    """Attach files, with a note beside them."""

    def perform(ticket: Ticket, form: AttachForm) -> str:
        entry = attach_files(ticket, by=request.user, **form.words)
        count = entry.attachments.count()
        return "The file is attached." if count == 1 else f"{count} files are attached."

    answer = act(
        request, number, AttachForm, perform, title="Attach files", submit="Attach",
        template="contacts/attaching.html", draft="attach",
        form_arguments=lambda ticket: {"files": sent_files(request)},
    )  # fmt: skip
    if answer.status_code == 302 and in_background(request):
        # The script opens the page itself, so that the message is shown there and the look counted once.
        return HttpResponse(status=204, headers={"X-Location": answer.headers["Location"]})
    return answer
