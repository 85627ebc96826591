"""Correct what a review or its answer says, or remove something that slipped in.

Unlike a ticket's texts, no earlier version is kept anywhere: the words stand in the row alone. What somebody
has answered, or seen as an answer, stays as it was read.
"""

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from contacts.actions.reasons import reason_for_removal, what_stays
from contacts.errors import Conflict, TicketError
from contacts.models import Review
from uccms.accounts import permissions
from uccms.audit.context import action
from uccms.privacy.actions.redacting import redact
from uccms.privacy.texts import NOTHING_STATED, Statements, admit

PARTS = ("text", "answer")


@action
def correct_review(
    review: Review, *, part: str, to: str, version: int, by, statements: Statements = NOTHING_STATED
) -> Review:
    """Replace the words that one wrote; a comment that was read already is on the agent's desk again.

    Raises PermissionDenied, TextRefused, Conflict, or TicketError with a sentence for who wrote it.
    """
    permissions.require(by, "contacts.correct_text")
    review = Review.objects.select_for_update().get(pk=review.pk)
    if by.pk != (review.reviewer_id if part == "text" else review.agent_id):
        raise PermissionDenied
    if review.version != version:
        raise Conflict
    if not review.may_be_corrected(part, by):
        raise TicketError("It was answered or seen already, and stays as it was read.")
    to = admit(to, statements=statements)
    if not to:
        raise TicketError("The text is empty. To take something out of the record, use “Remove”.")
    if to == getattr(review, part):
        raise TicketError("Nothing was changed.")
    if part == "text":
        review.read_at = None
    _put(review, part, to)
    statements.record(to, by=by, table="contacts_review", key=review.pk, column=part)
    return review


@action
def remove_from_review(
    review: Review,
    *,
    part: str,
    remaining: str,
    basis: str,
    reason: str,
    version: int,
    by,
    statements: Statements = NOTHING_STATED,
) -> Review:
    """Leave only `remaining`; that something was removed, by whom and why, is on the record of removals.

    Raises PermissionDenied, TextRefused, Conflict, or TicketError with a sentence.
    """
    permissions.require(by, "contacts.remove_text")
    review = Review.objects.select_for_update().get(pk=review.pk)
    if review.version != version:
        raise Conflict
    if not review.may_be_removed_from(part, by):
        raise PermissionDenied
    reason = reason_for_removal(basis, reason, statements=statements)
    remaining = what_stays(remaining, getattr(review, part), statements=statements)
    redact(
        Review.objects.filter(pk=review.pk), [part], basis=basis, reason=reason, by=by, statements=statements
    )
    _put(review, part, remaining)
    statements.record(remaining, by=by, table="contacts_review", key=review.pk, column=part)
    return review


def _put(review: Review, part: str, words: str) -> None:
    setattr(review, part, words)
    setattr(review, f"{part}_corrected_at", timezone.now())
    review.version += 1
    review.save(update_fields=[part, f"{part}_corrected_at", "read_at", "version"])
