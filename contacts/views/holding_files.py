"""Keep the files of a form that is shown again, so that nobody has to choose them twice."""

import uuid

from django.http import HttpRequest

from contacts.actions.holding_files import hold_files
from contacts.errors import TicketError
from contacts.forms.files import FilesForm
from uccms.privacy.texts import TextRefused
from uccms.web.views.late_forms import in_background


def sent_files(request: HttpRequest):
    """The files that were sent with a form; None where none was sent."""
    return request.FILES if request.method == "POST" else None


def hold(request: HttpRequest, form: object) -> None:
    """Hold what came along with this form and may be kept; a script holds on to its files itself."""
    if request.method != "POST" or in_background(request) or not isinstance(form, FilesForm):
        return
    keeping = form.to_hold
    if not keeping:
        return
    try:
        form.held += hold_files(
            [each.file for each in keeping if each.file],
            submission_id=uuid.UUID(str(form["submission_id"].value())),
            statements=form.statements,
            by=request.user,
        )
    except (TicketError, TextRefused, ValueError):
        return  # the page says of each that it has to be chosen again
    form.outcomes = [each for each in form.outcomes if each not in keeping]
