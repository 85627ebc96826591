"""Say until when somebody is away, so that promises go to whoever is there."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from uccms.accounts.models import User
from uccms.audit.context import action

FARTHEST = timedelta(days=366)


class AwayError(ValueError):
    """The day is not possible; the message says why."""


class ChangedMeanwhile(Exception):
    """Somebody else said otherwise since it was read."""


@action
def set_away(person: User, *, until: date | None, was: date | None, by: User) -> User:
    """`person` is back on the day `until`, or (None) is here; said by themselves or by their supervisor.

    `was` is what was read; what is asked for and there already is no conflict.
    Raises PermissionDenied, ChangedMeanwhile, or AwayError with a sentence.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    if not may_set_away(by, person):
        raise PermissionDenied
    if person.away_until == until != was:
        return person
    if person.away_until != was:
        raise ChangedMeanwhile
    today = timezone.localdate()
    if until is not None and until <= today:
        raise AwayError("The first day back has to be one to come.")
    if until is not None and until > today + FARTHEST:
        raise AwayError("The first day back can be a year ahead at most.")
    person.away_until = until
    person.save(update_fields=["away_until"])
    return person


def may_set_away(user: User, person: User) -> bool:
    """Whether it is `user`'s own absence, or that of somebody in an area that `user` supervises."""
    if user.pk == person.pk:
        return True
    return user.is_supervisor and bool({each.pk for each in user.areas} & {each.pk for each in person.areas})
