"""Who of the staff may be chosen: all of them where they are few, else a short list and whoever is named."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Prefetch, Q, QuerySet

from uccms.accounts.models import Membership, User
from uccms.database.written_once import Slot
from uccms.folding import folded

SHORT = 50  # so many people are listed at most; of more, nobody reads a list
LONGEST_NAME = 120  # as a member of staff can have


@dataclass(frozen=True)
class Named:
    """Somebody, or an area, by the name that is typed: what a form sends for it, and the area it is in."""

    value: str
    name: str
    area: str = ""


@dataclass(frozen=True)
class Offered:
    """One line of a list: what a form sends, what is read, and the area by which it is found, too."""

    value: str
    words: str
    area: str = ""

    @property
    def with_area(self) -> str:
        """What is read where the area is not said otherwise."""
        return f"{self.words} ({self.area})" if self.area else self.words


@lru_cache(maxsize=20_000)
def _words(text: str) -> tuple[str, ...]:
    """The words of a name as they are compared; the same names are looked through at each letter."""
    return tuple("".join(sign if sign.isalnum() else " " for sign in folded(text)).split())


def _begin(words: Sequence[str], typed: Sequence[str]) -> bool:
    return all(any(word.startswith(each) for word in words) for each in typed)


def matching(known: Iterable[Named], typed: str) -> list[list[Named]]:
    """Those whose words begin with what was typed, in any order, each list within the one after it.

    Whose name is exactly that; whose name begins so; and whose name and area together do.
    """
    words = _words(typed[:LONGEST_NAME])
    if not words:
        return [[], [], []]
    anywhere = [each for each in known if _begin((*_words(each.name), *_words(each.area)), words)]
    by_name = [each for each in anywhere if _begin(_words(each.name), words)]
    return [[each for each in by_name if _words(each.name) == words], by_name, anywhere]


class People(ABC):
    """Those who may be chosen in one list. `near` are the keys of the areas that come before others."""

    near: list[int]

    @abstractmethod
    def all(self) -> QuerySet:
        """All of them, in no order."""

    @abstractmethod
    def near_ones(self) -> QuerySet:
        """Those of them who are in the areas that are near."""

    @abstractmethod
    def by_name(self) -> QuerySet:
        """Rows as `offered` reads them, by name, whoever they are."""

    @abstractmethod
    def names(self) -> list[Named]:
        """All of them by their names alone, as nobody reads more of thousands."""

    @abstractmethod
    def offered(self, row) -> Offered:
        """A row as a line of the list."""

    @abstractmethod
    def rows_of(self, values: Sequence[str]) -> list:
        """The rows of those that are sent so, among all who may be chosen."""

    @cached_property
    def _some(self) -> list:
        return list(some_of(self.all(), self.by_name()))

    @property
    def are_few(self) -> bool:
        """Whether all of them are listed."""
        return len(self._some) <= SHORT

    @cached_property
    def short(self) -> list:
        """All of them, or the first of those that are near."""
        return self._some if self.are_few else list(of(self.near_ones(), self.by_name())[:SHORT])

    def called(self, typed: str) -> list[Named]:
        """Whoever is called so: by name first, then by the area they are in."""
        _, by_name, anywhere = matching(self._names, typed)
        found = set(by_name)
        return [*by_name, *(each for each in anywhere if each not in found)]

    def likely(self, typed: str) -> list[Named]:
        """Of those who are called so, the ones that are meant most likely; none where they are too many."""
        found = next(filter(None, matching(self._names, typed)), [])
        return found if len(found) <= SHORT else []

    def meant(self, typed: str, beside: str = "") -> str:
        """What a form sends for the only one who is called so; `beside` is what was chosen in the list.

        Raises LookupError with a sentence, if nobody is called so, or more than one.
        """
        ways = matching(self._names, typed)
        if any(each.value == beside for each in ways[-1]):
            return beside
        for each in (*ways, self.narrowed(ways[-1], beside)):
            if len(each) == 1:
                return each[0].value
        found, said = next(filter(None, ways), []), f"“{typed}”"
        if not found:
            raise LookupError(f"Nobody who can be chosen here is called {said}. Check how it is written.")
        if len(found) > SHORT:
            raise LookupError(f"More than {SHORT} are called {said}. Write more of the name.")
        raise LookupError(f"{len(found)} are called {said}. Choose one of them in the list.")

    def narrowed(self, found: list[Named], beside: str) -> list[Named]:
        """Those of several whom the choice in the list means, too."""
        return found

    def lines(self, found: Sequence[Named]) -> list[Offered]:
        """Those who were found, as lines of the list, in the same order."""
        lines = {line.value: line for line in map(self.offered, self.rows_of([each.value for each in found]))}
        return [lines[each.value] for each in found if each.value in lines]

    @cached_property
    def _names(self) -> list[Named]:
        return self.names()


class Staff(People):
    """Members of staff, sent as their keys."""

    def __init__(self, users: QuerySet[User], *, near: Iterable[int] = ()) -> None:
        self.users = users
        self.near = list(near)

    def all(self) -> QuerySet[User]:
        return self.users

    def near_ones(self) -> QuerySet[User]:
        return self.users.filter(in_areas(self.near))

    def names(self) -> list[Named]:
        known = self.users.order_by("name", "pk").values_list("pk", "name")
        return [Named(str(key), name) for key, name in known]

    def by_name(self) -> QuerySet[User]:
        memberships = Membership.objects.select_related("area")
        return User.objects.order_by("name", "pk").prefetch_related(Prefetch("memberships", memberships))

    def offered(self, row: User) -> Offered:
        return Offered(str(row.pk), row.name, "" if self.are_few else areas_of(row))

    def rows_of(self, values: Sequence[str]) -> list[User]:
        keys = [each for each in values if is_key(each)]
        return list(of(self.users.filter(pk__in=keys), self.by_name()))


def areas_of(person: User) -> str:
    """The names of the areas of somebody who was read with their memberships."""
    return ", ".join(sorted(each.area.name for each in person.memberships.all()))


def in_areas(areas: list[int] | Slot) -> Q:
    """Whether somebody is a member of one of these areas; their members are found first, as they are few."""
    there = Membership.objects.filter(area__among=areas)
    return Q(pk__among=ArraySubquery(there.values("user")))


def some_of(rows: QuerySet, by_name: QuerySet) -> QuerySet:
    """One more of the rows than a list holds, or all; the database stops when it has so many."""
    return of(rows.order_by()[: SHORT + 1], by_name)


def of(rows: QuerySet, by_name: QuerySet) -> QuerySet:
    """Those of `by_name` that are among the rows: who they are is asked once, however they are shown.

    As an array, for where the planner takes the tables for empty, as after thousands of people were added: it
    would look through all of them for each of them, which takes minutes.
    """
    return by_name.filter(pk__among=ArraySubquery(rows.values("pk")))


def is_key(value: str) -> bool:
    """Whether a value from the browser can be the key of a row."""
    return value.isascii() and value.isdigit() and len(value) < 10
