"""Say that one has a ticket open, and that one has left it."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from contacts.models import Here, Ticket
from contacts.models.being_here import GONE_AFTER
from uccms.audit.context import action

FORGOTTEN_AFTER = timedelta(minutes=5)


@action
def be_here(ticket: Ticket, *, page: UUID, writing: bool, by) -> None:
    """Note that `by` has this page of the ticket open, and whether they are writing on it.

    What was said a moment ago is not written again.
    """
    now = timezone.now()
    fresh = Here.objects.filter(
        ticket=ticket, user=by, page=page, writing=writing, seen_at__gt=now - GONE_AFTER / 3
    )
    if fresh.exists():
        return
    here = Here(ticket=ticket, user=by, page=page, writing=writing, seen_at=now)
    said = ["writing", "seen_at"]
    if writing:
        here.wrote_at = now
        said.append("wrote_at")
    Here.objects.bulk_create(
        [here], update_conflicts=True, unique_fields=["ticket", "user", "page"], update_fields=said
    )


@action
def leave(ticket: Ticket, *, page: UUID, by) -> None:
    """Note that `by` has closed this page of it."""
    Here.objects.filter(ticket=ticket, user=by, page=page).delete()


@action
def forget_who_was_here(*, by=None) -> int:
    """Delete who has not been heard of for a while; a job's work. Returns how many.

    Who was writing is kept until a ticket that they took would go back all the same.
    """
    now = timezone.now()
    wrote_since = now - timedelta(minutes=settings.TAKEN_IDLE_MINUTES)
    silent = Here.objects.filter(seen_at__lt=now - FORGOTTEN_AFTER)
    return silent.filter(Q(wrote_at=None) | Q(wrote_at__lt=wrote_since)).delete()[0]
