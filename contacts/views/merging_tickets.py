"""Merge two tickets: name the other one, look at what moves, choose which stays; and undo it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from contacts.actions.merging_tickets import merge_tickets
from contacts.actions.undoing_merges import undo_merge
from contacts.errors import TicketError
from contacts.forms.merging_tickets import MergeForm
from contacts.forms.other_tickets import UNKNOWN, ticket_written
from contacts.models import Merge, Ticket
from contacts.queries.merging_tickets import candidates, preview
from contacts.queries.ticket_page import ticket_or_404
from contacts.views.acting import act, may_work, since
from uccms.audit import looks


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, number: int) -> HttpResponse:
    """Show what would move, or merge; first ask for the other ticket where none is named."""
    ticket = ticket_or_404(number, request.user)
    may_work(request, ticket)
    typed = request.POST.get("other", "") or request.GET.get("with", "")
    other = ticket_written(typed, request.user)
    if other is None or other == ticket:
        return _ask(request, ticket, typed)
    looks.looked(other.number, by=request.user)
    merges: list[Merge] = []

    def perform(ticket: Ticket, form: MergeForm) -> str:
        merges.append(merge_tickets(form.merged, by=request.user, **form.words))
        return f"{form.merged} was merged into {form.stays}."

    def read_anew(version: int) -> dict:
        now, far = ticket_or_404(number, request.user), ticket_or_404(other.pk, request.user)
        read = request.POST.get("other_version", "")
        changed = read.isdigit() and int(read[:9]) != far.version
        mine = {} if version != now.version else {"changes": []}
        return (
            _previews(now, far)
            | mine
            | {"their_changes": since(far, int(read[:9]))["changes"] if changed else []}
        )

    def arguments(now: Ticket) -> dict:
        far = ticket_or_404(other.pk, request.user)
        return {"other": far.number, "other_version": far.version, "survivor": _likely(now, far)}

    return act(
        request, number, MergeForm, perform, title="Merge", submit="Merge",
        template="contacts/merging_tickets.html", form_arguments=arguments, on_conflict=read_anew,
        to=lambda: reverse("contacts:ticket", args=[merges[0].survivor_id]), stays=True,
        **_previews(ticket, other),
    )  # fmt: skip


@require_POST
def undo(request: HttpRequest, key: int) -> HttpResponse:
    """Take a merge back."""
    found = Merge.objects.select_related("merged", "survivor").filter(pk=key).first()
    if found is None:
        raise Http404
    merged, survivor = (ticket_or_404(each, request.user) for each in (found.merged_id, found.survivor_id))
    may_work(request, merged)
    try:
        stays = undo_merge(found, by=request.user)
    except TicketError as error:
        messages.error(request, str(error))
    else:
        as_before = f"{merged} and {survivor} are as they were."
        messages.success(request, f"The merge is undone. {' '.join(stays) or as_before}")
    return redirect("contacts:ticket", merged.pk)


def _ask(request: HttpRequest, ticket: Ticket, typed: str) -> HttpResponse:
    """The first step: which is the other ticket?"""
    looks.looked(ticket.number, by=request.user)
    asked = request.method == "POST" or "with" in request.GET
    error = ""
    if asked:
        is_itself = ticket_written(typed, request.user) == ticket
        error = UNKNOWN if typed.strip() else "Write the number of the other ticket, such as T10482."
        error = "This is the ticket itself. Write the number of another one." if is_itself else error
    context = {
        "ticket": ticket,
        "typed": typed,
        "error": error,
        "candidates": candidates(ticket, request.user),
    }
    return render(request, "contacts/choosing_tickets.html", context, status=422 if asked else 200)


def _previews(ticket: Ticket, other: Ticket) -> dict:
    """What would move in each direction."""
    ways = [preview(other, ticket), preview(ticket, other)]
    return {"other": other, "ways": ways, "customers_differ": ways[0].customers_differ}


def _likely(ticket: Ticket, other: Ticket) -> str:
    """The one that likely stays: of two that can, the older one, which the customer was told of first."""
    can = [each for each in (ticket, other) if each.is_unresolved]
    return min(can, key=lambda each: each.pk).number if can else ""
