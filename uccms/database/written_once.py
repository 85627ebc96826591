"""Queries whose SQL Django writes once, and which are then asked again and again with other values.

A page of fifteen queries spends a third of its time in letting Django write the same SQL anew. Here it is
written at the first asking, with a `Slot` for each value; afterwards only the values are sent, to a statement
that the database has prepared, too. Rows become objects by Django's own means.
"""

import copy
from collections.abc import Callable
from functools import cached_property

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import Expression, QuerySet


class Slot(Expression):
    """Stands in a filter for a value that is only known when the query is asked."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def resolve_expression(self, *args, **kwargs) -> "Slot":
        return self

    def as_sql(self, compiler, connection) -> tuple[str, list["Slot"]]:
        return "%s", [self]


class WrittenOnce:
    """A query set with slots; called with a value for each slot, it returns the rows as a list.

    `build` takes no argument, and is called at the first asking, when all models are loaded.
    """

    def __init__(self, build: Callable[[], QuerySet]) -> None:
        self._build = build

    def __call__(self, **values: object) -> list:
        written = self._query_set
        asked = type(written)(model=written.model, query=_Asked(self._compiler, values), using=written._db)
        asked._iterable_class, asked._fields = written._iterable_class, written._fields
        asked._prefetch_related_lookups = written._prefetch_related_lookups
        return list(asked)

    @cached_property
    def _query_set(self) -> QuerySet:
        return self._build()

    @cached_property
    def _compiler(self):
        compiler = self._query_set.query.get_compiler(connection=connection)
        try:
            compiler.written = compiler.as_sql()
        except EmptyResultSet as nothing:
            raise ValueError("A query that never finds anything is not worth writing.") from nothing
        return compiler


class _Asked:
    """Takes the place of a query set's query: gives out a compiler that has nothing left to write."""

    def __init__(self, compiler, values: dict[str, object]) -> None:
        self._compiler, self._values = compiler, values

    def __getattr__(self, name: str) -> object:
        return getattr(self._compiler.query, name)

    def get_compiler(self, using: str):
        asked = copy.copy(self._compiler)
        asked.connection = connection
        asked.execute_sql = self._execute
        return asked

    def _execute(self, *args, **kwargs) -> list[list[tuple]]:
        sql, params = self._compiler.written
        given = [self._values[each.name] if isinstance(each, Slot) else each for each in params]
        with _cursor() as cursor:
            cursor.execute(sql, given)
            return [cursor.fetchall()]


class _PreparingCursor(ServerBindingCursor):
    """Has the server parse and plan a statement once for each connection."""

    def execute(self, query, params=None):
        return super().execute(query, params, prepare=True)


def _cursor():
    if not settings.PREPARED_STATEMENTS:
        return connection.cursor()
    connection.ensure_connection()
    return connection._prepare_cursor(_PreparingCursor(connection.connection))
