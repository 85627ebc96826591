"""The calendars of business areas, and the one that holds for the office as a whole."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from django.db.models import Q
from django.utils import timezone

from contacts import federal_holidays
from contacts.business_hours import Calendar, Ranges, SpecialDay
from contacts.models import ClosedDay, OpeningHours
from uccms.accounts.models import BusinessArea
from uccms.database.written_once import Slot, WrittenOnce, together

OFFICE_HOURS: Ranges = ((8 * 60 + 30, 17 * 60),)  # of an area that has not said when it is open
OFFICE_WEEK: tuple[Ranges, ...] = (*[OFFICE_HOURS] * 5, (), ())


class Days(Mapping[date, SpecialDay]):
    """Special days by their date; a year that the table does not know yet is as the law has it."""

    def __init__(self, general: dict[date, SpecialDay], own: dict[date, SpecialDay] | None = None) -> None:
        self._written = general | (own or {})
        self._years = {day.year for day, special in general.items() if special.is_federal}

    def __getitem__(self, day: date) -> SpecialDay:
        if day in self._written or day.year in self._years:
            return self._written[day]
        return SpecialDay(federal_holidays.of_year(day.year)[day], is_federal=True)

    def __iter__(self) -> Iterator[date]:
        return iter(self._written)

    def __len__(self) -> int:
        return len(self._written)


def office_calendar() -> Calendar:
    """Monday to Friday, and the days that are special for every area."""
    return Calendar(OFFICE_WEEK, timezone.get_default_timezone(), days=Days(_special(_days_of_all())))


def calendar_of(area: BusinessArea) -> Calendar:
    """When this area is open; its own special days go before those of all areas."""
    hours, rows = together(_hours.asking(area=area.pk), _days.asking(area=area.pk))
    general = _special(row for row in rows if row.area_id is None)
    own = _special(row for row in rows if row.area_id is not None)
    return Calendar(_week(hours), timezone.get_default_timezone(), name=area.name, days=Days(general, own))


def week_of(area: BusinessArea) -> tuple[Ranges, ...]:
    """The area's week, or the office's where it has none of its own."""
    return _week(_hours(area=area.pk))


def _week(hours: Iterable[OpeningHours]) -> tuple[Ranges, ...]:
    week: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for each in hours:
        week[each.weekday].append((each.opens, each.closes))
    return tuple(tuple(sorted(week[day])) for day in range(7)) if week else OFFICE_WEEK


def _special(rows: Iterable[ClosedDay]) -> dict[date, SpecialDay]:
    # A removed holiday is no special day, but it is on the table: its year is not read from the library.
    return {
        row.day: SpecialDay(
            row.name, row.closes, row.is_removed or row.kind == ClosedDay.Kind.USUAL, row.is_federal
        )
        for row in rows
    }


_hours = WrittenOnce(lambda: OpeningHours.objects.filter(area=Slot("area")))
_days = WrittenOnce(lambda: ClosedDay.objects.filter(Q(area=Slot("area")) | Q(area=None)))
_days_of_all = WrittenOnce(lambda: ClosedDay.objects.filter(area=None))
