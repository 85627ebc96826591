"""Promise to get back to a customer, keep the promise or withdraw it."""

import uuid
from datetime import datetime, timedelta

from django.utils import timezone

from contacts.actions import tickets
from contacts.actions.drafting import forget_draft, sending
from contacts.calendars import calendar_of
from contacts.errors import TicketError
from contacts.models import Contact, FollowUp, Ticket, TimelineEntry
from contacts.office_time import closed_because
from uccms.audit.context import action
from uccms.privacy.texts import NOTHING_STATED, Statements, admit, as_stored

FARTHEST = timedelta(days=366)


@action
def promise_follow_up(
    ticket: Ticket,
    *,
    due_at: datetime,
    by,
    version: int | None = None,
    submission_id: uuid.UUID | None = None,
) -> FollowUp:
    """Promise the customer to get back to them at `due_at`; the ticket waits for it.

    Raises PermissionDenied, Conflict, or TicketError with a sentence for the agent.
    """
    kind = TimelineEntry.Kind.PROMISED
    earlier = sending(submission_id, by=by, ticket=ticket, kind=kind, follow_up__due_at=due_at)
    if earlier:
        return earlier.follow_up
    ticket = tickets.locked(ticket, by=by, version=version)
    if not ticket.is_unresolved:
        raise TicketError("The ticket is resolved. Reopen it before you promise a follow-up.")
    follow_up = promise(ticket, due_at=due_at, by=by, submission_id=submission_id)
    tickets.changed(ticket, by=by)
    forget_draft(submission_id, by=by)
    return follow_up


def promise(ticket: Ticket, *, due_at: datetime, by, submission_id: uuid.UUID | None = None) -> FollowUp:
    """Within an action on the locked ticket, write the promise down."""
    if due_at <= timezone.now():
        raise TicketError("A follow-up can only be promised for a time to come.")
    if due_at > timezone.now() + FARTHEST:
        raise TicketError("A follow-up can be promised for a year ahead at most.")
    closed = closed_because(due_at, calendar_of(ticket.area))
    if closed:
        raise TicketError(f"{closed}. No promise can fall then.")
    follow_up = FollowUp.objects.create(ticket=ticket, due_at=due_at, promised_by=by)
    ticket.timeline.record(
        TimelineEntry.Kind.PROMISED, by=by, follow_up=follow_up, submission_id=submission_id
    )
    ticket.state, ticket.waiting_for = Ticket.State.WAITING, Ticket.WaitingFor.FOLLOW_UP
    tickets.moved(ticket, "state", "waiting_for")
    return follow_up


def keep_follow_up(follow_up: FollowUp, *, ticket: Ticket, contact: Contact | None, by) -> None:
    """Within an action on the locked ticket, this contact keeps the promise; None: the resolution does."""
    follow_up = FollowUp.objects.select_for_update().get(pk=follow_up.pk)
    if follow_up.ticket_id != ticket.pk:
        raise TicketError("This follow-up belongs to another ticket.")
    if not follow_up.is_open:
        raise TicketError("This follow-up is settled already.")
    tickets.note_lateness(ticket, follow_up.due_at)
    follow_up.kept_by, follow_up.kept_at = contact, timezone.now()
    follow_up.save(update_fields=["kept_by", "kept_at"])
    ticket.timeline.record(TimelineEntry.Kind.KEPT, by=by, follow_up=follow_up, contact=contact)
    _stop_waiting(ticket)


@action
def withdraw_follow_up(
    follow_up: FollowUp,
    *,
    reason: str,
    by,
    submission_id: uuid.UUID | None = None,
    statements: Statements = NOTHING_STATED,
) -> FollowUp:
    """Take a promise back, with a reason.

    Raises PermissionDenied, Conflict for a form that was sent before, TextRefused, or TicketError with a
    sentence for the agent.
    """
    said = {"follow_up": follow_up, "follow_up__reason": as_stored(reason)}
    if sending(submission_id, by=by, kind=TimelineEntry.Kind.WITHDRAWN, **said):
        return follow_up
    ticket = tickets.locked(follow_up.ticket, by=by)
    follow_up = FollowUp.objects.select_for_update().get(pk=follow_up.pk)
    withdraw(
        follow_up, ticket=ticket, reason=reason, by=by, submission_id=submission_id, statements=statements
    )
    tickets.changed(ticket, by=by)
    forget_draft(submission_id, by=by)
    return follow_up


def withdraw(
    follow_up: FollowUp,
    *,
    ticket: Ticket,
    reason: str,
    by,
    statements: Statements,
    submission_id: uuid.UUID | None = None,
) -> None:
    """Within an action on the locked ticket, take the promise back."""
    if follow_up.ticket_id != ticket.pk:
        raise TicketError("This follow-up belongs to another ticket.")
    if not follow_up.is_open:
        raise TicketError("This follow-up is settled already.")
    reason = admit(reason, statements=statements)
    if not reason:
        raise TicketError("Say why the follow-up is withdrawn.")
    tickets.note_lateness(ticket, follow_up.due_at)
    follow_up.withdrawn_at, follow_up.withdrawn_by, follow_up.reason = timezone.now(), by, reason
    follow_up.save(update_fields=["withdrawn_at", "withdrawn_by", "reason"])
    ticket.timeline.record(
        TimelineEntry.Kind.WITHDRAWN, by=by, follow_up=follow_up, submission_id=submission_id
    )
    statements.record(reason, by=by, table="contacts_followup", key=follow_up.pk, column="reason")
    _stop_waiting(ticket)


@action
def open_due_tickets(*, by=None) -> int:
    """Open the tickets whose follow-up's time has come; the job's work. Returns how many."""
    now = timezone.now()
    due = FollowUp.objects.filter(due_at__lte=now, kept_at=None, withdrawn_at=None, reopened_at=None)
    keys = sorted(set(due.order_by("due_at").values_list("ticket_id", flat=True)[:500]))
    opened = 0
    # The ticket first, then its promises, as everybody does; one that is being worked on has its turn next.
    for ticket in Ticket.objects.select_for_update(skip_locked=True).filter(pk__in=keys).order_by("pk"):
        come = list(due.select_for_update().filter(ticket=ticket).order_by("pk"))
        for follow_up in come:
            follow_up.reopened_at = now
            follow_up.save(update_fields=["reopened_at"])
        if come and ticket.state == Ticket.State.WAITING:
            ticket.state, ticket.waiting_for = Ticket.State.OPEN, Ticket.WaitingFor.NOBODY
            ticket.version += 1
            tickets.moved(ticket, "state", "waiting_for", "version")
            ticket.timeline.record(TimelineEntry.Kind.DUE, by=None, follow_up=come[-1])
            opened += 1
    return opened


def _stop_waiting(ticket: Ticket) -> None:
    """After a promise was settled, open a ticket that waited for our follow-up, when none is left."""
    left = ticket.follow_ups.filter(kept_at=None, withdrawn_at=None)
    if ticket.waiting_for == Ticket.WaitingFor.FOLLOW_UP and not left.exists():
        ticket.state, ticket.waiting_for = Ticket.State.OPEN, Ticket.WaitingFor.NOBODY
    tickets.moved(ticket, "state", "waiting_for")
