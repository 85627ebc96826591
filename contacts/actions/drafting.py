"""Keep a form that is not sent yet."""

import uuid
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from contacts.errors import Conflict
from contacts.models import Contact, Draft, Review, Ticket, TimelineEntry
from uccms.accounts import permissions
from uccms.audit.context import action, one_at_a_time
from uccms.privacy.texts import as_stored


@action
def save_draft(
    *,
    by,
    form: str,
    submission_id: uuid.UUID,
    fields: dict[str, list[str]],
    summary: str = "",
    ticket: Ticket | None = None,
    about: str = "",
    page: uuid.UUID | None = None,
    read: datetime | None = None,
) -> Draft | None:
    """Keep what was typed; `fields` and `summary` have passed the guard's blanks.

    `page` is the page that it was typed on, and `read` when the draft that this page was opened with had
    been saved. What another page has saved since stays: then this becomes a draft of its own, with another
    submission id.
    Returns None when the form was sent in the meantime. Raises PermissionDenied for somebody else's form.
    """
    permissions.require(by, "contacts.log_contact")
    one_at_a_time(submission_id)
    if was_sent(submission_id) or (form == Draft.Form.ANSWER and _is_answered(about)):
        return None
    draft = _own(submission_id, by=by)
    if draft and draft.fields != fields and typed_elsewhere(draft, page=page, read=read):
        draft, submission_id = None, uuid.uuid4()
    draft = draft or Draft(owner=by, form=form, submission_id=submission_id, about=about)
    draft.fields, draft.summary, draft.ticket, draft.page = fields, summary[:120], ticket, page
    draft.saved_at = timezone.now()
    draft.save()
    return draft


@action
def forget_emptied_draft(submission_id: uuid.UUID, *, page: uuid.UUID | None, by) -> None:
    """Delete the draft of a form whose texts were all taken out again on the page where they were typed.

    Raises PermissionDenied for somebody else's.
    """
    one_at_a_time(submission_id)
    draft = _own(submission_id, by=by)
    if draft and draft.page == page:
        draft.delete()


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


def sending(submission_id: uuid.UUID | None, *, by, text: str = "", **facts) -> TimelineEntry | None:
    """Within an action, before it locks anything: from here on no draft of this form is saved.

    Sent twice, it is done once: returns the line that `by` left with it before, with this text and facts.
    Raises Conflict for a form that was sent before otherwise, from another page or by somebody else.
    """
    if submission_id is None:
        return None
    one_at_a_time(submission_id)
    if not was_sent(submission_id):
        return None
    lines = TimelineEntry.objects.filter(submission_id=submission_id, by=by, text=as_stored(text), **facts)
    earlier = lines.select_related("follow_up").first()
    if earlier is None:
        raise Conflict
    return earlier


def forget_draft(submission_id: uuid.UUID | None, *, by) -> None:
    """Within an action, delete the draft of the form that was just sent."""
    if submission_id is not None:
        Draft.objects.filter(submission_id=submission_id, owner=by).delete()


def was_sent(submission_id: uuid.UUID) -> bool:
    """Whether what was done with this form is written down."""
    contacts, lines, reviews = (
        table.objects.filter(submission_id=submission_id).order_by().values_list("pk")
        for table in (Contact, TimelineEntry, Review)
    )
    return contacts.union(lines, reviews, all=True).exists()


def typed_elsewhere(draft, *, page: uuid.UUID | None, read: datetime | None) -> bool:
    """Whether another page has saved this draft since it was read."""
    return draft.page != page and draft.saved_at != read


def _is_answered(review: str) -> bool:
    return Review.objects.filter(pk=int(review), answered_at__isnull=False).exists()


def _own(submission_id: uuid.UUID, *, by) -> Draft | None:
    """The draft of this form. Raises PermissionDenied for somebody else's."""
    draft = Draft.objects.filter(submission_id=submission_id).first()
    if draft and draft.owner_id != by.pk:
        raise PermissionDenied
    return draft
