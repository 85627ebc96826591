"""Resolve a ticket with what was done for the customer, and reopen it."""

import uuid
from collections.abc import Collection

from django.utils import timezone

from contacts.actions import service_clock, tickets
from contacts.actions.drafting import forget_draft, sending
from contacts.actions.following_up import keep_follow_up, withdraw
from contacts.errors import Conflict, TicketError
from contacts.models import Contact, ResolutionCode, Ticket, TimelineEntry
from uccms.accounts.models import User
from uccms.audit.context import action
from uccms.privacy.texts import NOTHING_STATED, Statements, admit


@action
def resolve_ticket(
    ticket: Ticket,
    *,
    code: ResolutionCode,
    resolution: str,
    by,
    keeps: Collection[int] = (),
    withdraws: Collection[int] = (),
    withdraw_because: str = "",
    version: int | None = None,
    submission_id: uuid.UUID | None = None,
    statements: Statements = NOTHING_STATED,
) -> Ticket:
    """Resolve a ticket; of each open follow-up one says whether this keeps it or why it is withdrawn.

    `keeps` and `withdraws` are keys of follow-ups; a promise is never dropped silently.
    Raises PermissionDenied, Conflict, TextRefused, or TicketError with a sentence for the agent.
    """
    if sending(submission_id, by=by, ticket=ticket, kind=TimelineEntry.Kind.RESOLVED, text=resolution):
        if ticket.resolution_code_id not in (None, code.pk):
            raise Conflict
        return ticket
    ticket = tickets.locked(ticket, by=by, version=version)
    for follow_up in ticket.follow_ups.select_for_update().filter(kept_at=None, withdrawn_at=None):
        if follow_up.pk in keeps:
            keep_follow_up(follow_up, ticket=ticket, contact=None, by=by)
        elif follow_up.pk in withdraws:
            withdraw(follow_up, ticket=ticket, reason=withdraw_because, by=by, statements=statements)
    settle(
        ticket, code=code, resolution=resolution, by=by, submission_id=submission_id, statements=statements
    )
    tickets.changed(ticket, by=by)
    forget_draft(submission_id, by=by)
    return ticket


def settle(
    ticket: Ticket,
    *,
    code: ResolutionCode,
    resolution: str,
    by,
    statements: Statements,
    submission_id: uuid.UUID | None = None,
) -> None:
    """Within an action on the locked ticket, write the resolution."""
    if not ticket.is_unresolved:
        raise TicketError("The ticket is resolved already.")
    if ticket.follow_ups.filter(kept_at=None, withdrawn_at=None).exists():
        raise TicketError(
            "A follow-up is still promised. Say whether it is kept or withdrawn before you resolve."
        )
    resolution = admit(resolution, statements=statements)
    if not resolution:
        raise TicketError("Say what was done for the customer.")
    tickets.note_lateness(ticket, ticket.due_key)
    ticket.state, ticket.waiting_for = Ticket.State.RESOLVED, Ticket.WaitingFor.NOBODY
    ticket.resolution, ticket.resolution_code = resolution, code
    ticket.resolved_at, ticket.resolved_by = timezone.now(), by
    ticket.risk = len(ticket.risks)
    ticket.review_state = _review_state(ticket)
    tickets.moved(
        ticket, "state", "waiting_for", "resolution", "resolution_code", "resolved_at", "resolved_by",
        "risk", "review_state",
    )  # fmt: skip
    entry = ticket.timeline.record(
        TimelineEntry.Kind.RESOLVED, by=by, text=resolution, submission_id=submission_id
    )
    statements.record(resolution, by=by, table="contacts_timelineentry", key=entry.pk, column="text")


def _review_state(ticket: Ticket) -> Ticket.ReviewState:
    """What somebody resolved waits for its review, except a short answer as it stands without any risk."""
    if ticket.resolved_by is None:
        return Ticket.ReviewState.NONE
    as_preset = (ticket.topic.preset_resolution.strip(), ticket.topic.preset_code_id)
    is_short_answer = as_preset == (ticket.resolution, ticket.resolution_code_id)
    return Ticket.ReviewState.NONE if is_short_answer and not ticket.risk else Ticket.ReviewState.WAITING


@action
def reopen_ticket(
    ticket: Ticket,
    *,
    reason: str,
    by,
    version: int | None = None,
    submission_id: uuid.UUID | None = None,
    statements: Statements = NOTHING_STATED,
) -> Ticket:
    """Open a resolved, closed or waiting ticket again, with a reason.

    Raises PermissionDenied, Conflict, TextRefused, or TicketError with a sentence for the agent.
    """
    if sending(submission_id, by=by, ticket=ticket, kind=TimelineEntry.Kind.REOPENED, text=reason):
        return ticket
    ticket = tickets.locked(ticket, by=by, version=version)
    if ticket.state == Ticket.State.OPEN:
        raise TicketError("The ticket is open already.")
    reason = admit(reason, statements=statements)
    if not reason:
        raise TicketError("Say why the ticket is opened again.")
    entry = reopen(ticket, by=by, reason=reason, submission_id=submission_id)
    statements.record(reason, by=by, table="contacts_timelineentry", key=entry.pk, column="text")
    tickets.changed(ticket, by=by)
    forget_draft(submission_id, by=by)
    return ticket


def reopen(
    ticket: Ticket,
    *,
    by,
    contact: Contact | None = None,
    reason: str = "",
    back_to: User | None = None,
    submission_id: uuid.UUID | None = None,
) -> TimelineEntry:
    """Within an action on the locked ticket, open it again; its earlier resolution stays on the timeline.

    `back_to` says to whom a review gives it back.
    """
    if not ticket.is_unresolved:
        service_clock.begin_anew(ticket)
        ticket.reopened_count += 1
    ticket.review_state = Ticket.ReviewState.NONE
    ticket.state, ticket.waiting_for = Ticket.State.OPEN, Ticket.WaitingFor.NOBODY
    ticket.resolution, ticket.resolution_code, ticket.resolved_at, ticket.resolved_by = "", None, None, None
    tickets.moved(
        ticket, "state", "waiting_for", "resolution", "resolution_code", "resolved_at", "resolved_by",
        "reopened_count", "review_state",
    )  # fmt: skip
    return ticket.timeline.record(
        TimelineEntry.Kind.REOPENED,
        by=by,
        contact=contact,
        text=reason,
        person=back_to,
        submission_id=submission_id,
    )
