"""Wrap-up: the minutes after a telephone call in which nothing new is given to an agent in turn.

It overwrites nothing that somebody said about being here or away, so that when it ends, however it ends,
all is as it was before the call.
"""

from datetime import datetime, timedelta

from django.utils import timezone

from contacts.areas_kept import require_keeper
from contacts.errors import Conflict, TicketError
from contacts.models import Contact
from uccms.accounts import permissions
from uccms.accounts.models import BusinessArea, User, WrapUp
from uccms.accounts.models.areas import LONGEST_WRAP_UP
from uccms.accounts.models.wrap_up import LONGEST
from uccms.audit.context import action

JUST_NOW = timedelta(minutes=1)
FORGOTTEN_AFTER = timedelta(minutes=5)


def begin_wrap_up(by: User, contact: Contact, *, home: int | None) -> None:
    """Within the action that wrote a call down, begin the wrap-up that the agent's area gives.

    `home` is the key of the area that the call came to; an agent who does not work there has their own
    area's time. A call that ended a while ago begins none, as the agent did something else since.
    """
    now = timezone.now()
    if contact.channel != Contact.Channel.PHONE or not _has_just_ended(contact, now):
        return
    area = next((each for each in by.areas if each.pk == home), by.home)
    if area is None or not area.wrap_up_seconds:
        return
    seconds = area.wrap_up_seconds
    row = WrapUp(user=by, began_at=now, until=now + timedelta(seconds=seconds), seconds=seconds)
    WrapUp.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["user"],
        update_fields=["began_at", "until", "seconds"],
    )


def _has_just_ended(contact: Contact, now: datetime) -> bool:
    return contact.ended_at is not None and contact.ended_at > now - JUST_NOW


@action
def set_wrap_up(area: BusinessArea, *, seconds: int, was: int | None, by: User) -> BusinessArea:
    """Say how long agents of the area have after a call; 0 for no wrap-up. `was` is what was read.

    Raises PermissionDenied, Conflict, or TicketError with a sentence.
    """
    require_keeper(by, area)
    area = BusinessArea.objects.select_for_update().get(pk=area.pk)
    if area.wrap_up_seconds != was:
        raise Conflict
    if not 0 <= seconds <= LONGEST_WRAP_UP:
        raise TicketError(f"{LONGEST_WRAP_UP} seconds, a quarter of an hour, are the most.")
    area.wrap_up_seconds = seconds
    area.save(update_fields=["wrap_up_seconds"])
    return area


@action
def extend_wrap_up(*, by: User) -> WrapUp:
    """Have the area's time once more, an hour after the call at most; one that has just run out goes on.

    Raises PermissionDenied, or TicketError with a sentence.
    """
    permissions.require(by, "contacts.log_contact")
    row = WrapUp.objects.select_for_update().filter(user=by).first()
    if row is None:
        raise TicketError("The wrap-up is over already. Nothing is lost by that.")
    if not row.can_be_extended:
        raise TicketError("An hour after the call the wrap-up ends. Nothing is lost by that.")
    until = max(row.until, timezone.now()) + timedelta(seconds=row.seconds)
    row.until = min(until, row.began_at + LONGEST)
    row.save(update_fields=["until"])
    return row


@action
def end_wrap_up(*, by: User) -> None:
    """All done: tickets may come again. Said twice, or after it ran out, it is over all the same.

    Raises PermissionDenied.
    """
    permissions.require(by, "contacts.log_contact")
    WrapUp.objects.filter(user=by).delete()


@action
def forget_wrap_ups(*, by: User | None = None) -> int:
    """Delete those that ran out some minutes ago; a job's work. Returns how many."""
    return WrapUp.objects.filter(until__lt=timezone.now() - FORGOTTEN_AFTER).delete()[0]
