"""What waits for a supervisor's review, riskiest and newest first; and what reviews somebody may read."""

from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.http import HttpRequest

from contacts.models import Review, Ticket, TimelineEntry
from contacts.models.tickets import TO_REVIEW

PAGE = 50
ANSWERS = 12
COUNTED = 1000
SALT = "contacts.reviews"
COLUMNS = ("risk", "resolved_at", "id")
Place = tuple[int, datetime, int]


@dataclass(frozen=True)
class ToReview:
    """One page of what waits, and the signed cursor of the next page."""

    tickets: list[Ticket]
    next: str
    is_lost: bool = False  # the cursor names no place: this is the beginning


def to_review(user, *, at: str = "") -> ToReview:
    """A page of the resolved tickets that `user` may review, riskiest first, of those the newest."""
    place = _place(at)
    places = _places(user, place, number=PAGE + 1)
    shown = [each[-1] for each in places[:PAGE]]
    rows = Ticket.objects.select_related("topic", "area", "resolved_by", "resolution_code").in_bulk(shown)
    more = len(places) > PAGE
    return ToReview(
        [rows[each] for each in shown if each in rows],
        next=_cursor(places[PAGE - 1]) if more else "",
        is_lost=bool(at) and place is None,
    )


def neighbours(user, ticket: Ticket) -> tuple[int | None, int | None]:
    """The keys of the tickets before and after this one among what `user` may review.

    One that is no longer resolved has no place: after it comes the first.
    """
    place = (ticket.risk, ticket.resolved_at, ticket.pk) if ticket.resolved_at else None
    after = _places(user, place, number=1)
    before = _places(user, place, number=1, backwards=True) if place else []
    return before[0][-1] if before else None, after[0][-1] if after else None


def number_to_review(user) -> int:
    """How many wait, counted to one more than COUNTED at most."""
    ordered = (branch.order_by(*_order()) for branch in _branches(user))  # along the index, not all of it
    return min(sum(each[: COUNTED + 1].count() for each in ordered), COUNTED + 1)


def answers_to(user) -> list[Review]:
    """The answers to reviews of this person that they have not seen yet, oldest first."""
    answered = Review.objects.filter(reviewer=user, answered_at__isnull=False, answer_seen_at__isnull=True)
    return list(answered.select_related("agent", "ticket__topic").order_by("answered_at")[:ANSWERS])


def reviews_of(ticket: Ticket, user) -> list[Review]:
    """The reviews of a ticket that this person may read, oldest first; of each, what they may change."""
    found = list(Review.objects.visible_to(user).filter(ticket=ticket).select_related("agent", "reviewer"))
    for each in found:
        each.corrected_by_me = [part for part in ("text", "answer") if each.may_be_corrected(part, user)]
        each.removed_by_me = [part for part in ("text", "answer") if each.may_be_removed_from(part, user)]
    return found


def reviews_of_ticket(request: HttpRequest, ticket: Ticket) -> list[Review] | None:
    """What the ticket's page shows of its reviews; a ticket that never had one costs no query."""
    may_have_some = ticket.review_state == Ticket.ReviewState.REVIEWED or ticket.reopened_count
    return (reviews_of(ticket, request.user) or None) if may_have_some else None


def _branches(user) -> list[QuerySet]:
    """What waits for this person, as parts that an index holds; never what they resolved themselves."""
    if not user.has_perm("contacts.review_ticket"):
        return []
    # Asked ticket by ticket, and only where one was resolved before: what a person ever resolved is long.
    before = TimelineEntry.objects.filter(
        ticket=OuterRef("pk"), kind=TimelineEntry.Kind.RESOLVED, by=user, at__lte=OuterRef("resolved_at")
    )
    waiting = Ticket.objects.filter(TO_REVIEW, Q(reopened_count=0) | ~Exists(before))
    waiting = waiting.exclude(resolved_by=user)
    return [waiting] if user.is_first_tier else [waiting.filter(area=each) for each in user.areas]


def _places(user, place: Place | None, *, number: int, backwards: bool = False) -> list[Place]:
    """So many places after this one, or before it; each part is read along its index and they are merged."""
    found: list[Place] = []
    beyond = TupleGreaterThan if backwards else TupleLessThan
    for branch in _branches(user):
        if place:
            branch = branch.filter(beyond(Tuple(*COLUMNS), place))
        found += branch.order_by(*_order(backwards)).values_list(*COLUMNS)[:number]
    return sorted(found, reverse=not backwards)[:number]


def _order(backwards: bool = False) -> list[str]:
    return [name if backwards else f"-{name}" for name in COLUMNS]


def _cursor(place: Place) -> str:
    risk, resolved_at, key = place
    return signing.dumps([risk, resolved_at.isoformat(), key], salt=SALT)


def _place(signed: str) -> Place | None:
    """The place that a cursor names; None for the beginning, or one that was altered."""
    try:
        risk, resolved_at, key = signing.loads(signed, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    return risk, datetime.fromisoformat(resolved_at), key
