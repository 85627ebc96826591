"""The calendars of business areas, and the one that holds for the office as a whole."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

from django.db.models import Q
from django.utils import timezone

from contacts import federal_holidays
from contacts.business_hours import Calendar, Ranges, SpecialDay
from contacts.models import ClosedDay, OpeningHours
from uccms.accounts.models import BusinessArea

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
    rows = ClosedDay.objects.filter(area=None)
    return Calendar(OFFICE_WEEK, timezone.get_default_timezone(), days=Days(_special(rows)))


def calendar_of(area: BusinessArea) -> Calendar:
    """When this area is open; its own special days go before those of all areas."""
    rows = list(ClosedDay.objects.filter(Q(area=area) | Q(area=None)))
    general = _special(row for row in rows if row.area_id is None)
    own = _special(row for row in rows if row.area_id is not None)
    return Calendar(week_of(area), timezone.get_default_timezone(), name=area.name, days=Days(general, own))


def week_of(area: BusinessArea) -> tuple[Ranges, ...]:
    """The area's week, or the office's where it has none of its own."""
    week: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for weekday, opens, closes in OpeningHours.objects.filter(area=area).values_list(
        "weekday", "opens", "closes"
    ):
        week[weekday].append((opens, closes))
    return tuple(tuple(sorted(week[day])) for day in range(7)) if week else OFFICE_WEEK


def _special(rows) -> dict[date, SpecialDay]:
    return {
        row.day: SpecialDay(row.name, row.closes, row.kind == ClosedDay.Kind.USUAL, row.is_federal)
        for row in rows
    }
