"""Queries whose SQL Django writes once, and which are then asked again and again with other values.

A page of fifteen queries spends a third of its time in letting Django write the same SQL anew, and much of
the rest in waiting for one answer after another. Here SQL is written at the first asking, with a `Slot` for
each value; afterwards only the values are sent, to statements that the database has prepared, too, and
several questions can travel together. Rows become objects by Django's own means.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import Any

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Field, ForeignObject, Lookup, QuerySet
from django.db.models import query as query_sets
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
    """`pk__among=Slot("keys")`: one of a list of values, however many; `in` would write each into the SQL.

    The list can be one of keys, or an array that the database finds, `ArraySubquery`.
    """

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler, connection) -> tuple[str, list]:
        lhs, params = self.process_lhs(compiler, connection)
        if isinstance(self.rhs, Slot | list):
            return f"{lhs} = ANY(%s)", [*params, self.rhs]
        array, of_array = compiler.compile(self.rhs)
        return f"{lhs} = ANY({array})", [*params, *of_array]


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
        return self._reader(rows)

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
        return self._query_set.query.get_compiler(connection=connections[DEFAULT_DB_ALIAS])

    @cached_property
    def _reader(self) -> Callable[[list[tuple]], list]:
        return _reader(self._query_set, self._compiler)


@dataclass(frozen=True)
class Question:
    """A statement with its values; `answer` makes of the rows that come back what is asked for.

    With `prepare` the server keeps its plan; None leaves that to psycopg, which counts.
    """

    sql: str
    values: Sequence | Mapping
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


def question(query_set: QuerySet) -> Question:
    """A query set as a question, for what is written anew and planned for its values each time.

    Raises EmptyResultSet where Django sees that nothing can be found.
    """
    compiler = query_set.query.get_compiler(connection=connections[DEFAULT_DB_ALIAS])
    sql, params = compiler.as_sql()
    return Question(sql, params, _reader(query_set, compiler), prepare=False)


def keys_of(sql: str, values: Sequence | Mapping, *, prepare: bool = True) -> Question:
    """A statement that finds keys in its first column; each is answered once, in the order of the rows."""
    return Question(sql, values, lambda rows: list(dict.fromkeys(key for key, *_ in rows)), prepare)


def _is_about_to_begin(connection) -> bool:
    """Whether psycopg opens the transaction with the next statement: its BEGIN travels with it then."""
    opened = connection.connection
    return not opened.autocommit and opened.pgconn.transaction_status == TransactionStatus.IDLE


def _reader(query_set: QuerySet, compiler) -> Callable[[list[tuple]], list]:
    """Makes of rows what the query set gives, by Django's own parts, which it would put together each time.

    The compiler has written the SQL already, and knows by that what stands in which column.
    """
    converters = compiler.get_converters([each[0] for each in compiler.select[: compiler.col_count]])
    of_row: Callable[[Any], Any]
    if query_set._iterable_class is query_sets.ModelIterable:
        of_row = _object_maker(query_set, compiler)
    elif query_set._iterable_class is query_sets.FlatValuesListIterable:
        of_row = itemgetter(0)
    elif query_set._iterable_class is query_sets.ValuesListIterable:
        of_row = tuple
    else:
        raise TypeError("Only objects and lists of values are read from what is written once.")

    def read(rows: list[tuple]) -> list:
        if converters:
            return [of_row(_converted(row, converters)) for row in rows]
        return [of_row(row) for row in rows]

    return read


def _object_maker(query_set: QuerySet, compiler) -> Callable[[Any], Any]:
    klass = compiler.klass_info
    first, end = klass["select_fields"][0], klass["select_fields"][-1] + 1
    names = [column[0].target.attname for column in compiler.select[first:end]]
    of_django: Any = query_sets
    related = of_django.get_related_populators(klass, compiler.select, query_set.db)
    annotated = list(compiler.annotation_col_map.items())
    from_db, database = klass["model"].from_db, query_set.db

    def make(row):
        made = from_db(database, names, row[first:end])
        for each in related:
            each.populate(row, made)
        for name, place in annotated:
            setattr(made, name, row[place])
        return made

    return make


def _converted(row: tuple, converters: dict) -> list:
    values = list(row)
    for place, (converting, expression) in converters.items():
        for convert in converting:
            values[place] = convert(values[place], expression, connections[DEFAULT_DB_ALIAS])
    return values


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
