"""Close what was resolved and rests: the last state, until the customer gets in touch again."""

from datetime import timedelta

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from contacts.models import Ticket, TimelineEntry
from uccms.audit.context import action

BATCH = 500
BATCHES = 20  # in one run of the job, so that a first run over old tickets is gentle


@action
def close_resting_tickets(*, by=None) -> int:
    """Close a batch of tickets that have been resolved for `CLOSE_AFTER_DAYS`; returns how many.

    Zero days close nothing. What somebody is working on at this moment is left for the next run.
    """
    if not settings.CLOSE_AFTER_DAYS:
        return 0
    since = timezone.now() - timedelta(days=settings.CLOSE_AFTER_DAYS)
    resting = Ticket.objects.filter(state=Ticket.State.RESOLVED, resolved_at__lt=since)
    locked = resting.select_for_update(skip_locked=True).order_by("resolved_at")
    keys = list(locked.values_list("pk", flat=True)[:BATCH])
    Ticket.objects.filter(pk__in=keys).update(state=Ticket.State.CLOSED, version=F("version") + 1)
    TimelineEntry.objects.bulk_create(
        TimelineEntry(ticket_id=key, kind=TimelineEntry.Kind.CLOSED, by=None) for key in keys
    )
    return len(keys)


def close_all_resting_tickets() -> int:
    """Close what rests, a batch and transaction at a time; returns how many."""
    closed = 0
    for _ in range(BATCHES):
        batch = close_resting_tickets()
        closed += batch
        if batch < BATCH:
            break
    return closed
