"""Where the page goes after an act: the ticket, its list, or the next one of that (docs/queue.md)."""

import re

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from contacts.forms.queue import read, way_back
from contacts.models import Ticket
from contacts.queries.queue import PAGE, first_there
from contacts.queries.queue_choices import Choice
from uccms.accounts.models import User

DESK, FOUND = "desk", "find"  # what is sent of lists without filters: of the desk, of what was found
NUMBER = re.compile(r"\bT([0-9]{1,18})\b", re.ASCII)


def done(
    request: HttpRequest, ticket: Ticket, sentence: str, *, home: str, stays: bool = False
) -> HttpResponse:
    """Say what was done, and lead where this agent likes to go: to `home`, or to a list."""
    address = "" if stays else _elsewhere(request, ticket)
    if address and ticket.number not in sentence:
        sentence = f"{ticket.number}: {sentence}"
    messages.success(request, sentence)
    return redirect(address or home)


def _elsewhere(request: HttpRequest, ticket: Ticket) -> str:
    """The address of the list that the ticket was opened from, or of the next one of it; "" for neither.

    The browser, which alone knows the list, sends its filters and numbers, and never an address. Without
    script it sends nothing, and the list is the one that the agent starts with.
    """
    liked = request.user.after_acting
    if liked == User.AfterActing.TICKET:
        return ""
    filters = request.POST.get("list", "")
    if liked == User.AfterActing.NEXT:
        after = [int(each) for each in NUMBER.findall(request.POST.get("list_after", ""))[:PAGE]]
        choice = Choice() if filters in (DESK, FOUND) else read(QueryDict(filters)).choice
        if after and (following := first_there(request.user, choice, after)):
            return reverse("contacts:ticket", args=[following])
        filters = request.POST.get("list_next", "") or filters
    if filters == DESK:
        return reverse("contacts:desk")
    if filters == FOUND:
        return f"{reverse('web:find')}#{ticket.number}"
    return way_back(filters, ticket.pk) or reverse("contacts:tickets")
