"""Federal holidays: put in by a job, removed for one area, put back (for all: `keeping_hours.py`)."""

import uuid
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from contacts import federal_holidays
from contacts.actions.keeping_hours import day_as_read, locked_day, was_done
from contacts.actions.reckoning import rules_changed
from contacts.areas_kept import require_keeper
from contacts.errors import Conflict, TicketError
from contacts.models import ClosedDay
from uccms.accounts.models import BusinessArea
from uccms.audit.context import action, one_at_a_time

YEARS_AHEAD = 2  # whose federal holidays are put in


@action
def have_federal_holidays(*, today: date | None = None, by=None) -> int:
    """Put the federal holidays of this and the next years on the list, each once; returns how many are new.

    What people changed stays, and what they removed stays away, as its row is there.
    """
    first = (today or timezone.localdate()).year
    one_at_a_time("federal holidays")
    days = {}
    for year in range(first, first + YEARS_AHEAD + 1):
        days |= federal_holidays.of_year(year)
    there = set(ClosedDay.objects.filter(area=None, day__in=list(days)).values_list("day", flat=True))
    new = [
        ClosedDay(day=day, name=name[:80], is_federal=True) for day, name in days.items() if day not in there
    ]
    ClosedDay.objects.bulk_create(new)
    return len(new)


@action
def put_holiday_back(holiday: ClosedDay, *, version: int, by) -> ClosedDay:
    """Have a federal holiday that was removed for all areas on the list again, as it stood there.

    Sent twice by the same person, it is done once.
    Raises PermissionDenied, or Conflict when somebody else was faster.
    """
    if was_done(holiday, version=version, by=by, is_removed=False):
        return holiday
    holiday = day_as_read(holiday, version=version, by=by)
    if not holiday.is_removed:
        raise Conflict
    holiday.is_removed, holiday.version = False, holiday.version + 1
    holiday.save(update_fields=["is_removed", "version"])
    rules_changed(None)
    return holiday


@action
def remove_holiday_here(
    holiday: ClosedDay, *, area: BusinessArea, version: int, submission_id: uuid.UUID, by
) -> ClosedDay:
    """Have an area work on a federal holiday: a day of its own, open as usual; sent twice, it is one.

    Removing that day (`keeping_hours.remove_closed_day`) puts the holiday back.
    Raises PermissionDenied, Conflict, or TicketError with a sentence.
    """
    require_keeper(by, area)
    one_at_a_time(submission_id)
    earlier = ClosedDay.objects.filter(area=area, submission_id=submission_id).first()
    if earlier:
        return earlier
    holiday = locked_day(holiday, version=version)
    if holiday.is_removed or not holiday.is_federal:
        raise Conflict
    if holiday.day < timezone.localdate():
        raise TicketError("The day is over, so that it stays what it was.")
    # The name is not typed here: it is the law's, or was admitted when the holiday was changed.
    own = ClosedDay(
        area=area,
        day=holiday.day,
        name=holiday.name,
        kind=ClosedDay.Kind.USUAL,
        submission_id=submission_id,
    )
    try:
        with transaction.atomic():
            own.save()
    except IntegrityError as error:
        raise TicketError(f"{area} has a day of its own on this date already. Change it there.") from error
    rules_changed(area)
    return own
