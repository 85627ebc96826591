"""Set a ticket's priority by hand; a rule only set it when the ticket was opened."""

import uuid

from contacts.actions import tickets
from contacts.actions.drafting import forget_draft, sending
from contacts.errors import TicketError
from contacts.models import Ticket, TimelineEntry
from uccms.audit.context import action
from uccms.privacy.texts import NOTHING_STATED, Statements, admit


@action
def set_priority(
    ticket: Ticket,
    *,
    to: str,
    by,
    note: str = "",
    version: int | None = None,
    submission_id: uuid.UUID | None = None,
    statements: Statements = NOTHING_STATED,
) -> Ticket:
    """Make an unresolved ticket go before all others, or stand among them again.

    Raises PermissionDenied, Conflict, TextRefused, or TicketError with a sentence for the agent.
    """
    kind = TimelineEntry.Kind.PRIORITIZED
    if sending(submission_id, by=by, ticket=ticket, kind=kind, priority=to, text=note):
        return ticket
    ticket = tickets.locked(ticket, by=by, version=version)
    if not ticket.is_unresolved:
        raise TicketError("The ticket is resolved. Reopen it before you change its priority.")
    if to not in Ticket.Priority.values:
        raise TicketError("Choose the priority.")
    if ticket.priority == to:
        raise TicketError(f"The priority is {ticket.get_priority_display().lower()} already.")
    note = admit(note, statements=statements)
    ticket.priority = to
    entry = ticket.timeline.record(kind, by=by, priority=to, text=note, submission_id=submission_id)
    statements.record(note, by=by, table="contacts_timelineentry", key=entry.pk, column="text")
    tickets.changed(ticket, by=by, fields=("priority",))
    forget_draft(submission_id, by=by)
    return ticket
