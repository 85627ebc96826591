"""Days and hours of the office in words: when a promise can be kept. Hours and special days are a table's."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from contacts.business_hours import Calendar
from contacts.calendars import office_calendar
from contacts.opening_words import in_words


def closed_because(at: datetime, calendar: Calendar | None = None) -> str:
    """Why the office, or the area of this calendar, is closed at `at`, as a sentence's beginning, or nothing.

    Of an open day only an early closing counts: a promise may fall before or after its usual hours.
    """
    calendar = calendar or office_calendar()
    local = timezone.localtime(at)
    day = local.date()
    named = f"{day:%A, %B} {day.day}"
    special = calendar.special_on(day)
    if special and special.closes is None:
        return f"{named}, is {'a federal holiday' if special.is_federal else f'a closed day: {special.name}'}"
    if not calendar.week[day.weekday()]:
        return f"{named}, is {'a weekend' if day.weekday() >= 5 else 'no business day'}"
    if special and special.closes is not None and local.hour * 60 + local.minute >= special.closes:
        return f"{named}, is closed from {in_words(special.closes)} on: {special.name}"
    return ""


def at_hour(day: date, hour: int) -> datetime:
    """This hour of a day, in the office's zone."""
    return timezone.make_aware(datetime.combine(day, time(hour)))


def start_of_day(at: datetime) -> datetime:
    """Midnight before `at`, in the office's zone."""
    return timezone.make_aware(datetime.combine(timezone.localtime(at).date(), time.min))


def end_of_day(at: datetime) -> datetime:
    """The last second of the day of `at`, in the office's zone."""
    return timezone.make_aware(datetime.combine(timezone.localtime(at).date(), time(23, 59, 59)))


def next_open_day(day: date, calendar: Calendar | None = None) -> date:
    """The first day after `day` on which the office is open."""
    calendar = calendar or office_calendar()
    day += timedelta(days=1)
    while not calendar.ranges_on(day):
        day += timedelta(days=1)
    return day


def likely_promises(
    now: datetime | None = None, calendar: Calendar | None = None
) -> list[tuple[str, datetime]]:
    """The three times that are promised most, in words: later today, the next day, the end of the week."""
    calendar = calendar or office_calendar()
    local = timezone.localtime(now)
    today = local.date()
    offered = []
    if local.hour < 15 and not closed_because(at_hour(today, 16), calendar):
        offered.append(("Today 4 p.m.", at_hour(today, 16)))
    following = next_open_day(today, calendar)
    words = "Tomorrow" if following == today + timedelta(days=1) else f"{following:%a}"
    offered.append((f"{words} 10 a.m.", at_hour(following, 10)))
    third = next_open_day(following, calendar)
    offered.append((f"{third:%a} 10 a.m.", at_hour(third, 10)))
    return offered


def closed_ahead(days: int = 7, now: datetime | None = None, calendar: Calendar | None = None) -> list[str]:
    """Sentences about the days ahead, up to `days`, that are special: closed, or closed early."""
    calendar = calendar or office_calendar()
    today = timezone.localdate(now)
    ahead = [today + timedelta(days=step) for step in range(1, days + 1)]
    late = time(23, 59)
    return [
        closed_because(timezone.make_aware(datetime.combine(day, late)), calendar)
        for day in ahead
        if calendar.special_on(day)
    ]
