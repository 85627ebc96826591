"""The style guide: every component in every state, drawn with the templates that the screens use."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from uccms.web.forms import styleguide as forms

SECTIONS = [
    ("buttons", "Buttons"),
    ("fields", "Fields"),
    ("choices", "Choices"),
    ("type-to-find", "Type to find"),
    ("states", "States"),
    ("panels", "Panels and facts"),
    ("lists", "Lists, tables, tabs"),
    ("timeline", "Timeline"),
    ("messages", "Messages"),
    ("drafts", "Drafts and sending"),
    ("charts", "Charts and lines to copy"),
    ("keys", "Keys"),
]
ROWS = [
    ("", "A row"),
    ("is-selected", "Selected"),
    ("is-cursor", "Under the cursor"),
    ("is-selected is-cursor", "Selected and under the cursor"),
]


@dataclass(frozen=True)
class ExampleTicket:
    """What the drawing of a state asks a ticket."""

    state: str
    words: str
    waiting_for: str = ""
    waits: str = ""
    merged_into_id: int | None = None

    def get_state_display(self) -> str:
        return self.words

    def get_waiting_for_display(self) -> str:
        return self.waits


TICKETS = [
    ExampleTicket("open", "Open"),
    ExampleTicket("waiting", "Waiting", "customer", "the customer"),
    ExampleTicket("resolved", "Resolved"),
    ExampleTicket("closed", "Closed"),
]
TOPICS = [
    ("Filing receipt: correction", "Patents › Application status", "Filing Receipts", "ADS inventor name"),
    ("File damaged or records missing", "Data products › Files", "EIPD", ""),
    ("Filing fees", "Patents › Fees", "Receipts Accounting", "cost price"),
    ("Refund of a fee", "Patents › Fees", "Receipts Accounting", "money back"),
    ("Office hours", "General", "", "open closed holiday"),
    ("Résumé of an examiner", "General", "Human Resources", ""),
]


@require_http_methods(["GET", "POST"])
def styleguide(request: HttpRequest) -> HttpResponse:
    """Draw all components; a form that is sent from here changes nothing."""
    if request.method == "POST":
        messages.success(request, "The example was sent, and nothing was kept.")
        return redirect("web:styleguide")
    context = {
        "sections": SECTIONS,
        "fresh": forms.fresh(request.user),
        "refused": forms.refused(request.user),
        "topics": [
            {"value": value, "name": name, "path": path, "area": area, "keywords": keywords}
            for value, (name, path, area, keywords) in enumerate(TOPICS, start=1)
        ],
        "tickets": TICKETS,
        "ringing": timezone.now() - timedelta(minutes=4, seconds=12),
        "rows": ROWS,
        "said": [
            Message(messages.SUCCESS, "T10419 is now with EIPD."),
            Message(messages.WARNING, "T10419 is late."),
            Message(messages.ERROR, "T10419 was not changed: somebody else did first."),
        ],
        "bars": [
            {"hour": hour, "x": x, "middle": x + 20, "y": 90 - height, "height": height}
            for hour, x, height in [(8, 40, 36), (9, 100, 60), (10, 160, 74), (11, 220, 68)]
        ],
    }
    return render(request, "web/styleguide.html", context)


@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    """Answer as if a draft had been kept; nothing is."""
    return JsonResponse({"saved_at": f"{timezone.localtime():%H:%M:%S}"})
