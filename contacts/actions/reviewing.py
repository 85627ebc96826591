"""Look over what others resolved: fine, a comment to the agent, or back to the agent with a reason."""

import uuid

from django.core.exceptions import PermissionDenied

from contacts.actions import tickets
from contacts.actions.assigning import can_hold
from contacts.actions.drafting import forget_draft
from contacts.actions.resolving import reopen
from contacts.errors import Conflict, TicketError
from contacts.models import Review, Ticket, TimelineEntry
from uccms.accounts.models import User
from uccms.audit.context import action, one_at_a_time
from uccms.privacy.texts import NOTHING_STATED, Statements, admit, as_stored

OWN = "You resolved this ticket yourself, now or before. Somebody else reviews it."


def supervises(user: User, ticket: Ticket) -> bool:
    """Whether this person reviews the work of the ticket's area; the call center's supervisors review all."""
    return user.has_perm("contacts.review_ticket") and (user.is_first_tier or ticket.area in user.areas)


def is_own_work(ticket: Ticket, user: User) -> bool:
    """Whether this person resolved the ticket, now or before it was opened again."""
    resolved = ticket.timeline.filter(kind=TimelineEntry.Kind.RESOLVED, by=user)
    return ticket.resolved_by_id == user.pk or resolved.exists()


@action
def find_fine(ticket: Ticket, *, submission_id: uuid.UUID, by, version: int | None = None) -> Review:
    """Say that a resolved ticket was answered well; sent twice (same `submission_id`), it is one review.

    Raises PermissionDenied, or Conflict when somebody else was faster.
    """
    earlier = _earlier(submission_id, Review.Verdict.FINE, by=by)
    if earlier:
        return earlier
    return _record(_to_review(ticket, by=by, version=version), Review.Verdict.FINE, by, submission_id)


@action
def comment_on(
    ticket: Ticket,
    *,
    text: str,
    submission_id: uuid.UUID,
    by,
    version: int | None = None,
    statements: Statements = NOTHING_STATED,
) -> Review:
    """Leave the ticket resolved, and tell the agent who resolved it what could be better.

    Raises PermissionDenied, Conflict, TextRefused, or TicketError with a sentence for the supervisor.
    """
    earlier = _earlier(submission_id, Review.Verdict.COMMENT, text, by=by)
    if earlier:
        return earlier
    ticket = _to_review(ticket, by=by, version=version)
    text = admit(text, statements=statements)
    if not text:
        raise TicketError(f"Write what {ticket.resolved_by} should hear.")
    return _record(ticket, Review.Verdict.COMMENT, by, submission_id, text=text, statements=statements)


@action
def send_back(
    ticket: Ticket,
    *,
    text: str,
    submission_id: uuid.UUID,
    by,
    version: int | None = None,
    statements: Statements = NOTHING_STATED,
) -> Review:
    """Open the ticket again for the agent who resolved it, with a reason for that agent.

    The timeline says that it was given back, by whom and to whom; the reason is in the review alone.
    Raises PermissionDenied, Conflict, TextRefused, or TicketError with a sentence for the supervisor.
    """
    earlier = _earlier(submission_id, Review.Verdict.BACK, text, by=by)
    if earlier:
        return earlier
    ticket = _to_review(ticket, by=by, version=version)
    tickets.refuse_merged(ticket)
    text = admit(text, statements=statements)
    agent = ticket.resolved_by
    if not text:
        raise TicketError(f"Say why it goes back to {agent}.")
    if not can_hold(agent, ticket):
        raise TicketError(
            f"{agent} does not work in {ticket.area} any more. Comment on it, or reopen it on its own page."
        )
    review = _record(ticket, Review.Verdict.BACK, by, submission_id, text=text, statements=statements)
    ticket.assignee, ticket.taken_at, ticket.taken_version = agent, None, None
    reopen(ticket, by=by, back_to=agent)
    tickets.changed(ticket, by=by, fields=("assignee", "taken_at", "taken_version"))
    tickets.took_part(ticket, agent)
    return review


def _earlier(submission_id: uuid.UUID, verdict: Review.Verdict, text: str = "", *, by) -> Review | None:
    """The review that this form became when it was sent before, if the same person sent it.

    Raises Conflict where it was sent with another verdict or other words, from another window.
    """
    one_at_a_time(submission_id)
    earlier = Review.objects.filter(submission_id=submission_id).first()
    if earlier and earlier.reviewer_id != by.pk:
        raise PermissionDenied
    if earlier and (earlier.verdict, earlier.text) != (verdict, as_stored(text)):
        raise Conflict
    return earlier


def _to_review(ticket: Ticket, *, by, version: int | None) -> Ticket:
    """The ticket, locked, if it waits for a review and `by` may write it; also one that was merged since."""
    ticket = tickets.locked(ticket, by=by, right="contacts.review_ticket", version=version, merged_too=True)
    if not supervises(by, ticket) or is_own_work(ticket, by):
        raise PermissionDenied
    if ticket.review_state != Ticket.ReviewState.WAITING:
        raise Conflict
    return ticket


def _record(
    ticket: Ticket,
    verdict: Review.Verdict,
    by,
    submission_id: uuid.UUID,
    *,
    text: str = "",
    statements: Statements = NOTHING_STATED,
) -> Review:
    """Within an action on the locked ticket, write the review; the ticket's version is that of its work."""
    ticket.review_state = Ticket.ReviewState.REVIEWED
    ticket.save(update_fields=["review_state"])
    review = Review.objects.create(
        ticket=ticket,
        resolved_at=ticket.resolved_at,
        area=ticket.area,
        agent=ticket.resolved_by,
        reviewer=by,
        verdict=verdict,
        text=text,
        submission_id=submission_id,
    )
    statements.record(text, by=by, table="contacts_review", key=review.pk, column="text")
    forget_draft(submission_id, by=by)
    return review
