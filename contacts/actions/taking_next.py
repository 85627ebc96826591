"""Take the most urgent ticket that nobody has; give back what was taken and then left idle."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from contacts.actions.assigning import hand_to
from contacts.models import Draft, Here, Ticket, TimelineEntry
from uccms.accounts import permissions
from uccms.audit.context import action, one_at_a_time

A_MOMENT = timedelta(seconds=10)
MOST = 500  # given back in one run of the job


@action
def take_next(*, by, submission_id: uuid.UUID | None = None) -> Ticket | None:
    """Give `by` the open ticket of their areas that is due first, or else the oldest; None when none is left.

    Tickets of high priority come before all others.
    Two who ask at once never get the same: each skips what another holds. A button that one person presses
    twice (same `submission_id`) gives one ticket; later, from a page that was left open, it is asked anew.
    Raises PermissionDenied.
    """
    permissions.require(by, "contacts.work_ticket")
    if submission_id:
        one_at_a_time(submission_id)
        earlier = TimelineEntry.objects.filter(submission_id=submission_id).select_related("ticket").first()
        if earlier and _is_twice(earlier, by):
            return earlier.ticket
        submission_id = None if earlier else submission_id
    to_take = Ticket.objects.filter(state=Ticket.State.OPEN, assignee=None).order_by("due_key", "id")
    ticket = _most_urgent(to_take.filter(priority=Ticket.Priority.HIGH), by) or _most_urgent(to_take, by)
    if ticket:
        hand_to(ticket, to=by, by=by, submission_id=submission_id)
    return ticket


def _is_twice(earlier: TimelineEntry, by) -> bool:
    """Whether this line is of the same press a moment ago, and the ticket still with who pressed."""
    is_own = earlier.by_id == by.pk and earlier.kind == TimelineEntry.Kind.ASSIGNED
    return is_own and earlier.ticket.assignee_id == by.pk and earlier.at > timezone.now() - A_MOMENT


def _most_urgent(to_take: QuerySet[Ticket], by) -> Ticket | None:
    """The first of these tickets in `by`'s areas that nobody else is taking, locked."""
    first = {}
    for area in by.areas:  # an index range for each area; one query over all would sort them
        urgency = to_take.filter(area=area).values_list("due_key", "id").first()
        if urgency:
            first[area] = urgency
    for area in sorted(first, key=lambda each: first[each]):
        ticket = to_take.filter(area=area).select_for_update(skip_locked=True).first()
        if ticket:
            return ticket
    return None


@action
def give_back_idle_tickets(*, by=None) -> int:
    """Put back what somebody took and then did nothing with; the job's work. Returns how many.

    Any act on the ticket, a draft that is still typed, and an open form in which they typed since, is
    something.
    """
    since = timezone.now() - timedelta(minutes=settings.TAKEN_IDLE_MINUTES)
    taken = Ticket.objects.filter(taken_at__lt=since).order_by("pk")
    given_back = 0
    for ticket in taken.select_for_update(skip_locked=True, of=("self",)).select_related("assignee")[:MOST]:
        idle = ticket.state == Ticket.State.OPEN and ticket.version == ticket.taken_version
        typed = Draft.objects.filter(ticket=ticket, owner=ticket.assignee, saved_at__gte=since)
        writes = Here.objects.filter(ticket=ticket, user=ticket.assignee, wrote_at__gte=since)
        if idle and ticket.assignee and not typed.exists() and not writes.exists():
            hand_to(ticket, to=None, by=None)
            given_back += 1
        elif not idle:
            ticket.taken_at = ticket.taken_version = None
            ticket.save(update_fields=["taken_at", "taken_version"])
    return given_back
