"""Do one thing with several tickets at once: a result for each, and undo where nothing changed since."""

import uuid
from collections.abc import Callable, Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from contacts.actions import tickets
from contacts.actions.assigning import assign_ticket, hand_to
from contacts.actions.following_up import promise_follow_up, withdraw
from contacts.actions.forwarding import forward_ticket
from contacts.actions.noting import add_note
from contacts.actions.prioritizing import set_priority
from contacts.errors import Conflict, TicketError
from contacts.models import FollowUp, Several, SeveralRow, Ticket
from uccms.accounts import permissions
from uccms.accounts.models import BusinessArea, User
from uccms.audit.context import action, one_at_a_time
from uccms.privacy.texts import NOTHING_STATED, Statements, admit

MOST = 50
CHANGED = "Somebody changed it since you read it."
WITH_NOTE = (Several.Kind.FORWARD, Several.Kind.PRIORITIZE)  # their own line bears it
Chosen = Iterable[tuple[Ticket, int]]  # each with the version that was read


@action
def take_several(
    chosen: Chosen, *, submission_id: uuid.UUID, by, note: str = "", statements: Statements = NOTHING_STATED
) -> Several:
    """Take each of these tickets that nobody has.

    Raises PermissionDenied, TextRefused, or TicketError with a sentence for the agent.
    """

    def take(ticket: Ticket, version: int) -> None:
        if ticket.assignee_id is not None:
            raise TicketError(f"{ticket.assignee} has it.")
        assign_ticket(ticket, to=by, by=by, version=version)

    return _act(Several.Kind.TAKE, chosen, take, submission_id, by, note, statements)


@action
def assign_several(
    chosen: Chosen,
    *,
    to: User | None,
    submission_id: uuid.UUID,
    by,
    note: str = "",
    statements: Statements = NOTHING_STATED,
) -> Several:
    """Give each of these tickets to `to`, or to nobody.

    Raises PermissionDenied, TextRefused, or TicketError with a sentence for the agent.
    """

    def assign(ticket: Ticket, version: int) -> None:
        assign_ticket(ticket, to=to, by=by, version=version)

    return _act(Several.Kind.ASSIGN, chosen, assign, submission_id, by, note, statements)


@action
def forward_several(
    chosen: Chosen,
    *,
    to: BusinessArea,
    submission_id: uuid.UUID,
    by,
    note: str = "",
    statements: Statements = NOTHING_STATED,
) -> Several:
    """Hand each of these tickets to another area, with the same note.

    Raises PermissionDenied, TextRefused, or TicketError with a sentence for the agent.
    """

    def forward(ticket: Ticket, version: int) -> None:
        forward_ticket(ticket, to=to, note=note, by=by, version=version, statements=statements)

    return _act(Several.Kind.FORWARD, chosen, forward, submission_id, by, note, statements)


@action
def follow_up_several(
    chosen: Chosen,
    *,
    due_at: datetime,
    submission_id: uuid.UUID,
    by,
    note: str = "",
    statements: Statements = NOTHING_STATED,
) -> Several:
    """Promise each of these customers to get back at the same time.

    Raises PermissionDenied, TextRefused, or TicketError with a sentence for the agent.
    """

    def follow_up(ticket: Ticket, version: int) -> FollowUp:
        return promise_follow_up(ticket, due_at=due_at, by=by, version=version)

    return _act(Several.Kind.FOLLOW_UP, chosen, follow_up, submission_id, by, note, statements)


@action
def prioritize_several(
    chosen: Chosen,
    *,
    to: str,
    submission_id: uuid.UUID,
    by,
    note: str = "",
    statements: Statements = NOTHING_STATED,
) -> Several:
    """Give each of these tickets this priority, with the same note.

    Raises PermissionDenied, TextRefused, or TicketError with a sentence for the agent.
    """

    def prioritize(ticket: Ticket, version: int) -> None:
        set_priority(ticket, to=to, note=note, by=by, version=version, statements=statements)

    return _act(Several.Kind.PRIORITIZE, chosen, prioritize, submission_id, by, note, statements)


