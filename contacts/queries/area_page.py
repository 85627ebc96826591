"""A business area as its keepers see it: its week, the special days ahead, its targets and its people."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from contacts.areas_kept import areas_kept_by
from contacts.calendars import week_of
from contacts.models import ClosedDay, ServiceTarget, Topic
from contacts.opening_words import ranges_in_words
from contacts.queries.area_people import AreaPeople, all_or_away
from uccms.accounts.models import BusinessArea, User

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MOST_DAYS = 2500  # more than an area and all areas together may have (keeping_hours.py)


@dataclass(frozen=True)
class AreaPage:
    """What the page shows."""

    week: list[tuple[str, str]]
    days: list[ClosedDay]
    covered: dict[date, ClosedDay]  # days of all areas, where the area's own day goes before them
    targets: list[ServiceTarget]
    people: AreaPeople
    topics: list[Topic]


def kept_area_or_404(slug: str, user: User) -> BusinessArea:
    """The area with this slug.

    Raises Http404 when there is none that `user` keeps.
    """
    area = areas_kept_by(user).filter(slug=slug).first()
    if area is None:
        raise Http404
    return area


def area_page(area: BusinessArea) -> AreaPage:
    """The whole page."""
    week = [(name, ranges_in_words(ranges)) for name, ranges in zip(WEEKDAYS, week_of(area), strict=True)]
    days = days_ahead(Q(area=area) | Q(area=None))
    own = {row.day for row in days if row.area_id}
    covered = {row.day: row for row in days if row.area_id is None and row.day in own}
    return AreaPage(
        week,
        days=[row for row in days if row.area_id or row.day not in covered],
        covered=covered,
        targets=list(ServiceTarget.objects.filter(area=area).select_related("topic")),
        people=all_or_away(area),
        topics=list(topics_of(area)),
    )


def topics_of(area: BusinessArea) -> QuerySet[Topic]:
    """The topics that the area answers, of which agents choose one."""
    return Topic.objects.filter(area=area, is_active=True, children__isnull=True).order_by("path", "name")


def days_ahead(which: Q) -> list[ClosedDay]:
    """All special days that are to come, the first one first: what is not shown could not be changed."""
    ahead = ClosedDay.objects.filter(which, is_removed=False, day__gte=timezone.localdate())
    return list(ahead.order_by("day", "id")[:MOST_DAYS])


def removed_ahead() -> list[ClosedDay]:
    """The federal holidays to come that were removed for all areas, so that they can be put back."""
    ahead = ClosedDay.objects.filter(is_removed=True, day__gte=timezone.localdate())
    return list(ahead.order_by("day", "id")[:MOST_DAYS])


def day_of_all(day: date) -> ClosedDay | None:
    """What is special for all areas on this day, if anything is."""
    return ClosedDay.objects.filter(area=None, is_removed=False, day=day).first()
