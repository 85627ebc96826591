from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contacts.actions import acting_on_several as acts
from contacts.errors import TicketError
from contacts.forms.acting_on_several import (
    NOT_SEEN,
    AssignSeveralForm,
    FollowUpSeveralForm,
    ForwardSeveralForm,
    PrioritizeSeveralForm,
    SeveralForm,
    TakeSeveralForm,
    chosen,
)
from contacts.forms.queue import way_back
from contacts.models import Several, SeveralRow, Ticket
from contacts.views.redrawing import redrawn
from uccms.privacy.texts import TextRefused

DONE = {
    "take": "yours",
    "assign": "assigned",
    "forward": "forwarded",
    "follow_up": "a follow-up is promised",
    "prioritize": "the priority is set",
}
SALT = "contacts.several"
TITLES = {
    "take": "Take",
    "assign": "Assign",
    "forward": "Forward",
    "follow_up": "Follow up",
    "prioritize": "Set the priority of",
}


@require_http_methods(["GET", "POST"])
def take_several(request: HttpRequest) -> HttpResponse:
    """Take the chosen tickets."""
    return _act(request, TakeSeveralForm, acts.take_several, "take")


@require_http_methods(["GET", "POST"])
def assign_several(request: HttpRequest) -> HttpResponse:
    """Give the chosen tickets to a colleague, or put them back."""
    return _act(request, AssignSeveralForm, acts.assign_several, "assign")


@require_http_methods(["GET", "POST"])
def forward_several(request: HttpRequest) -> HttpResponse:
    """Hand the chosen tickets to another area."""
    return _act(request, ForwardSeveralForm, acts.forward_several, "forward")


@require_http_methods(["GET", "POST"])
def follow_up_several(request: HttpRequest) -> HttpResponse:
    """Promise each of the chosen tickets' customers to get back."""
    return _act(request, FollowUpSeveralForm, acts.follow_up_several, "follow_up")


@require_http_methods(["GET", "POST"])
def prioritize_several(request: HttpRequest) -> HttpResponse:
    """Let the chosen tickets go before others, or no longer."""
    return _act(request, PrioritizeSeveralForm, acts.prioritize_several, "prioritize")


@require_GET
def several(request: HttpRequest, key: int) -> HttpResponse:
    """What became of each ticket, for the person who did it."""
    act = _act_or_404(request, key)
    rows = list(act.rows.select_related("ticket__topic", "ticket__area", "ticket__assignee"))
    visible = set(
        Ticket.objects.visible_to(request.user)
        .filter(pk__in=[each.ticket_id for each in rows])
        .values_list("pk", flat=True)
    )
    unseen = request.GET.get("unseen", "")
    rows += [SeveralRow(ticket_id=each, refused="Nothing was done.") for each in _unseen(act, unseen, rows)]
    context = {
        "act": act,
        "rows": sorted(rows, key=lambda each: each.ticket_id),
        "visible": visible,
        "not_seen": NOT_SEEN,
        "unseen": unseen,
        "done": sum(not each.refused for each in rows),
        "undone": sum(not each.refused and not each.kept_because for each in rows),
        "back": way_back(request.GET.get("back", "")),
        "back_filter": request.GET.get("back", ""),
    }
    return render(request, "contacts/several.html", context)


@require_POST
def undo_several(request: HttpRequest, key: int) -> HttpResponse:
    """Take back what was done, except where somebody changed something since."""
    act = _act_or_404(request, key)
    row_of = request.GET.get("back", "")  # the queue, where the message about one row offered it
    try:
        act = acts.undo_several(act, by=request.user)
    except TicketError as error:
        messages.error(request, str(error))
    else:
        if row_of:
            _say_undone(request, act)
    if row_of:
        return redirect(way_back(row_of, act.rows.all()[0].ticket_id))
    return redirect(_results(act, request.POST.get("back", ""), request.POST.get("unseen", "")))


