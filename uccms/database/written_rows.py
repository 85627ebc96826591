"""Rows that are written by SQL that is made once, several tables' rows in one journey.

Django makes the SQL of every `save` anew, and waits for each answer. Here SQL is kept for the columns that
are written; values pass through the model's fields, as with Django, and rows learn what the database made of
them. No signal is sent, as by `bulk_create`.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.models import Field, Model
from django.db.models.expressions import DatabaseDefault

from uccms.database.written_once import Question


def inserting(rows: Sequence[Model]) -> Question:
    """New rows of one model, to be inserted together with others; each learns its key and its defaults.

    The values are those that the rows have now.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    fields = _inserted(type(rows[0]))
    values: list[Any] = []
    given = []
    for row in rows:
        row._prepare_related_fields_for_save("inserting")  # type: ignore[attr-defined]
        found = [field.pre_save(row, add=True) for field in fields]
        given.append(tuple(not isinstance(value, DatabaseDefault) for value in found))
        values += [
            field.get_db_prep_save(value, connection)
            for field, value, is_given in zip(fields, found, given[-1], strict=True)
            if is_given
        ]
    returned = _returned(type(rows[0]))

    def learn(answered: list[tuple]) -> list[Model]:
        for row, made in zip(rows, answered, strict=True):
            _take(row, returned, made)
            row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
        return list(rows)

    return Question(_insert(type(rows[0]), tuple(given)), values, learn, prepare=None)


def saving(row: Model, *names: str) -> Question:
    """These fields of a row that is there, to be saved together with others; it learns what is generated.

    The values are those that the row has now. Raises DatabaseError, as `save` does, when the row is gone.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    fields = [_field(type(row), name) for name in names]
    values = [field.get_db_prep_save(field.pre_save(row, add=False), connection) for field in fields]
    generated = _generated(type(row))

    def learn(answered: list[tuple]) -> list[Model]:
        if not answered:
            raise DatabaseError("Saving fields of a row did not affect any row.")
        _take(row, generated, answered[0][1:])
        return [row]

    key = row._meta.pk.get_db_prep_save(row.pk, connection)
    return Question(_update(type(row), names), [*values, key], learn, prepare=None)


def _take(row: Model, fields: Sequence[Field], values: Sequence) -> None:
    for field, value in zip(fields, values, strict=True):
        setattr(row, field.attname, value)


@cache
def _inserted(model: type[Model]) -> list[Field]:
    meta = model._meta
    return [each for each in meta.local_concrete_fields if not each.generated and each is not meta.auto_field]


@cache
def _returned(model: type[Model]) -> list[Field]:
    return list(model._meta.db_returning_fields) or [model._meta.pk]


@cache
def _generated(model: type[Model]) -> list[Field]:
    return [each for each in model._meta.local_concrete_fields if each.generated]


@cache
def _insert(model: type[Model], given: tuple[tuple[bool, ...], ...]) -> str:
    """The SQL for so many rows; for each column of each, whether its value is given or the database's own."""
    rows = ", ".join(f"({', '.join('%s' if each else 'DEFAULT' for each in row)})" for row in given)
    into, columns = _quoted(model._meta.db_table), _columns(_inserted(model))
    returning = _columns(_returned(model))
    return f"INSERT INTO {into} ({columns}) VALUES {rows} RETURNING {returning}"  # noqa: S608


@cache
def _update(model: type[Model], names: tuple[str, ...]) -> str:
    table, key = _quoted(model._meta.db_table), _columns([model._meta.pk])
    changes = ", ".join(f"{_columns([_field(model, name)])} = %s" for name in names)
    returning = _columns([model._meta.pk, *_generated(model)])
    return f"UPDATE {table} SET {changes} WHERE {key} = %s RETURNING {returning}"  # noqa: S608


def _field(model: type[Model], name: str) -> Any:
    return model._meta.get_field(name)


def _columns(fields: Sequence[Any]) -> str:
    return ", ".join(_quoted(each.column) for each in fields)


def _quoted(name: str) -> str:
    return connections[DEFAULT_DB_ALIAS].ops.quote_name(name)
