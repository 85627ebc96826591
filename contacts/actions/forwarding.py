"""Forward a ticket to the area that can answer it."""

import uuid

from django.utils import timezone

from contacts.actions import service_clock, tickets
from contacts.actions.drafting import forget_draft, sending
from contacts.errors import TicketError
from contacts.models import Ticket, TimelineEntry
from uccms.accounts.models import BusinessArea
from uccms.audit.context import action
from uccms.privacy.texts import NOTHING_STATED, Statements, admit


@action
def forward_ticket(
    ticket: Ticket,
    *,
    to: BusinessArea,
    by,
    note: str = "",
    version: int | None = None,
    submission_id: uuid.UUID | None = None,
    statements: Statements = NOTHING_STATED,
) -> Ticket:
    """Hand an unresolved ticket to another business area, where nobody has it yet.

    Raises PermissionDenied, Conflict, TextRefused, or TicketError with a sentence for the agent.
    """
    sending(submission_id)
    ticket = tickets.locked(ticket, by=by, version=version)
    hand_over(ticket, to=to, note=note, by=by, submission_id=submission_id, statements=statements)
    tickets.changed(ticket, by=by)
    forget_draft(submission_id, by=by)
    return ticket


def hand_over(
    ticket: Ticket,
    *,
    to: BusinessArea,
    note: str,
    by,
    statements: Statements,
    submission_id: uuid.UUID | None = None,
) -> None:
    """Within an action on the locked ticket, move it to another area."""
    if not ticket.is_unresolved:
        raise TicketError("A resolved ticket cannot be forwarded. Reopen it first.")
    if not to.is_active:
        raise TicketError(f"{to} takes no tickets any more. Choose another area.")
    if ticket.area_id == to.pk:
        raise TicketError(f"The ticket is already with {to}.")
    note = admit(note, statements=statements)
    service_clock.rest(ticket)  # what passed so far counts in the hours of the area that had it
    origin, ticket.area, ticket.assignee = ticket.area, to, None
    ticket.forwarded_at, ticket.forwarded_from = timezone.now(), origin
    ticket.forwarded_count += 1
    tickets.moved(ticket, "area", "assignee", "forwarded_at", "forwarded_from", "forwarded_count")
    entry = ticket.timeline.record(
        TimelineEntry.Kind.FORWARDED, by=by, origin=origin, to=to, text=note, submission_id=submission_id
    )
    statements.record(note, by=by, table="contacts_timelineentry", key=entry.pk, column="text")
