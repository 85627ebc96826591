"""Tell supervisors of tickets that were not answered or resolved in time: each target of a ticket once."""

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from contacts.actions import service_clock
from contacts.areas_kept import areas_kept_by
from contacts.models import MissedTarget, Ticket
from uccms.accounts import permissions
from uccms.audit.context import action

MOST = 500  # told in one run of the job


@action
def tell_missed_targets(*, by=None) -> int:
    """Write down what was missed since the last run; the job's work. Returns how many targets.

    A ticket that somebody works on at this moment has its turn with that act, or in the next run.
    """
    late = Ticket.objects.unresolved().filter(untold_due__lte=timezone.now()).order_by("untold_due", "pk")
    told = 0
    for ticket in late.select_for_update(skip_locked=True)[:MOST]:
        told += service_clock.tell_missed(ticket)
        ticket.save(update_fields=["untold_due"])
    return told


@action
def see_missed_target(missed: MissedTarget, *, by) -> MissedTarget:
    """A supervisor of the area has seen it; it leaves the desks. Seen before, it stays the first one's.

    Raises PermissionDenied.
    """
    permissions.require(by, "contacts.keep_areas")
    missed = MissedTarget.objects.select_for_update(of=("self",)).get(pk=missed.pk)
    if not areas_kept_by(by).filter(pk=missed.area_id).exists():
        raise PermissionDenied
    if missed.seen_at is None:
        missed.seen_at, missed.seen_by = timezone.now(), by
        missed.save(update_fields=["seen_at", "seen_by"])
    return missed