def _say_undone(request: HttpRequest, act: Several) -> None:
    """What became of the undoing of one row."""
    row = act.rows.all()[0]
    if row.kept_because:
        messages.error(request, f"T{row.ticket_id}: not undone. {row.kept_because}")
    else:
        messages.success(request, f"T{row.ticket_id}: undone.")


def _answer(request: HttpRequest, act: Several, back: str, unseen: list[int]) -> HttpResponse:
    """For one ticket a sentence in the queue it was chosen in; for several a page with a result for each."""
    rows = list(act.rows.all()[:2])
    if len(rows) > 1 or not back or unseen:
        return redirect(_results(act, back, _signed(act, unseen) if unseen else ""))
    number = f"T{rows[0].ticket_id}"
    if rows[0].refused:
        messages.error(request, f"{number}: {rows[0].refused}")
    else:
        undo = reverse("contacts:undo_several", args=[act.pk])
        undo = f"{undo}?{urlencode({'back': back})}"
        messages.success(request, f"{number}: {DONE[act.kind]}.", extra_tags=undo)  # the template's Undo
    return redirect(way_back(back, rows[0].ticket_id))


def _results(act: Several, back: str, unseen: str) -> str:
    address = reverse("contacts:several", args=[act.pk])
    query = urlencode({name: value for name, value in (("back", back), ("unseen", unseen)) if value})
    return f"{address}?{query}" if query else address


def _signed(act: Several, unseen: list[int]) -> str:
    """Numbers that were chosen and are nobody's to see here: a row in the database would say which exist."""
    return signing.dumps([act.pk, unseen], salt=SALT)


def _unseen(act: Several, signed: str, rows: list[SeveralRow]) -> list[int]:
    """Those numbers again, where they are of this act; what was sent twice may have a row by now."""
    try:
        key, numbers = signing.loads(signed, salt=SALT)
    except (signing.BadSignature, ValueError):
        return []
    return sorted(set(numbers) - {each.ticket_id for each in rows}) if key == act.pk else []


def _act_or_404(request: HttpRequest, key: int) -> Several:
    if not request.user.has_perm("contacts.work_ticket"):
        raise Http404
    return get_object_or_404(Several, pk=key, by=request.user)


def _act(
    request: HttpRequest, form_class: type[SeveralForm], perform: Callable[..., Several], kind: str
) -> HttpResponse:
    """Show the form with the chosen tickets, or do it and show what became of each."""
    if not request.user.has_perm("contacts.see_tickets"):
        raise Http404
    if not request.user.has_perm("contacts.work_ticket"):
        raise PermissionDenied
    sent = request.POST if request.method == "POST" else request.GET
    found = chosen(sent.getlist("ticket"), request.user)
    tickets, back = found.tickets, sent.get("back", "")
    if not tickets:
        if found.unseen:
            messages.error(request, found.sentence)
        else:
            messages.info(request, "No ticket is chosen. Tick the tickets first.")
        return redirect(way_back(back) or "contacts:tickets")
    begun = request.method == "GET" or "begin" in request.POST
    changed = None if begun else redrawn(request.POST, request.user)
    typed = None if begun else changed or request.POST
    form = form_class(typed, user=request.user, tickets=tickets, to=sent.get("to", "") if begun else "")
    if form.is_valid() and changed is None:
        read = [(each, each.read_version) for each in tickets]
        try:
            act = perform(read, by=request.user, **form.words)
        except (TicketError, TextRefused) as error:
            form.add_error(None, str(error))
        else:
            return _answer(request, act, back, found.unseen)
    context = {
        "form": form,
        "tickets": tickets,
        "unseen": found.unseen,
        "not_seen": NOT_SEEN,
        "title": TITLES[kind],
        "back": back,
        "way_back": way_back(back),
    }
    status = 200 if changed is not None else form.http_status
    return render(request, "contacts/acting_on_several.html", context, status=status)
