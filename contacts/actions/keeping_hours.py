"""Keep when business areas are open: their week, and the days that are not like their weekday."""

import uuid
from collections.abc import Sequence
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from contacts.actions.reckoning import rules_changed
from contacts.areas_kept import require_keeper
from contacts.business_hours import MINUTES, Ranges
from contacts.calendars import OFFICE_WEEK, week_of
from contacts.errors import Conflict, TicketError
from contacts.models import ClosedDay, OpeningHours
from contacts.opening_words import in_words, mark_of
from uccms.accounts.models import BusinessArea
from uccms.audit.context import action, one_at_a_time
from uccms.audit.models import Change
from uccms.audit.repeated import done_by
from uccms.privacy.texts import NOTHING_STATED, Statements, admit, as_stored

FARTHEST = timedelta(days=3 * 365 + 1)
Week = Sequence[Ranges]


@action
def change_week(area: BusinessArea, *, week: Week, read: str | None = None, by) -> None:
    """Say when the area is open, Monday first; `read` is the mark of the week that was read.

    Raises PermissionDenied, Conflict, or TicketError with a sentence.
    """
    require_keeper(by, area)
    write_week(area, week=week, read=read)


def write_week(area: BusinessArea, *, week: Week, read: str | None = None) -> None:
    """Within an action, write the week down."""
    one_at_a_time(f"hours of {area.pk}")
    if read is not None and read != mark_of(week_of(area)):
        raise Conflict
    if len(week) != 7 or not any(week):
        raise TicketError("The area has to be open at some time in the week.")
    area.opening_hours.all().delete()
    OpeningHours.objects.bulk_create(
        OpeningHours(area=area, weekday=weekday, opens=opens, closes=closes)
        for weekday, ranges in enumerate(week)
        for opens, closes in ranges
    )
    rules_changed(area)


@action
def add_closed_day(
    area: BusinessArea | None,
    *,
    day: date,
    name: str,
    kind: str,
    closes: int | None = None,
    submission_id: uuid.UUID,
    by,
    statements: Statements = NOTHING_STATED,
) -> ClosedDay:
    """Say that a day is not like its weekday, for an area or (None) for all; sent twice, it is one.

    Raises PermissionDenied, TextRefused, or TicketError with a sentence.
    """
    require_keeper(by, area)
    one_at_a_time(submission_id)
    earlier = ClosedDay.objects.filter(submission_id=submission_id).first()
    if earlier:
        return earlier
    if day < timezone.localdate():
        raise TicketError("The day is over. Choose one to come.")
    if day > timezone.localdate() + FARTHEST:
        raise TicketError("The day is more than three years away. Choose an earlier one.")
    row = ClosedDay(area=area, day=day, submission_id=submission_id)
    return _write(row, name=name, kind=kind, closes=closes, by=by, statements=statements)


@action
def change_closed_day(
    row: ClosedDay,
    *,
    name: str,
    kind: str,
    closes: int | None = None,
    version: int,
    by,
    statements: Statements = NOTHING_STATED,
) -> ClosedDay:
    """Say otherwise how a day differs: a holiday on which the area works is open as usual.

    What is asked for and there already, as of a form that is sent twice, is no conflict.
    Raises PermissionDenied, Conflict, TextRefused, or TicketError with a sentence.
    """
    require_keeper(by, row.area)
    now = ClosedDay.objects.select_for_update(of=("self",)).filter(pk=row.pk, is_removed=False).first()
    asked = (as_stored(name), kind, closes if kind == ClosedDay.Kind.EARLY else None)
    if now and now.version > version and (now.name, now.kind, now.closes) == asked:
        return now
    row = day_as_read(row, version=version, by=by)
    if row.is_removed:
        raise TicketError("This holiday was removed. Put it back first, then change it.")
    row.version += 1
    return _write(row, name=name, kind=kind, closes=closes, by=by, statements=statements)


@action
def remove_closed_day(row: ClosedDay, *, version: int, by) -> None:
    """Let a day be like its weekday again; a federal holiday can be put back (`keeping_holidays.py`).

    Sent twice by the same person, it is done once.
    Raises PermissionDenied, Conflict, or TicketError with a sentence.
    """
    if was_done(row, version=version, by=by, is_removed=True):
        return
    row = day_as_read(row, version=version, by=by)
    if row.is_federal:
        if row.is_removed:
            raise Conflict
        if row.day < timezone.localdate():
            raise TicketError("The day is over, so that it stays what it was.")
        row.is_removed, row.version = True, row.version + 1  # deleted, it would come back every night
        row.save(update_fields=["is_removed", "version"])
    else:
        row.delete()
    rules_changed(row.area)


def day_as_read(row: ClosedDay, *, version: int, by) -> ClosedDay:
    """Within an action, lock a day that `by` keeps and read in this version.

    Raises PermissionDenied, or Conflict when somebody changed or removed it since.
    """
    require_keeper(by, row.area)
    return locked_day(row, version=version)


def was_done(row: ClosedDay, *, version: int, by, is_removed: bool) -> bool:
    """Within an action, lock a day; whether `by` took it off the list, or put it back, in this version.

    Raises PermissionDenied.
    """
    require_keeper(by, row.area)
    ClosedDay.objects.select_for_update(of=("self",)).filter(pk=row.pk).first()
    change = done_by(by, row, version=version)
    if change is None or change.operation == Change.Operation.DELETE:
        return change is not None and is_removed
    return (change.after or {}).get("is_removed") is is_removed


def locked_day(row: ClosedDay, *, version: int) -> ClosedDay:
    """Within an action, lock a day that was read in this version.

    Raises Conflict when somebody changed or removed it since.
    """
    locked = ClosedDay.objects.select_for_update(of=("self",)).filter(pk=row.pk).first()
    if locked is None or locked.version != version:
        raise Conflict
    return locked


def _write(
    row: ClosedDay, *, name: str, kind: str, closes: int | None, by, statements: Statements
) -> ClosedDay:
    name = admit(name, statements=statements)
    if not name:
        raise TicketError("Say why the day is special.")
    is_early = kind == ClosedDay.Kind.EARLY
    if is_early and not (closes and 0 < closes < MINUTES):
        raise TicketError("Say when it closes on this day.")
    opens = _opening(row) if is_early else None
    if opens is not None and closes <= opens:
        raise TicketError(
            f"It opens at {in_words(opens)} on this day. Give a later time, or say that it is closed all day."
        )
    row.name, row.kind, row.closes = name, kind, closes if is_early else None
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise TicketError(_why_not_twice(row)) from error
    statements.record(name, by=by, table="contacts_closedday", key=row.pk, column="name")
    rules_changed(row.area)
    return row


def _why_not_twice(row: ClosedDay) -> str:
    if row.area is None and ClosedDay.objects.filter(area=None, day=row.day, is_removed=True).exists():
        return "A federal holiday was removed on this day. Put it back, then change it."
    return "This day is on the list already. Change it there."


def _opening(row: ClosedDay) -> int | None:
    """When it opens on the weekday of this day; an hour for all areas is compared with the usual week."""
    week = week_of(row.area) if row.area else OFFICE_WEEK
    return min((opens for opens, _ in week[row.day.weekday()]), default=None)
