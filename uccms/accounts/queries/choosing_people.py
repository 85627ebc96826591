"""Who of the staff may be chosen: all of them where they are few, else a short list and whoever is named."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Prefetch, Q, QuerySet, Value, When

from uccms.accounts.models import Membership, User
from uccms.accounts.names import begin, words_of_name
from uccms.database.written_once import Slot

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


def matching(known: Iterable[Named], typed: str) -> list[list[Named]]:
    """Those whose words begin with what was typed, in any order, each list within the one after it.

    Whose name is exactly that; whose name begins so; and whose name and area together do.
    """
    words = typed_words(typed)
    if not words:
        return [[], [], []]
    anywhere = [
        each for each in known if begin((*words_of_name(each.name), *words_of_name(each.area)), words)
    ]
    by_name = [each for each in anywhere if begin(words_of_name(each.name), words)]
    return [[each for each in by_name if words_of_name(each.name) == words], by_name, anywhere]


def typed_words(typed: str) -> tuple[str, ...]:
    """What was typed, as words of names are."""
    return words_of_name(typed[:LONGEST_NAME])


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
    def known(self, words: Sequence[str], beside: str = "") -> list[Named]:
        """Whose name, or name and area, begins with these words, at most one more than a list holds.

        Whole names are first, then names, then those that are found by the area, too. With `beside`, what
        was chosen in the list, only those whom that means, too.
        """

    @abstractmethod
    def offered(self, row) -> Offered:
        """A row as a line of the list."""

    def line_of(self, row) -> Offered:
        """A row as a line of what was found by name, with what tells people of one name apart."""
        return self.offered(row)

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
        _, by_name, anywhere = self._ways(typed)
        found = set(by_name)
        return [*by_name, *(each for each in anywhere if each not in found)]

    def likely(self, typed: str) -> list[Named]:
        """Of those who are called so, the ones that are meant most likely; none where they are too many."""
        found = next(filter(None, self._ways(typed)), [])
        return found if len(found) <= SHORT else []

    def meant(self, typed: str, beside: str = "") -> str:
        """What a form sends for the only one who is called so; `beside` is what was chosen in the list.

        Raises LookupError with a sentence, if nobody is called so, or more than one.
        """
        words = typed_words(typed)
        narrowed = self.known(words, beside) if words and beside else []
        if any(each.value == beside for each in narrowed):
            return beside
        ways = self._ways(typed)
        for each in (*ways, narrowed):
            if len(each) == 1:
                return each[0].value
        found, said = next(filter(None, ways), []), f"“{typed}”"
        if not found:
            raise LookupError(f"Nobody who can be chosen here is called {said}. Check how it is written.")
        if len(found) > SHORT:
            raise LookupError(f"More than {SHORT} are called {said}. Write more of the name.")
        raise LookupError(f"{len(found)} are called {said}. Choose one of them in the list.")

    def lines(self, found: Sequence[Named]) -> list[Offered]:
        """Those who were found, as lines of the list, in the same order."""
        rows = self.rows_of([each.value for each in found]) if found else []
        lines = {line.value: line for line in map(self.line_of, rows)}
        return [lines[each.value] for each in found if each.value in lines]

    def _ways(self, typed: str) -> list[list[Named]]:
        words = typed_words(typed)
        return matching(self.known(words) if words else [], typed)


class Staff(People):
    """Members of staff, sent as their keys."""

    def __init__(self, users: QuerySet[User], *, near: Iterable[int] = ()) -> None:
        self.users = users
        self.near = list(near)

    def all(self) -> QuerySet[User]:
        return self.users

    def near_ones(self) -> QuerySet[User]:
        return self.users.filter(in_areas(self.near))

    def known(self, words, beside=""):
        found = self.users.filter(pk__among=named(words))
        if beside:
            found = found.filter(pk__in=[beside] if is_key(beside) else [])
        found = found.order_by(closeness(words), "name", "pk").values_list("pk", "name")
        return [Named(str(key), name) for key, name in found[: SHORT + 1]]

    def by_name(self) -> QuerySet[User]:
        memberships = Membership.objects.select_related("area")
        return User.objects.order_by("name", "pk").prefetch_related(Prefetch("memberships", memberships))

    def offered(self, row: User) -> Offered:
        line = self.line_of(row)
        return Offered(line.value, line.words) if self.are_few else line

    def line_of(self, row: User) -> Offered:
        return Offered(str(row.pk), row.name, areas_of(row))

    def rows_of(self, values: Sequence[str]) -> list[User]:
        keys = [each for each in values if is_key(each)]
        return list(of(self.users.filter(pk__in=keys), self.by_name()))


def named(words: Sequence[str]) -> ArraySubquery:
    """The keys of the members of staff whose names begin with these words, which an index finds."""
    return ArraySubquery(User.objects.filter(name_words__begin=words).values("pk"))


def closeness(words: Sequence[str], words_of: str = "name_words") -> Case:
    """Sorts before others whose name is exactly these words, and then whose name begins with them."""
    is_name = When(Q(**{words_of: " ".join(words)}), then=Value(0))
    return Case(is_name, When(Q(**{f"{words_of}__begin": words}), then=Value(1)), default=Value(2))


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
