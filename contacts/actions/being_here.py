"""Say that one has a ticket open, and that one has left it."""

from datetime import timedelta

from django.utils import timezone

from contacts.models import Here, Ticket
from uccms.audit.context import action

FORGOTTEN_AFTER = timedelta(minutes=5)


@action
def be_here(ticket: Ticket, *, writing: bool, by) -> None:
    """Note that `by` has this ticket open, and whether they are writing on it."""
    here = Here(ticket=ticket, user=by, writing=writing, seen_at=timezone.now())
    Here.objects.bulk_create(
        [here],
        update_conflicts=True,
        unique_fields=["ticket", "user"],
        update_fields=["writing", "seen_at"],
    )


@action
def leave(ticket: Ticket, *, by) -> None:
    """Note that `by` has closed it."""
    Here.objects.filter(ticket=ticket, user=by).delete()


@action
def forget_who_was_here(*, by=None) -> int:
    """Delete whoever has not been heard of for a while; a job's work. Returns how many."""
    return Here.objects.filter(seen_at__lt=timezone.now() - FORGOTTEN_AFTER).delete()[0]
