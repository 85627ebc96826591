"""What the reviewed agent does with a review: read it, answer it; and what becomes of the answer."""

import uuid
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from contacts.actions.drafting import forget_draft
from contacts.errors import TicketError
from contacts.models import Review
from uccms.audit.context import action, one_at_a_time
from uccms.privacy.texts import NOTHING_STATED, Statements, admit


@action
def read_review(review: Review, *, by) -> Review:
    """Take a review of one's own work from the desk; done twice, the first time counts.

    Raises PermissionDenied.
    """
    review = _locked(review)
    if review.agent_id != by.pk:
        raise PermissionDenied
    if review.read_at is None:
        review.read_at = timezone.now()
        review.save(update_fields=["read_at"])
    return review


@action
def answer_review(
    review: Review,
    *,
    answer: str,
    by,
    submission_id: uuid.UUID | None = None,
    statements: Statements = NOTHING_STATED,
) -> Review:
    """Answer a review of one's own work, once; who wrote it is told. The same answer again changes nothing.

    Raises PermissionDenied, TextRefused, or TicketError with a sentence for the agent.
    """
    if submission_id is not None:
        one_at_a_time(submission_id)
    review = _locked(review)
    if review.agent_id != by.pk:
        raise PermissionDenied
    answer = admit(answer, statements=statements)
    if not answer:
        raise TicketError("The answer is empty.")
    if review.answered_at is not None:
        if review.answer == answer:
            return review
        raise TicketError("You have answered this already. For more, talk to who wrote it.")
    review.answer, review.answered_at = answer, timezone.now()
    review.read_at = review.read_at or review.answered_at
    review.save(update_fields=["answer", "answered_at", "read_at"])
    statements.record(answer, by=by, table="contacts_review", key=review.pk, column="answer")
    forget_draft(submission_id, by=by)
    return review


@action
def see_answer(review: Review, *, by) -> Review:
    """Take the answer to a review that one wrote off one's list; done twice, the first time counts.

    Raises PermissionDenied.
    """
    review = _locked(review)
    if review.reviewer_id != by.pk:
        raise PermissionDenied
    if review.answered_at and review.answer_seen_at is None:
        review.answer_seen_at = timezone.now()
        review.save(update_fields=["answer_seen_at"])
    return review


@action
def delete_old_reviews(before: datetime, *, by=None) -> int:
    """Delete the reviews that were written before then, and say how many there were."""
    return Review.objects.filter(at__lt=before).delete()[0]


def _locked(review: Review) -> Review:
    return Review.objects.select_for_update().get(pk=review.pk)
