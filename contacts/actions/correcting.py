"""Correct a text of a ticket; the first version stays visible to staff, from the history."""

import uuid

from django.db.models import QuerySet
from django.utils import timezone

from contacts.actions import tickets
from contacts.actions.drafting import forget_draft, sending
from contacts.errors import Conflict, TicketError
from contacts.models import Contact, Ticket, TimelineEntry
from contacts.subjects import subject_of
from uccms.audit.context import action
from uccms.privacy.texts import NOTHING_STATED, Statements, admit, as_stored

Text = Contact | TimelineEntry


def column_of(text: Text) -> str:
    """The column that holds the text of a contact or a timeline entry."""
    return "description" if isinstance(text, Contact) else "text"


@action
def correct_text(
    text: Text,
    *,
    to: str,
    version: int,
    by,
    submission_id: uuid.UUID | None = None,
    statements: Statements = NOTHING_STATED,
) -> Text:
    """Replace the text of a contact, a note or a resolution.

    Raises PermissionDenied, TextRefused, TicketError, or Conflict when somebody corrected it since.
    """
    about = text if isinstance(text, Contact) else None
    if sending(submission_id, by=by, kind=TimelineEntry.Kind.CORRECTED, contact=about):
        text.refresh_from_db()
        if getattr(text, column_of(text)) != as_stored(to):
            raise Conflict
        return text
    ticket = locked_with_titled(text, by=by, right="contacts.correct_text")
    text = type(text).objects.select_for_update().get(pk=text.pk)
    if text.version != version or text.ticket_id != ticket.pk:  # somebody merged or split since
        raise Conflict
    to = admit(to, statements=statements)
    if not to:
        raise TicketError("The text is empty. To take something out of the record, use “Remove”.")
    if to == getattr(text, column_of(text)):
        raise TicketError("Nothing was changed.")
    put(text, to, ticket=ticket)
    statements.record(to, by=by, table=text._meta.db_table, key=text.pk, column=column_of(text))
    ticket.timeline.record(TimelineEntry.Kind.CORRECTED, by=by, contact=about, submission_id=submission_id)
    tickets.changed(ticket, by=by)
    forget_draft(submission_id, by=by)
    return text


def put(text: Text, to: str, *, ticket: Ticket) -> None:
    """Within an action, store the text and what is derived from it: the ticket's subject or resolution."""
    setattr(text, column_of(text), to)
    text.version += 1
    text.corrected_at = timezone.now()
    text.save(update_fields=[column_of(text), "version", "corrected_at"])
    if isinstance(text, Contact):
        titled(text).update(subject=subject_of(to))
        ticket.refresh_from_db(fields=["subject"])
    elif is_resolution(text, ticket):
        ticket.resolution = to
        ticket.save(update_fields=["resolution"])


def titled(contact: Contact) -> QuerySet[Ticket]:
    """The tickets whose subject comes from this contact: after a merge, not of its own alone."""
    keys = list(Ticket.objects.filter(titled_by=contact).values_list("pk", flat=True))
    if titling(contact.ticket) == contact.pk:
        keys.append(contact.ticket_id)
    return Ticket.objects.filter(pk__in=keys)


def titling(ticket: Ticket) -> int | None:
    """The key of the contact that the ticket's subject comes from."""
    return ticket.titled_by_id or ticket.contacts.order_by("id").values_list("pk", flat=True).first()


def locked_with_titled(text: Text, *, by, right: str) -> Ticket:
    """The text's ticket, locked; with it, in the order of their keys, the tickets it gives their subject.

    What is on a merged ticket still can be corrected and removed. Raises PermissionDenied.
    """
    if isinstance(text, Contact):
        keys = {text.ticket_id, *titled(text).values_list("pk", flat=True)}
        list(Ticket.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    return tickets.locked(text.ticket, by=by, right=right, merged_too=True)


def is_resolution(entry: TimelineEntry, ticket: Ticket) -> bool:
    """Whether the ticket's resolution is this entry's text."""
    if entry.kind != TimelineEntry.Kind.RESOLVED or ticket.resolved_at is None:
        return False
    return not ticket.timeline.filter(kind=TimelineEntry.Kind.RESOLVED, pk__gt=entry.pk).exists()
