"""What tables, rows and columns are called on screens, and which record a number stands for."""

import re
from collections.abc import Iterable, Mapping
from functools import cache

from django.db.models import Model

from uccms.privacy import register

NUMBER = re.compile("([A-Z])([1-9][0-9]{0,17})")


@cache
def models_by_table() -> dict[str, type[Model]]:
    """Every model by the name of its table."""
    return {model._meta.db_table: model for model in register.all_models()}


@cache
def lettered() -> dict[str, type[Model]]:
    """The models whose rows people know by a letter and digits (`number`), by that letter.

    The digits are the row's key, unless the model names another column of its own (`numbered_by`).
    """
    found = {}
    for model in register.all_models():
        if isinstance(vars(model).get("number"), property):
            example = model(pk=1, **{name: 1 for name in [numbered_by(model)] if name})
            found[example.number[0]] = model
    return found


def numbered_by(model: type[Model]) -> str:
    """The column that holds the digits of a row's number, where that is not its key; else empty."""
    return getattr(model, "numbered_by", "")


def examples() -> list[str]:
    """What a number looks like, one of each kind of record."""
    return [
        f"{letter}27000418" if numbered_by(model) else f"{letter}10482"
        for letter, model in sorted(lettered().items())
    ]


Numbers = Mapping[tuple[str, str], str]  # by the name of a table and the key of a row


def numbers_of(rows: Iterable[tuple[str, str]]) -> Numbers:
    """The numbers of rows whose digits are not their keys, in one query for each such model."""
    rows = set(rows)
    found = {}
    for model in lettered().values():
        table = model._meta.db_table
        keys = [key for name, key in rows if name == table]
        if numbered_by(model) and keys:
            found |= {
                (table, str(each.pk)): each.number for each in model._default_manager.filter(pk__in=keys)
            }
    return found


def number_of(table: str, key: str, numbers: Numbers) -> str:
    """The number that people know a row by, such as T10482; empty where there is none."""
    model = models_by_table().get(table)
    for letter, each in lettered().items():
        if each is model:
            return numbers.get((table, key), "") if numbered_by(model) else f"{letter}{key}"
    return ""


def row_in_words(table: str, key: str, numbers: Numbers) -> str:
    """A row as a screen calls it: Ticket T10482, Timeline entry 12."""
    model = models_by_table().get(table)
    name = str(model._meta.verbose_name) if model else table
    return f"{name[:1].upper()}{name[1:]} {number_of(table, key, numbers) or key}"


def column_in_words(table: str, column: str) -> str:
    """A column as a screen calls it."""
    model = models_by_table().get(table)
    fields = model._meta.local_concrete_fields if model else []
    return next((str(each.verbose_name) for each in fields if each.column == column), column)


def record_of(number: str) -> Model | None:
    """The record that a number stands for; None for what is no such number.

    Read from the database only where the number is not the key.
    """
    match = NUMBER.fullmatch(number.strip().upper())
    model = lettered().get(match[1]) if match else None
    if match is None or model is None:
        return None
    name = numbered_by(model)
    return model._default_manager.filter(**{name: int(match[2])}).first() if name else model(pk=int(match[2]))


@cache
def secret_columns(table: str) -> frozenset[str]:
    """The columns of a table that the history leaves out."""
    model = models_by_table().get(table)
    holds = register.declaration(model) if model else None
    if model is None or holds is None:
        return frozenset()
    return frozenset(model._meta.get_field(name).column for name in holds.secret)


@cache
def reference_tables() -> tuple[str, ...]:
    """The tables of staff and reference data, which hold nothing of customers."""
    return tuple(
        table
        for table, model in models_by_table().items()
        if (holds := register.declaration(model)) is not None and holds.reference
    )
