"""Queries whose SQL Django writes once, and which are then asked again and again with other values.

A page of fifteen queries spends a third of its time in letting Django write the same SQL anew, and much of
the rest in waiting for one answer after another. Here SQL is written at the first asking, with a `Slot` for
each value; afterwards only the values are sent, to statements that the database has prepared, too, and
several questions can travel together. Rows become objects by Django's own means.
"""

import copy
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Field, ForeignObject, Lookup, QuerySet
from psycopg import ClientCursor, Cursor
from psycopg.pq import TransactionStatus

KEPT = 400  # prepared statements of one connection; psycopg forgets the oldest of more than a hundred


class Slot(Expression):
    """Stands in a filter for a value that is only known when the query is asked."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def resolve_expression(self, *args, **kwargs) -> "Slot":
        return self

    def as_sql(self, compiler, connection) -> tuple[str, Any]:
        return "%s", [self]


@ForeignObject.register_lookup
@Field.register_lookup
class Among(Lookup):
    """`pk__among=Slot("keys")`: one of a list of values, however many; `in` would write each into the SQL."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler, connection) -> tuple[str, list]:
        lhs, params = self.process_lhs(compiler, connection)
        return f"{lhs} = ANY(%s)", [*params, self.rhs]


class WrittenOnce:
    """A query set with slots; called with a value for each slot, it returns the rows as a list.

    `build` takes no argument, and is called at the first asking, when all models are loaded.
    """

    def __init__(self, build: Callable[[], QuerySet]) -> None:
        self._build = build

    def __call__(self, **values: object) -> list:
        return together(self.asking(**values))[0]

    def asking(self, **values: object) -> "Question":
        """The query with these values, to be asked together with others."""
        return Question(self.sql, [values[name] for name in self._written[1]], self.objects)

    def objects(self, rows: list[tuple]) -> list:
        """What the rows of an answer are, as the query set would give them."""
        written: Any = self._query_set
        answered = type(written)(
            model=written.model, query=_Answered(self._compiler, rows), using=written._db
        )
        answered._iterable_class, answered._fields = written._iterable_class, written._fields
        return list(answered)

    @property
    def sql(self) -> str:
        return self._written[0]

    @cached_property
    def _query_set(self) -> QuerySet:
        return self._build()

    @cached_property
    def _written(self) -> tuple[str, list[str]]:
        """The SQL, and the names of its slots in their order.

        What is the same at every asking stands in the SQL, so that the plan of a prepared statement can use
        a partial index.
        """
        try:
            sql, params = self._compiler.as_sql()
        except EmptyResultSet as nothing:
            raise ValueError("A query that never finds anything is not worth writing.") from nothing
        first, *others = sql.split("%s")
        written = [first]
        for given, following in zip(params, others, strict=True):
            written += ["%s" if isinstance(given, Slot) else _quoted(given), following]
        return "".join(written), [each.name for each in params if isinstance(each, Slot)]

    @cached_property
    def _compiler(self):
        compiler = self._query_set.query.get_compiler(connection=connections[DEFAULT_DB_ALIAS])
        compiler.get_converters = _kept(compiler.get_converters)
        compiler.has_composite_fields = _kept(compiler.has_composite_fields)
        return compiler


@dataclass(frozen=True)
class Question:
    """A statement with its values; `answer` makes of the rows that come back what is asked for.

    With `prepare` the server keeps its plan; None leaves that to psycopg, which counts.
    """

    sql: str
    values: list
    answer: Callable[[list[tuple]], list] = list
    prepare: bool | None = True


def together(*questions: Question) -> list[list]:
    """The objects that each question finds, in one journey to the database and back.

    The statements run one after another, each seeing what those before it did and waited for.
    Raises Django's errors of the database, as every query set does.
    """
    connection: Any = connections[DEFAULT_DB_ALIAS]
    connection.ensure_connection()
    several = settings.PREPARED_STATEMENTS and (len(questions) > 1 or _is_about_to_begin(connection))
    # What goes wrong with one of several shows when the pipeline ends, where no cursor of Django's is.
    with connection.wrap_database_errors, connection.connection.pipeline() if several else nullcontext():
        cursors = []
        for each in questions:
            cursor = _cursor(connection, each.prepare)
            cursor.execute(each.sql, each.values)
            cursors.append(cursor)
    answers = []
    for each, cursor in zip(questions, cursors, strict=True):
        with cursor:
            answers.append(each.answer(cursor.fetchall()))
    return answers


def rows_of(sql: str, values: list) -> list[tuple]:
    """What this SQL answers to these values; written by hand, and prepared like the others."""
    return together(Question(sql, values))[0]


def _is_about_to_begin(connection) -> bool:
    """Whether psycopg opens the transaction with the next statement: its BEGIN travels with it then."""
    opened = connection.connection
    return not opened.autocommit and opened.pgconn.transaction_status == TransactionStatus.IDLE


class _Answered:
    """Takes the place of a query set's query: gives out a compiler that has its rows already."""

    def __init__(self, compiler, rows: list[tuple]) -> None:
        self._compiler, self._rows = compiler, rows

    def __getattr__(self, name: str) -> object:
        return getattr(self._compiler.query, name)

    def get_compiler(self, using: str):
        answered = copy.copy(self._compiler)
        answered.connection = connections[using]
        answered.execute_sql = lambda *args, **kwargs: [self._rows]
        return answered


class _PreparingCursor(Cursor):
    """Has the server parse and plan a statement once for each connection."""

    kept: bool | None = True

    def execute(self, query, params=None):
        """As psycopg, which leaves no trace of a statement sent by its name; Django’s log asks for one."""
        super().execute(query, params, prepare=self.kept)
        if self._query is None:
            self._query = _Sent(query.encode())
        return self


@dataclass(frozen=True)
class _Sent:
    query: bytes


def _cursor(connection, prepare: bool | None):
    if settings.PREPARED_STATEMENTS:
        connection.connection.prepared_max = KEPT
        cursor = _PreparingCursor(connection.connection)
        cursor.kept = prepare
        return connection._prepare_cursor(cursor)
    return connection.cursor()


def _quoted(value: object) -> str:
    connection = connections[DEFAULT_DB_ALIAS]
    connection.ensure_connection()
    return ClientCursor(connection.connection).mogrify("%s", [value]).replace("%", "%%")


def _kept(ask: Callable) -> Callable:
    """The same function, which remembers its first answer: one compiler has one list of columns."""
    answers: list = []

    def answer(expressions):
        if not answers:
            answers.append(ask(expressions))
        return answers[0]

    return answer
