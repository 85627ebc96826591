"""Write an internal note on a ticket."""

import uuid

from django.core.exceptions import PermissionDenied

from contacts.actions import tickets
from contacts.actions.drafting import forget_draft
from contacts.errors import SentBefore, TicketError
from contacts.models import Ticket, TimelineEntry
from uccms.audit.context import action, one_at_a_time
from uccms.privacy.texts import NOTHING_STATED, Statements, admit


@action
def add_note(
    ticket: Ticket, *, text: str, submission_id: uuid.UUID, by, statements: Statements = NOTHING_STATED
) -> TimelineEntry:
    """Add a note that only staff see; sent twice (same `submission_id`), it is one.

    Raises PermissionDenied, TextRefused, or TicketError with a sentence for the agent: SentBefore where the
    first one had other words.
    """
    one_at_a_time(submission_id)
    earlier = TimelineEntry.objects.filter(submission_id=submission_id).first()
    if earlier:
        if earlier.by_id != by.pk:
            raise PermissionDenied
        if earlier.text != admit(text, statements=statements):
            raise SentBefore
        return earlier
    ticket = tickets.locked(ticket, by=by)
    text = admit(text, statements=statements)
    if not text:
        raise TicketError("The note is empty.")
    note = ticket.timeline.record(TimelineEntry.Kind.NOTE, by=by, text=text, submission_id=submission_id)
    statements.record(text, by=by, table="contacts_timelineentry", key=note.pk, column="text")
    tickets.changed(ticket, by=by)
    forget_draft(submission_id, by=by)
    return note
