"""Looks a text over while it is typed, so that a finding is seen before the form is sent."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from uccms.privacy import guard
from uccms.privacy.forms import shown
from uccms.privacy.texts import Statements

LONGEST = 50_000


@require_POST
def check_text(request: HttpRequest) -> HttpResponse:
    """What the guard finds in one field of a form, as the piece of the screen that stands below the field.

    Nothing of it is stored, and the answer repeats nothing that was found.
    """
    field = request.POST.get("checked_field", "")
    text = request.POST.get(field, "")[:LONGEST].replace("\r\n", "\n")
    try:
        submission_id = uuid.UUID(request.POST.get("submission_id", ""))
    except ValueError:
        return HttpResponse("This form cannot be checked.", status=400, content_type="text/plain")
    statements = Statements.of(request.user, submission_id, request.POST.getlist("stated"))
    kind = "payment" if request.POST.get("kind_of_field") == "payment" else "text"
    recognized = [each.words for each in guard.recognized(text)]
    context = {
        "name": field if field.isidentifier() else "",
        "findings": shown(field, text, statements, kind_of_field=kind),
        "recognized": recognized[:5],
    }
    return render(request, "web/_finding.html", context)
