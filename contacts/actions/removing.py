"""Remove something that slipped into a text: it is gone from the first version and the history, too."""

import uuid

from contacts.actions import tickets
from contacts.actions.correcting import Text, column_of, is_resolution, locked_with_titled, put, titled
from contacts.actions.drafting import sending
from contacts.actions.reasons import reason_for_removal, what_stays
from contacts.errors import Conflict
from contacts.models import Contact, TimelineEntry
from uccms.audit.context import action
from uccms.privacy.actions.redacting import redact
from uccms.privacy.texts import NOTHING_STATED, Statements, as_stored


@action
def remove_text(
    text: Text,
    *,
    remaining: str,
    basis: str,
    reason: str,
    version: int,
    by,
    submission_id: uuid.UUID | None = None,
    statements: Statements = NOTHING_STATED,
) -> Text:
    """Leave only `remaining` of a text, and blank it in all its past (5 U.S.C. 552a(e)(1), (d)(2)).

    The timeline says that something was removed, by whom and why.
    Raises PermissionDenied, TextRefused, TicketError, or Conflict when somebody corrected it since.
    """
    about = text if isinstance(text, Contact) else None
    kind = TimelineEntry.Kind.REMOVED
    if sending(submission_id, by=by, kind=kind, contact=about, basis=basis, text=reason):
        text.refresh_from_db()
        if getattr(text, column_of(text)) != as_stored(remaining):
            raise Conflict
        return text
    ticket = locked_with_titled(text, by=by, right="contacts.remove_text")
    text = type(text).objects.select_for_update().get(pk=text.pk)
    if text.version != version or text.ticket_id != ticket.pk:
        raise Conflict
    reason = reason_for_removal(basis, reason, statements=statements)
    remaining = what_stays(remaining, getattr(text, column_of(text)), statements=statements)

    facts = {"basis": basis, "reason": reason, "by": by, "statements": statements}
    redact(type(text).objects.filter(pk=text.pk), [column_of(text)], **facts)
    own = type(ticket).objects.filter(pk=ticket.pk)
    if isinstance(text, Contact):
        redact(titled(text), ["subject"], **facts)
    if isinstance(text, TimelineEntry) and text.kind == TimelineEntry.Kind.RESOLVED:
        # Also when the ticket was resolved anew: its column had this text once, and so has its past.
        standing = ticket.resolution
        redact(own, ["resolution"], **facts)
        if not is_resolution(text, ticket):
            own.update(resolution=standing)
    text.refresh_from_db()
    ticket.refresh_from_db()
    put(text, remaining, ticket=ticket)
    entry = ticket.timeline.record(
        kind, by=by, contact=about, text=reason, basis=basis, submission_id=submission_id
    )
    statements.record(remaining, by=by, table=text._meta.db_table, key=text.pk, column=column_of(text))
    statements.record(reason, by=by, table="contacts_timelineentry", key=entry.pk, column="text")
    tickets.changed(ticket, by=by)
    return text
