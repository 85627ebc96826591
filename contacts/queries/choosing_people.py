"""Who can be given a ticket or named by a rule, and by whom the queue is filtered."""

from collections.abc import Iterable, Sequence
from functools import cached_property

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Q, QuerySet

from contacts.presence import absence, works
from uccms.accounts.models import BusinessArea, Membership, User
from uccms.accounts.names import begin, words_of_name
from uccms.accounts.queries.choosing_people import (
    SHORT,
    Named,
    Offered,
    People,
    Staff,
    closeness,
    in_areas,
    is_key,
    named,
    of,
)
from uccms.accounts.sessions import signed_in


class StaffWithAreas(Staff):
    """The same, where the list says of everybody in which areas they are."""

    def line_of(self, row: User) -> Offered:
        line = super().line_of(row)
        return Offered(line.value, line.with_area)


class Workplaces(People):
    """Areas that take tickets, and who works on tickets in each: sent as the area's key, or as both keys."""

    def __init__(self, *, near: Iterable[int] = ()) -> None:
        self.near = list(near)

    @cached_property
    def areas(self) -> dict[int, BusinessArea]:
        return {each.pk: each for each in BusinessArea.objects.filter(is_active=True, marked="")}

    def all(self) -> QuerySet[Membership]:
        return Membership.objects.filter(works("user"), area__among=list(self.areas), user__is_active=True)

    def near_ones(self) -> QuerySet[Membership]:
        return self.all().filter(area__among=self.near)

    def by_name(self) -> QuerySet[Membership]:
        return Membership.objects.select_related("user").order_by("user__name", "user", "pk")

    def known(self, words, beside=""):
        chosen = beside.partition("-")[0]
        areas = [each for key, each in self.areas.items() if not beside or str(key) == chosen]
        found, named_by_area = [], Q()
        for left, those in self._left(areas, words).items():
            there = Q(area__among=[each.pk for each in those])
            if not left:
                found += [Named(str(each.pk), each.name) for each in those]
            if len(left) < len(words):
                named_by_area |= there & Q(user__among=named(left)) if left else there
        rows = self.all().filter(Q(user__among=named(words)) | named_by_area)
        if beside:
            rows = rows.filter(area__among=[each.pk for each in areas])
        rows = rows.order_by(closeness(words, "user__name_words"), "user__name", "user", "area")
        for area, user, name in rows.values_list("area", "user", "user__name")[: SHORT + 1]:
            found.append(Named(f"{area}-{user}", name, self.areas[area].name))
        return found

    @staticmethod
    def _left(
        areas: Iterable[BusinessArea], words: Sequence[str]
    ) -> dict[tuple[str, ...], list[BusinessArea]]:
        """The areas by those of the words that are not in their names, and so must be in a person's."""
        found: dict[tuple[str, ...], list[BusinessArea]] = {}
        for each in areas:
            of_area = words_of_name(each.name)
            found.setdefault(tuple(word for word in words if not begin(of_area, [word])), []).append(each)
        return found

    def offered(self, row: Membership) -> Offered:
        words = ", ".join(filter(None, (row.user.name, self.absence(row.user))))
        return Offered(f"{row.area_id}-{row.user_id}", words, self.areas[row.area_id].name)

    def rows_of(self, values: Sequence[str]) -> list[Membership]:
        pairs = [each.split("-") for each in values if _is_pair(each)]
        asked = {(int(area), int(user)) for area, user in pairs if int(area) in self.areas}
        found = self.all().filter(user__among=[user for _, user in asked])
        return [each for each in of(found, self.by_name()) if (each.area_id, each.user_id) in asked]

    def lines(self, found: Sequence[Named]) -> list[Offered]:
        people = {each.value: each for each in super().lines([each for each in found if each.area])}
        areas = {each.value: Offered(each.value, each.name) for each in found if not each.area}
        lines = areas | people
        return [lines[each.value] for each in found if each.value in lines]

    def absence(self, person: User) -> str:
        """In words, that somebody is not there."""
        person.is_signed_in = person.pk in self._signed_in
        return absence(person)

    @cached_property
    def _signed_in(self) -> set[int]:
        return set(signed_in())


def holders(areas: Iterable[int], *also: int) -> Staff:
    """Who can hold the tickets of these areas, of which the call center's people are not near; and these."""
    areas = list(areas)
    there = Membership.objects.filter(Q(area__among=areas) | Q(area__first_tier=True))
    users = User.objects.filter(
        works("pk"), Q(pk__among=ArraySubquery(there.values("user"))) | Q(pk__in=also), is_active=True
    )
    return Staff(users, near=areas)


def holders_by_rule(user: User, *areas: int) -> StaffWithAreas:
    """Whom a rule can name: whoever works on tickets; near is who does in these areas and its keeper's."""
    users = User.objects.filter(works("pk"), is_active=True)
    return StaffWithAreas(users, near={*areas, *(each.pk for each in user.areas)})


def holders_seen_by(user: User) -> Staff:
    """By whom `user` can filter the queue: who works in the areas that they see all of."""
    areas = [each.pk for each in user.areas]
    somewhere = Q(pk__among=ArraySubquery(Membership.objects.values("user")))
    there = somewhere if user.is_first_tier else in_areas(areas)
    return Staff(User.objects.filter(works("pk"), there, is_active=True), near=areas)


def _is_pair(value: str) -> bool:
    area, _, user = value.partition("-")
    return is_key(area) and is_key(user)
