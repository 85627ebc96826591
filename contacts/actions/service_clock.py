"""The service clock of a ticket: it runs in business hours while we are asked, and stands else.

What is stored: since when it runs (`clock_from`, empty while it stands), how many seconds it ran before that
(`clock_used`), when the customer was first answered, and until when a target asks for what. Each area's time
counts in that area's hours.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from contacts.business_hours import NOTHING, after, between
from contacts.models import Contact, MissedTarget, Ticket
from contacts.models.tickets import NEVER
from contacts.service_rules import ServiceRules

FIELDS = ("clock_from", "clock_used", "answered_at", "first_answer_due", "resolution_due", "untold_due")
AT_ONCE = (Contact.Channel.PHONE, Contact.Channel.WALK_IN)
RULES = "rules of service levels"

_told: ContextVar[datetime | None] = ContextVar("service_clock", default=None)


def now() -> datetime:
    """The time by which clocks go: now, unless invented tickets are told of another time."""
    return _told.get() or timezone.now()


@contextmanager
def going_by(at: datetime) -> Iterator[None]:
    """Let clocks within go by another time; for a demonstration, whose tickets are some weeks old."""
    token = _told.set(at)
    try:
        yield
    finally:
        _told.reset(token)


def is_answer(*, channel: str, direction: str) -> bool:
    """Whether a contact answers the customer: we wrote or called, or somebody took the call or the visit."""
    return direction == Contact.Direction.OUT or channel in AT_ONCE


def follow(ticket: Ticket) -> None:
    """Within an action on the locked ticket, start or stop the clock as the ticket's state says."""
    runs = ticket.is_unresolved and ticket.waiting_for != Ticket.WaitingFor.CUSTOMER
    if runs and ticket.clock_from is None:
        ticket.clock_from = now()
        reckon(ticket)
    elif not runs and ticket.clock_from is not None:
        rest(ticket)
        ticket.untold_due = NEVER
        if ticket.is_unresolved:  # nobody knows how long the customer takes
            ticket.resolution_due = None
            ticket.first_answer_due = None if ticket.answered_at is None else ticket.first_answer_due
    if not ticket.is_unresolved and ticket.answered_at is None:
        ticket.answered_at = now()  # what resolves a request has answered it


def rest(ticket: Ticket) -> None:
    """Within an action on the locked ticket, count what passed, in the hours of the area it is with now."""
    if ticket.clock_from is None:
        return
    tell_missed(ticket)
    passed = between(ServiceRules(ticket.area).calendar, ticket.clock_from, now())
    ticket.clock_used += int(passed.total_seconds())
    ticket.clock_from = None


def begin_anew(ticket: Ticket) -> None:
    """Within an action, give a ticket that was resolved the whole time for its resolution again."""
    ticket.clock_used, ticket.resolution_due = 0, None


def answered(ticket: Ticket, *, at: datetime) -> None:
    """Within an action on the locked ticket, the customer was answered at this time; the first counts."""
    if ticket.answered_at is None:
        tell_missed(ticket)
        ticket.answered_at = at
        ticket.untold_due = _untold(ticket)


def reckon(ticket: Ticket, rules: ServiceRules | None = None) -> None:
    """Within an action on the locked ticket whose clock runs, find out until when targets ask for what."""
    with_rules_as_they_are()
    rules = rules or ServiceRules(ticket.area)
    target = rules.target_for(ticket)
    if ticket.answered_at is None:
        ticket.first_answer_due = _due(ticket, target and target.first_answer, ticket.first_answer_due, rules)
    ticket.resolution_due = _due(ticket, target and target.resolution, ticket.resolution_due, rules)
    ticket.untold_due = _untold(ticket)


def _due(
    ticket: Ticket, minutes: int | None, before: datetime | None, rules: ServiceRules
) -> datetime | None:
    """When the clock will have run for so many minutes; what is used up already stays as late as it was."""
    if minutes is None:
        return None
    left = timedelta(minutes=minutes, seconds=-ticket.clock_used)
    if left <= NOTHING:
        return min(before or ticket.clock_from, ticket.clock_from)
    return after(rules.calendar, ticket.clock_from, left)


def _untold(ticket: Ticket) -> datetime:
    """The first due time that, once it is missed, has yet to be told."""
    dues = ticket.service_dues
    if not dues:
        return NEVER
    told = set(ticket.missed_targets.values_list("kind", flat=True))
    return min((due for kind, due in dues.items() if kind not in told), default=NEVER)


def tell_missed(ticket: Ticket) -> int:
    """Within an action on the locked ticket, write down each target that is missed and was not told.

    Twice or by two at once, it is told once: the database holds one row for a ticket and target.
    """
    at = now()
    if ticket.untold_due > at:
        return 0
    missed = {kind: due for kind, due in ticket.service_dues.items() if due <= at}
    MissedTarget.objects.bulk_create(
        [
            MissedTarget(ticket=ticket, kind=kind, area_id=ticket.area_id, due_at=due)
            for kind, due in missed.items()
        ],
        ignore_conflicts=True,
    )
    ticket.untold_due = _untold(ticket)
    return len(missed)


def with_rules_as_they_are() -> None:
    """Within an action, let nobody change hours or targets before this ticket's due times are committed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))", [RULES])