@action
def undo_several(act: Several, *, by) -> Several:
    """Take back what was done with each ticket that nobody has changed since; the others say why not.

    Raises PermissionDenied, or TicketError when it is undone already.
    """
    act = Several.objects.select_for_update().get(pk=act.pk)
    permissions.require(by, "contacts.work_ticket")
    if act.by_id != by.pk:
        raise PermissionDenied
    if act.undone_at:
        raise TicketError("This is undone already.")
    for row in act.rows.filter(refused="").select_related("ticket", "was_with", "was_in").order_by("ticket"):
        try:
            with transaction.atomic():
                _undo(act, row, by)
        except Conflict:
            row.kept_because = _changed_by(row.ticket)
        except TicketError as error:
            row.kept_because = str(error)
        except PermissionDenied:
            row.kept_because = "You may no longer change it."
        row.save(update_fields=["kept_because"])
    act.undone_at = timezone.now()
    act.save(update_fields=["undone_at"])
    return act


def _act(
    kind: Several.Kind,
    chosen: Chosen,
    perform: Callable[[Ticket, int], FollowUp | None],
    submission_id: uuid.UUID,
    by,
    note: str,
    statements: Statements,
) -> Several:
    """Do `perform` with each ticket, in the order of their numbers; one that is refused stops no other."""
    one_at_a_time(submission_id)
    earlier = Several.objects.filter(submission_id=submission_id).first()
    if earlier:
        if earlier.by_id != by.pk:
            raise PermissionDenied
        return earlier
    permissions.require(by, "contacts.work_ticket")
    chosen = sorted(chosen, key=lambda each: each[0].pk)
    if not 0 < len(chosen) <= MOST:
        raise TicketError(f"Choose 1 to {MOST} tickets.")
    admit(note, statements=statements)  # a note that is refused stops all, before anything is done
    act = Several.objects.create(kind=kind, by=by, submission_id=submission_id)
    for ticket, version in chosen:
        row = SeveralRow(
            act=act,
            ticket=ticket,
            was_with=ticket.assignee,
            was_in=ticket.area,
            was_state=ticket.state,
            was_waiting_for=ticket.waiting_for,
            was_priority=ticket.priority,
        )
        try:
            with transaction.atomic():
                row.follow_up = perform(ticket, version)
                if note and kind not in WITH_NOTE:
                    add_note(ticket, text=note, submission_id=uuid.uuid4(), by=by, statements=statements)
                row.version = Ticket.objects.values_list("version", flat=True).get(pk=ticket.pk)
        except Conflict:
            row.follow_up, row.refused = None, CHANGED
        except TicketError as error:
            row.refused = str(error)
        except PermissionDenied:
            row.refused = "You may no longer change it."
        row.save()
    return act


def _undo(act: Several, row: SeveralRow, by) -> None:
    """Within the action, bring one ticket back to how it was: a new act, written like any other."""
    ticket = tickets.locked(row.ticket, by=by, version=row.version)
    if act.kind == Several.Kind.FOLLOW_UP:
        withdraw(row.follow_up, ticket=ticket, reason="Undone.", by=by, statements=NOTHING_STATED)
        ticket.state, ticket.waiting_for = row.was_state, row.was_waiting_for
        tickets.moved(ticket, "state", "waiting_for")
        tickets.changed(ticket, by=by)
        return
    if act.kind == Several.Kind.PRIORITIZE:
        set_priority(ticket, to=row.was_priority, by=by)
        return
    if act.kind == Several.Kind.FORWARD:
        ticket = forward_ticket(ticket, to=row.was_in, by=by)
    if ticket.assignee != row.was_with:
        hand_to(ticket, to=row.was_with, by=by)


def _changed_by(ticket: Ticket) -> str:
    last = ticket.timeline.select_related("by").order_by("-at", "-id").first()
    return f"{last.by} changed it since." if last and last.by else "It changed since."
