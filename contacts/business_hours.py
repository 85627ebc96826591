"""Business hours as plain calculation: when an office is open, what time later is, how much time passed.

Knows nothing of the database. Hours are the office's wall clock; what is counted is real time, so that a
day on which clocks change has the hours that it has.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MINUTES = 24 * 60
FARTHEST = 800  # days that are looked through for open hours
NOTHING = timedelta(0)
Ranges = tuple[tuple[int, int], ...]  # opens and closes, in minutes after midnight


@dataclass(frozen=True)
class SpecialDay:
    """A day that is not like its weekday: closed (no `closes`), closed early, or open as usual after all."""

    name: str
    closes: int | None = None
    is_usual: bool = False
    is_federal: bool = False


@dataclass(frozen=True)
class Calendar:
    """When an office is open: a week of ranges, Monday first, and the days that differ from it."""

    week: tuple[Ranges, ...]
    zone: ZoneInfo
    name: str = "The office"
    days: Mapping[date, SpecialDay] = field(default_factory=dict)

    def special_on(self, day: date) -> SpecialDay | None:
        """What is special about this day, if anything is."""
        special = self.days.get(day)
        return None if special is None or special.is_usual else special

    def ranges_on(self, day: date) -> Ranges:
        """The ranges of wall clock minutes in which the office is open on this day."""
        usual = self.week[day.weekday()]
        special = self.special_on(day)
        if special is None:
            return usual
        if special.closes is None:
            return ()
        return tuple(
            (opens, min(closes, special.closes)) for opens, closes in usual if opens < special.closes
        )

    def open_times(self, day: date) -> list[tuple[datetime, datetime]]:
        """The same as moments in UTC, in order and apart from each other."""
        found: list[tuple[datetime, datetime]] = []
        for opens, closes in sorted(self.ranges_on(day)):
            begin, end = self._moment(day, opens), self._moment(day, closes)
            if found and begin <= found[-1][1]:  # also where clocks that go back make two ranges meet
                begin, end = found[-1][0], max(found.pop()[1], end)
            if begin < end:
                found.append((begin, end))
        return found

    def _moment(self, day: date, minutes: int) -> datetime:
        days, rest = divmod(minutes, MINUTES)
        local = datetime.combine(day + timedelta(days=days), time(*divmod(rest, 60)), self.zone)
        return local.astimezone(UTC)

    def open_from(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The times from `start` on in which the office is open, for some two years."""
        first = start.astimezone(self.zone).date()
        for step in range(FARTHEST):
            for begin, end in self.open_times(first + timedelta(days=step)):
                if end > start:
                    yield max(begin, start), end


def after(calendar: Calendar, start: datetime, length: timedelta) -> datetime | None:
    """The moment at which this much business time has passed since `start`; None where it never does."""
    if length <= NOTHING:
        return start
    if not any(calendar.week):
        return None
    # In UTC: within one zone Python adds and subtracts what the wall says, not what passes.
    for begin, end in calendar.open_from(start.astimezone(UTC)):
        if length <= end - begin:
            return begin + length
        length -= end - begin
    return None


def between(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """How much business time passes from `start` to `end`; nothing when `end` is not later."""
    start, end, passed = start.astimezone(UTC), end.astimezone(UTC), NOTHING
    if end <= start or not any(calendar.week):
        return passed
    day, last = start.astimezone(calendar.zone).date(), end.astimezone(calendar.zone).date()
    while day <= last:
        for opens, closes in calendar.open_times(day):
            passed += max(NOTHING, min(closes, end) - max(opens, start))
        day += timedelta(days=1)
    return passed
