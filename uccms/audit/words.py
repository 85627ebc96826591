"""What tables, rows and columns are called on screens, and which record a number stands for."""

import re
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
    """The models whose rows people know by a letter and digits (`number`), by that letter."""
    found = {}
    for model in register.all_models():
        if isinstance(vars(model).get("number"), property):
            found[model(pk=1).number[0]] = model
    return found


def number_of(table: str, key: str) -> str:
    """The number that people know a row by, such as T10482; empty where there is none."""
    model = models_by_table().get(table)
    for letter, each in lettered().items():
        if each is model:
            return f"{letter}{key}"
    return ""


def row_in_words(table: str, key: str) -> str:
    """A row as a screen calls it: Ticket T10482, Timeline entry 12."""
    model = models_by_table().get(table)
    name = str(model._meta.verbose_name) if model else table
    return f"{name[:1].upper()}{name[1:]} {number_of(table, key) or key}"


def column_in_words(table: str, column: str) -> str:
    """A column as a screen calls it."""
    model = models_by_table().get(table)
    fields = model._meta.local_concrete_fields if model else []
    return next((str(each.verbose_name) for each in fields if each.column == column), column)


def record_of(number: str) -> Model | None:
    """The record that a number stands for, not read from the database; None for what is no such number."""
    match = NUMBER.fullmatch(number.strip().upper())
    model = lettered().get(match[1]) if match else None
    return model(pk=int(match[2])) if match and model else None


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
