"""Let a ticket wait for the customer."""

import uuid

from contacts.actions import tickets
from contacts.actions.drafting import forget_draft, sending
from contacts.errors import TicketError
from contacts.models import Ticket, TimelineEntry
from uccms.audit.context import action
from uccms.privacy.texts import NOTHING_STATED, Statements, admit


@action
def wait_for_customer(
    ticket: Ticket,
    *,
    by,
    note: str = "",
    version: int | None = None,
    submission_id: uuid.UUID | None = None,
    statements: Statements = NOTHING_STATED,
) -> Ticket:
    """Let an open ticket wait until the customer gets in touch again.

    Raises PermissionDenied, Conflict, TextRefused, or TicketError with a sentence for the agent.
    """
    kind = TimelineEntry.Kind.WAITING
    if sending(submission_id, by=by, ticket=ticket, kind=kind, text=note):
        return ticket
    ticket = tickets.locked(ticket, by=by, version=version)
    if not ticket.is_unresolved:
        raise TicketError("The ticket is resolved. Reopen it first.")
    if ticket.waiting_for == Ticket.WaitingFor.CUSTOMER:
        raise TicketError("The ticket waits for the customer already.")
    note = admit(note, statements=statements)
    ticket.state, ticket.waiting_for = Ticket.State.WAITING, Ticket.WaitingFor.CUSTOMER
    tickets.moved(ticket, "state", "waiting_for")
    entry = ticket.timeline.record(
        kind,
        by=by,
        waiting_for=Ticket.WaitingFor.CUSTOMER,
        text=note,
        submission_id=submission_id,
    )
    statements.record(note, by=by, table="contacts_timelineentry", key=entry.pk, column="text")
    tickets.changed(ticket, by=by)
    forget_draft(submission_id, by=by)
    return ticket
