"""Keep a form that is not sent yet."""

import uuid
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from contacts.models import Contact, Draft, Ticket, TimelineEntry
from uccms.accounts import permissions
from uccms.audit.context import action, one_at_a_time


@action
def save_draft(
    *,
    by,
    form: str,
    submission_id: uuid.UUID,
    fields: dict[str, list[str]],
    summary: str = "",
    ticket: Ticket | None = None,
) -> Draft | None:
    """Keep what was typed; `fields` and `summary` have passed the guard's blanks.

    Returns None when the form was sent in the meantime. Raises PermissionDenied for somebody else's form.
    """
    permissions.require(by, "contacts.log_contact")
    one_at_a_time(submission_id)
    sent = Contact.objects.filter(submission_id=submission_id) or TimelineEntry.objects.filter(
        submission_id=submission_id
    )
    if sent:
        return None
    draft = Draft.objects.filter(submission_id=submission_id).first() or Draft(
        owner=by, form=form, submission_id=submission_id
    )
    if draft.owner_id != by.pk:
        raise PermissionDenied
    draft.fields, draft.summary, draft.ticket, draft.saved_at = fields, summary[:120], ticket, timezone.now()
    draft.save()
    return draft


@action
def discard_draft(draft: Draft, *, by) -> None:
    """Throw a draft of one's own away.

    Raises PermissionDenied for somebody else's.
    """
    if draft.owner_id != by.pk:
        raise PermissionDenied
    draft.delete()


@action
def delete_old_drafts(before: datetime, *, by=None) -> int:
    """Delete the drafts that nobody has changed since `before`, and say how many there were."""
    return Draft.objects.filter(saved_at__lt=before).delete()[0]


def forget_draft(submission_id: uuid.UUID, *, by) -> None:
    """Within an action, delete the draft of the form that was just sent."""
    Draft.objects.filter(submission_id=submission_id, owner=by).delete()
