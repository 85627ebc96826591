"""What is tied to a customer, and what becomes of it when two customers are made one.

Each app says so at start-up, in `AppConfig.ready()`, of every foreign key to `Customer` that it has; a test
fails for one that nobody spoke of. So merging moves orders without knowing of orders.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model, QuerySet

Counted = Callable[[QuerySet, object], QuerySet | None]


def all_rows(rows: QuerySet, user) -> QuerySet:
    """Everybody who may open the customer may know how many there are."""
    return rows


def no_rows(rows: QuerySet, user) -> None:
    """Nobody is told how many there are."""


@dataclass(frozen=True)
class Tied:
    """A foreign key whose rows move with the customer.

    `counted` narrows rows to those whose number a person may know, or says None. Rows that `follow` another
    row, by the name of the foreign key to it, have the same customer as that one, before and after.
    """

    label: str
    field: str
    words: str
    counted: Counted
    follow: str
    position: int

    @property
    def model(self) -> type[Model]:
        return apps.get_model(self.label)

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def column(self) -> str:
        return self.model._meta.get_field(self.field).column

    @property
    def followed(self) -> tuple[str, str]:
        """The column that leads to the row which is followed, and that row's table."""
        field = self.model._meta.get_field(self.follow)
        return field.column, field.related_model._meta.db_table


_moving: dict[tuple[str, str], Tied] = {}
_staying: dict[tuple[str, str], str] = {}


def moves(
    label: str,
    field: str = "customer",
    *,
    words: str = "",
    counted: Counted = all_rows,
    follow: str = "",
    position: int = 100,
) -> None:
    """The rows of `label` (`app.Model`) move. Those without `words` are not spoken of on the page."""
    _moving[label, field] = Tied(label, field, words, counted, follow, position)


def stays(label: str, field: str = "customer", *, because: str) -> None:
    """The rows of `label` stay with the number that they were written for."""
    _staying[label, field] = because


def moving() -> list[Tied]:
    """All that moves, what is followed before what follows it."""
    return sorted(_moving.values(), key=lambda each: (bool(each.follow), each.position))


def spoken_of() -> set[tuple[str, str]]:
    """Every foreign key of which an app said what becomes of it."""
    return {*_moving, *_staying}
