"""The assessment and the register as a page shows them. Nothing of it is read from the database."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from uccms.privacy import pia, register

NOBODY = "nobody"


@dataclass(frozen=True)
class Kept:
    """One category with its purposes in words."""

    name: str
    words: str
    purposes: list[str]
    retention: str


@dataclass(frozen=True)
class Table:
    """One table with its columns, each with what it holds in words."""

    name: str
    history: str
    columns: list[tuple[str, str, str]]


def kept(*, about_staff: bool) -> list[Kept]:
    """What may be kept, of customers or of staff, and what for."""
    purposes = pia.assessment()["purposes"]
    return [
        Kept(name, each.words, [purposes[purpose] for purpose in each.purposes], each.retention)
        for name, each in pia.categories().items()
        if each.about_staff is about_staff
    ]


def choices() -> list[tuple[str, str]]:
    """What the register can be narrowed to."""
    return [("", "Everything"), *((name, words_of(name)) for name in [*pia.categories(), NOBODY])]


def words_of(category: str) -> str:
    """A category as a page calls it."""
    return "about nobody" if category == NOBODY else pia.categories()[category].words


def tables(category: str = "") -> Iterator[Table]:
    """Every table of the register, or the columns of one category only, by name."""
    histories = {model._meta.db_table: _history_of(model) for model in register.all_models()}
    chosen = [each for each in register.columns() if not category or each.category == category]
    chosen.sort(key=lambda each: each.table)
    for name, columns in groupby(chosen, key=lambda each: each.table):
        shown = [(each.name, words_of(each.category), each.because) for each in columns]
        yield Table(name, histories.get(name, "no history: it belongs to the database"), shown)


def _history_of(model) -> str:
    holds = register.declaration(model)
    return "every change is kept" if holds.history else f"no history: {holds.no_history_because}"
