"""What every view that changes a ticket does: fetch, form, action, answer; and what it says when late."""

import uuid
from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from contacts.actions.drafting import was_sent
from contacts.errors import Conflict, SentBefore, TicketError
from contacts.forms import drafts
from contacts.forms.tickets import NoteForm, TicketForm
from contacts.models import Ticket
from contacts.queries.ticket_page import ticket_or_404, timeline
from contacts.views import keeping_drafts
from contacts.views.after_acting import done
from contacts.views.holding_files import hold
from contacts.views.redrawing import redrawn
from uccms.audit import looks
from uccms.audit.models import Change
from uccms.privacy.forms import GuardedForm
from uccms.privacy.texts import TextRefused


def may_work(request: HttpRequest, ticket: Ticket, right: str = "contacts.work_ticket") -> None:
    """Refuse an act on a ticket that one sees but may not change; the attempt is on the audit record."""
    if not request.user.has_perm(right):
        looks.refused(ticket.number, by=request.user)
        raise PermissionDenied


def act(
    request: HttpRequest,
    number: int,
    form_class: type[TicketForm],
    perform: Callable[[Ticket, TicketForm], str],
    *,
    title: str,
    submit: str,
    template: str = "contacts/acting.html",
    right: str = "contacts.work_ticket",
    to: str | Callable[[], str] | None = None,
    stays: bool = False,
    form_arguments: Callable[[Ticket], dict] = lambda ticket: {},
    on_conflict: Callable[[int], dict] = lambda version: {},
    draft: str = "",
    about: str = "",
    **context,
) -> HttpResponse:
    """Show the form of one act, or perform it and go, with the sentence it returns, where the agent likes.

    `to` names the page to go to instead of the ticket, or gives its address once the act is done; whoever
    likes a list goes there all the same, unless the act `stays` because its result is to be looked at.
    `draft` is the name under which what is typed is kept, `about` what on the ticket it is about; who opens
    the form again finds it.
    Somebody else's change in between is answered 409 with what they did and all that was typed.
    """
    ticket = ticket_or_404(number, request.user)
    may_work(request, ticket, right)
    context |= {"ticket": ticket, "title": title, "submit": submit}
    arguments = form_arguments(ticket)

    def page(form: TicketForm, status: int, **more) -> HttpResponse:
        looks.looked(f"T{number}", by=request.user)
        hold(request, form)
        if draft and "keeping" not in more:
            more["keeping"] = keeping_drafts.sent(request, form, draft, ticket=ticket, about=about)
        return render(request, template, context | {"form": form} | more, status=status)

    def opened() -> HttpResponse:
        keeping = keeping_drafts.opened(request, draft, ticket=ticket, about=about) if draft else None
        begun = keeping.draft if keeping else None
        form = drafts.resumed(form_class, begun, ticket=ticket, user=request.user, **arguments)
        changes: dict = {}
        if begun and drafts.is_stale(begun, ticket, form["version"].value()):
            read = drafts.read_version(begun)
            changes = since(ticket, read) | on_conflict(read)
        return page(form, 200, keeping=keeping, **changes)

    def conflict(form: TicketForm) -> HttpResponse:
        now = ticket_or_404(number, request.user)
        version = form.cleaned_data["version"]
        more = since(now, version) | on_conflict(version) | {"ticket": now}
        if form.typed and not form.is_possible(now):
            return words_left(form, now, 409, **more)
        return page(renewed(form, now, form_arguments(now)), 409, **more)

    def words_left(form: TicketForm, now: Ticket, status: int, **more) -> HttpResponse:
        looks.looked(f"T{number}", by=request.user)
        return render(request, "contacts/too_late.html", context | too_late(form, now) | more, status=status)

    if request.method != "POST":
        return opened()
    changed = redrawn(request.POST, request.user)
    if changed is not None:
        form = form_class(changed, ticket=ticket, user=request.user, **arguments)
        form.full_clean()
        return page(form, 200)
    form = form_class(request.POST, ticket=ticket, user=request.user, **arguments)
    if form.is_valid():
        try:
            sentence = perform(ticket, form)
        except Conflict:
            return conflict(form)
        except (TicketError, TextRefused) as error:
            refused(form, error)
        else:
            return done(request, ticket, sentence, home=_address(ticket, to), stays=stays)
    if form.is_late:
        return conflict(form)
    if form.typed and not form.is_possible(ticket):
        return words_left(form, ticket, 422)
    return page(form, 422)


def refused(form: GuardedForm, error: Exception) -> None:
    """Say on the form why it was not done; words that another page was faster with can be sent again."""
    form.add_error(None, str(error))
    if isinstance(error, SentBefore):
        form.data = form.data.copy()
        form.data["submission_id"] = str(uuid.uuid4())


def too_late(form: TicketForm, ticket: Ticket) -> dict:
    """What the page shows where the act cannot be done any more: the words, to be kept as a note."""
    known = {"submission_id": _unsent(form), "text": form.typed}
    note = NoteForm(ticket=ticket, user=form.user, **known)
    note.adopt_statements(form.data.getlist("stated"))
    address = reverse("contacts:note", args=[ticket.pk])
    sentences = form.non_field_errors()
    return {"form": note, "address": address, "submit": "Keep it as an internal note", "sentences": sentences}


def renewed(form: TicketForm, ticket: Ticket, arguments: dict) -> TicketForm:
    """The same form with all that was typed, for the ticket as it is now."""
    data = form.data.copy()
    data["submission_id"] = _unsent(form)
    data["version"] = arguments.get("version", ticket.version)
    if "other_version" in arguments:
        data["other_version"] = arguments["other_version"]
    again = type(form)(data, ticket=ticket, user=form.user, **arguments)
    again.full_clean()
    return again


def _unsent(form: TicketForm) -> str:
    """The form's submission id, or another one where a page has sent it."""
    known = form.data.get("submission_id", "")
    key = keeping_drafts.as_id(known)
    return str(uuid.uuid4()) if key and was_sent(key) else known


def _address(ticket: Ticket, to: str | Callable[[], str] | None) -> str:
    if callable(to):
        return to()
    return reverse(to) if to else reverse("contacts:ticket", args=[ticket.pk])


def since(ticket: Ticket, version: int) -> dict:
    """What others did in between: the lines that were written after the version that was read.

    Whoever began before that version and waited for it has an earlier time; then the newest lines are shown.
    """
    moments, _ = timeline(ticket)
    read = Change.objects.filter(table_name="contacts_ticket", row_key=str(ticket.pk), after__version=version)
    at = read.order_by("-at").values_list("at", flat=True).first()
    later = [each for each in moments if at and each.recorded_at > at]
    return {"conflict": True, "changes": later or moments[-max(1, ticket.version - version) :]}
