"""Remove a file that should not have been attached: its bytes, its name, and its name in the history."""

import uuid

from contacts.actions import tickets
from contacts.actions.drafting import sending
from contacts.actions.reasons import reason_for_removal
from contacts.errors import TicketError
from contacts.models import Attachment, TimelineEntry
from uccms.audit.context import action
from uccms.privacy.actions.redacting import redact
from uccms.privacy.texts import NOTHING_STATED, Statements


@action
def remove_file(
    attachment: Attachment,
    *,
    basis: str,
    reason: str,
    by,
    submission_id: uuid.UUID | None = None,
    statements: Statements = NOTHING_STATED,
) -> None:
    """Take a file out of the record (5 U.S.C. 552a(e)(1), (d)(2)); the timeline says who did it and why.

    The bytes are deleted by a job of this same transaction. Raises PermissionDenied, TextRefused,
    TicketError, or Conflict for a form that was sent before otherwise.
    """
    kind = TimelineEntry.Kind.REMOVED
    if sending(submission_id, by=by, ticket=attachment.entry.ticket_id, kind=kind, basis=basis, text=reason):
        return
    ticket = tickets.locked(attachment.entry.ticket, by=by, right="contacts.remove_text")
    attachment = Attachment.objects.select_for_update().get(pk=attachment.pk)
    if attachment.is_removed:
        raise TicketError("The file was removed already.")
    reason = reason_for_removal(basis, reason, statements=statements)
    redact(
        Attachment.objects.filter(pk=attachment.pk),
        ["name", "sha256"],
        basis=basis,
        reason=reason,
        by=by,
        statements=statements,
    )
    entry = ticket.timeline.record(kind, by=by, text=reason, basis=basis, submission_id=submission_id)
    statements.record(reason, by=by, table="contacts_timelineentry", key=entry.pk, column="text")
    tickets.changed(ticket, by=by)
