"""Who belongs to a business area: all where they are few, else a page of them, and whoever is named."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from uccms.accounts.models import BusinessArea, User
from uccms.accounts.queries.choosing_people import SHORT, Staff, in_areas

PAGE = SHORT


@dataclass(frozen=True)
class AreaPeople:
    """Those that are listed, of so many; `note` says which they are, where they are not all."""

    listed: list[User]
    count: int
    page: int = 1
    note: str = ""

    @property
    def are_all(self) -> bool:
        return not self.note and self.count == len(self.listed)

    @property
    def number(self) -> str:
        """How many they are, as it is read."""
        return f"{self.count:,}"

    @property
    def earlier(self) -> int | None:
        """The number of the page before this one, if there is one."""
        return self.page - 1 if self.page > 1 else None

    @property
    def later(self) -> int | None:
        """The number of the page after this one, if there is one."""
        return self.page + 1 if self.page * PAGE < self.count else None


def all_or_away(area: BusinessArea) -> AreaPeople:
    """All of an area's people; of more than a list holds, those who are away, the next back first."""
    members = _members(area)
    some = list(members.order_by("name", "pk")[: SHORT + 1])
    if len(some) <= SHORT:
        return AreaPeople(some, len(some))
    away = members.filter(away_until__gt=timezone.localdate()).order_by("away_until", "name", "pk")
    listed = list(away[: SHORT + 1])
    note = "Who is away, next back first" if listed else "Nobody is away."
    if len(listed) > SHORT:
        note = f"The {SHORT} who are back first of those who are away"
    return AreaPeople(listed[:SHORT], members.count(), note=note)


def page_of_people(area: BusinessArea, number: int) -> AreaPeople:
    """One page of an area's people, by name; the last one for a number that is too high."""
    members = _members(area)
    count = members.count()
    number = min(max(number, 1), max(1, -(-count // PAGE)))
    rows = members.order_by("name", "pk")[(number - 1) * PAGE : number * PAGE]
    return AreaPeople(list(rows), count, number)


def called(area: BusinessArea, name: str) -> AreaPeople:
    """Those of an area's people whose names begin so, at most as many as a list holds."""
    people = Staff(_members(area), near=[area.pk])
    found = people.called(name)
    rows = {str(each.pk): each for each in people.rows_of([each.value for each in found[:SHORT]])}
    note = f"Called “{name}”"
    if not found:
        note = f"Nobody of this area is called “{name}”. Check how it is written."
    elif len(found) > SHORT:
        note = f"More than {SHORT} are called “{name}”; these are the first. Write more of the name."
    return AreaPeople([rows[each.value] for each in found if each.value in rows], len(found), note=note)


def _members(area: BusinessArea) -> QuerySet[User]:
    return User.objects.filter(in_areas([area.pk]), is_active=True)
