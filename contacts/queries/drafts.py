"""Somebody's own drafts of the forms on a ticket."""

import uuid

from contacts.actions.correcting import Text, column_of
from contacts.models import Draft, Ticket
from uccms.privacy.models import Redaction

MOST = 12


def drafts_of(ticket: Ticket, user, *, form: str, about: str = "") -> list[Draft]:
    """The drafts that this person has of one form on the ticket, the newest first."""
    own = Draft.objects.filter(ticket=ticket, owner=user, form=form, about=about)
    return list(own.order_by("-saved_at", "-pk")[:MOST])


def draft_of(submission_id: uuid.UUID, user) -> Draft | None:
    """This person's draft of the form with this submission id."""
    return Draft.objects.filter(submission_id=submission_id, owner=user).first()


def was_removed_from(text: Text, *, since: int) -> bool:
    """Whether something was removed from a text for good, and it is no longer the version `since`."""
    if text.version == since and getattr(text, column_of(text)):
        return False
    removed = Redaction.objects.filter(table_name=text._meta.db_table, row_keys__contains=[str(text.pk)])
    return removed.exists()
