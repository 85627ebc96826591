"""The federal fiscal year: from 1 October, named after the year in which it ends (31 U.S.C. 1102)."""

from datetime import date

from django.utils import timezone


def fiscal_year(day: date | None = None) -> int:
    """The fiscal year of a day; of today, in the office's zone, when none is given."""
    day = day or timezone.localdate()
    return day.year + (day.month >= 10)
