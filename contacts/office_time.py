"""Days and hours of the office: when a promise can be kept."""

from datetime import datetime, time, timedelta
from functools import cache

import holidays
from django.utils import timezone


@cache
def _federal(year: int) -> dict:
    return dict(holidays.country_holidays("US", years=year))


def holiday_on(day) -> str:
    """The federal holiday on this day (5 U.S.C. 6103), or nothing."""
    return _federal(day.year).get(day, "")


def closed_because(at: datetime) -> str:
    """Why the office is closed on the day of `at`, as the beginning of a sentence, or nothing."""
    day = timezone.localtime(at).date()
    named = f"{day:%A, %B} {day.day}"
    if holiday_on(day):
        return f"{named}, is a federal holiday"
    if day.weekday() >= 5:
        return f"{named}, is a weekend"
    return ""


def at_hour(day, hour: int) -> datetime:
    """This hour of a day, in the office's zone."""
    return timezone.make_aware(datetime.combine(day, time(hour)))


def start_of_day(at: datetime) -> datetime:
    """Midnight before `at`, in the office's zone."""
    return timezone.make_aware(datetime.combine(timezone.localtime(at).date(), time.min))


def end_of_day(at: datetime) -> datetime:
    """The last second of the day of `at`, in the office's zone."""
    return timezone.make_aware(datetime.combine(timezone.localtime(at).date(), time(23, 59, 59)))


def next_open_day(day):
    """The first day after `day` on which the office is open."""
    day += timedelta(days=1)
    while day.weekday() >= 5 or holiday_on(day):
        day += timedelta(days=1)
    return day


def likely_promises(now: datetime | None = None) -> list[tuple[str, datetime]]:
    """The three times that are promised most, in words: later today, the next day, the end of the week."""
    local = timezone.localtime(now)
    today = local.date()
    offered = []
    if local.hour < 15 and today.weekday() < 5 and not holiday_on(today):
        offered.append(("Today 4 p.m.", at_hour(today, 16)))
    following = next_open_day(today)
    words = "Tomorrow" if following == today + timedelta(days=1) else f"{following:%a}"
    offered.append((f"{words} 10 a.m.", at_hour(following, 10)))
    third = next_open_day(following)
    offered.append((f"{third:%a} 10 a.m.", at_hour(third, 10)))
    return offered


def holidays_ahead(days: int = 7, now: datetime | None = None) -> list[str]:
    """Sentences about the holidays of the next days."""
    today = timezone.localtime(now).date()
    ahead = [today + timedelta(days=step) for step in range(1, days + 1)]
    return [f"{day:%A, %B} {day.day}, is a federal holiday" for day in ahead if holiday_on(day)]
