"""The tests' own database: migrated by the owner, used by the role that runs, flushed by the superuser.

Tests never touch the demonstration: they have a server of their own under `var/test/`, which does not
wait for the disk. The migrated database is kept as a template under a hash of what it was made from, and
each run copies it. `tests/conftest.py` imports the fixture.
"""

import os
from collections.abc import Iterable, Iterator

import psycopg
import pytest
from django.core.management import call_command
from django.db import connections
from django.test import TransactionTestCase
from psycopg import sql

from uccms.database.embedded import ROLES, EmbeddedServer
from uccms.database.fingerprint import fingerprint
from uccms.database.local import VAR
from uccms.database.locks import FileLock
from uccms.database.places import APP, OWNER, PORT, SUPERUSER

KEPT_TEMPLATES = 3


SEQUENCES = "SELECT quote_ident(sequencename), last_value FROM pg_sequences WHERE schemaname = 'public'"
FIRST_KEY, BETWEEN_TABLES = 100_000, 5_000


class Flushing:
    """What the migrations left in the database, and the way back to it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._connection = self._connect()
        self.tables = {table: _columns(self._connection, table) for table in _tables(self._connection)}
        filled = [table for table in self.tables if _is_filled(self._connection, table)]
        self.seeds = {table: _rows(self._connection, table, self.tables[table]) for table in filled}
        self._look = _look_at(self.tables, filled)
        self._contents = dict(self._connection.execute(self._look).fetchall())
        self._sequences = dict(self._connection.execute(SEQUENCES).fetchall())
        self._connection.commit()

    def close(self) -> None:
        """Leave the database."""
        self._connection.close()

    def flush(self) -> None:
        """Empty every table and bring back what the migrations had put there, sequences included."""
        if self._connection.closed:
            self._connection = self._connect()
        with self._connection.transaction():
            contents = self._connection.execute(self._look, prepare=True).fetchall()
            changed = [table for table, found in contents if self._contents[table] != found]
            for table in changed:
                # Tests write few rows: deleting them is quicker than truncating tables with their indexes.
                self._connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
                if table in self.seeds:
                    self._bring_back(table)
            moved = {
                name: self._sequences[name]
                for name, value in self._connection.execute(SEQUENCES, prepare=True).fetchall()
                if self._sequences[name] != value
            }
            if moved:
                self._connection.execute(
                    "SELECT setval(name, coalesce(value, 1), value IS NOT NULL)"
                    " FROM unnest(%s::text[], %s::bigint[]) AS moved (name, value)",
                    [list(moved), list(moved.values())],
                )

    def _connect(self) -> psycopg.Connection:
        """A connection for all flushes of this run."""
        connection = psycopg.connect(self.url)
        connection.execute("SET lock_timeout = '60s'")
        # No trigger fires: this is neither a change that the history knows, nor one it could refuse.
        connection.execute("SET session_replication_role = replica")
        connection.commit()
        return connection

    def _bring_back(self, table: str) -> None:
        into = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, self.tables[table]))
        )
        with self._connection.cursor().copy(into) as copy:
            copy.write(self.seeds[table])


def _look_at(tables: Iterable[str], filled: list[str]) -> sql.Composed:
    """Whether there is anything in a table, and what there is in those that migrations filled, as a sum."""
    is_filled = sql.SQL("SELECT {0}, EXISTS (SELECT FROM {1})::int::text")
    summed = sql.SQL(
        "SELECT {0}, count(*) || ' ' || coalesce(sum(hashtextextended(each::text, 0)), 0) FROM {1} AS each"
    )
    return sql.SQL(" UNION ALL ").join(
        (summed if table in filled else is_filled).format(sql.Literal(table), sql.Identifier(table))
        for table in tables
    )


def _tables(connection: psycopg.Connection) -> list[str]:
    query = """SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
        AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY relname"""
    return [name for (name,) in connection.execute(query)]


def _columns(connection: psycopg.Connection, table: str) -> list[str]:
    query = """SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass
        AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum"""
    return [name for (name,) in connection.execute(query, [f'"{table}"'])]


def _is_filled(connection: psycopg.Connection, table: str) -> bool:
    query = sql.SQL("SELECT EXISTS (SELECT FROM {})").format(sql.Identifier(table))
    return bool(connection.execute(query).fetchone()[0])  # type: ignore[index]


def _rows(connection: psycopg.Connection, table: str, columns: list[str]) -> bytes:
    query = sql.SQL("COPY (SELECT {1} FROM {0} ORDER BY {0}::text) TO STDOUT").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor().copy(query) as copy:
        return b"".join(bytes(block) for block in copy)


@pytest.fixture(scope="session")
def test_server() -> Iterator[EmbeddedServer]:
    """The tests' own PostgreSQL server."""
    with EmbeddedServer(VAR / "test", durable=False) as server:
        yield server


@pytest.fixture(scope="session")
def django_db_setup(
    test_server: EmbeddedServer, django_test_environment: None, django_db_blocker: pytest.FixtureRequest
) -> Iterator[None]:
    """A database of this run's own; pytest-django's would need a role that may make databases."""
    name = f"test_{os.getpid()}"
    patch = pytest.MonkeyPatch()
    turns = FileLock(test_server.places.folder / "templates")
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        turns.take(wait=300)
        try:
            _drop_left_behind(test_server)
            template = _template(test_server)
            _make_database(test_server, name, template)
            _keep_statistics(test_server, name)
            _keep_keys_apart(test_server, name)
        finally:
            turns.release()
        _connect_to(test_server, name, APP)
        os.environ.pop("UCCMS_LOCAL_DATABASE", None)
        os.environ["DATABASE_URL"] = test_server.url(APP, name)
        os.environ["DATABASE_MIGRATE_URL"] = test_server.url(OWNER, name)
        flushing = Flushing(test_server.url(SUPERUSER, name))
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: flushing.flush())
    yield
    patch.undo()
    flushing.close()
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        connections.close_all()
        _administer(test_server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _template(server: EmbeddedServer) -> str:
    """The migrated database that this run copies; made, by the owner, when the project has changed."""
    name = f"template_{fingerprint()}"
    if name in _databases(server):
        return name
    for old in [each for each in _databases(server) if each.startswith("template_")][: -KEPT_TEMPLATES + 1]:
        _administer(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", old)
    unfinished = "unfinished"
    _administer(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", unfinished)
    _make_database(server, unfinished, "template0")
    _connect_to(server, unfinished, OWNER)
    call_command("migrate", verbosity=0, interactive=False)
    connections.close_all()
    _administer(server, f"ALTER DATABASE {{}} RENAME TO {name}", unfinished)
    return name


def _drop_left_behind(server: EmbeddedServer) -> None:
    """Drop the databases of runs that were killed."""
    for name in _databases(server):
        if name.startswith("test_") and not _lives(int(name[5:])):
            _administer(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError as error:
        return isinstance(error, PermissionError)
    return True


def _databases(server: EmbeddedServer) -> list[str]:
    with psycopg.connect(server.url(SUPERUSER, "postgres")) as connection:
        return [name for (name,) in connection.execute("SELECT datname FROM pg_database ORDER BY oid")]


def _administer(server: EmbeddedServer, statement: str, name: str) -> None:
    with psycopg.connect(server.url(SUPERUSER, "postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(sql.Identifier(name)))


def _make_database(server: EmbeddedServer, name: str, template: str) -> None:
    variables = {"database": name, "template": template}
    server.execute(ROLES.with_name("database.sql"), variables=variables)


def _keep_statistics(server: EmbeddedServer, name: str) -> None:
    """A table that a test emptied would be taken for empty by the planner in the next one."""
    with psycopg.connect(server.url(SUPERUSER, name), autocommit=True) as connection:
        connection.execute("ALTER TABLE contacts_ticket SET (autovacuum_enabled = false)")


def _keep_keys_apart(server: EmbeddedServer, name: str) -> None:
    """Every table begins to count elsewhere, and at six digits.

    Else a ticket's key is that of a customer, too, and a test that takes one for the other passes; and the
    number "T7" that a page must not show stands in a token drawn by lot.
    """
    with psycopg.connect(server.url(SUPERUSER, name), autocommit=True) as connection:
        names = [each for (each,) in connection.execute(f"SELECT quote_ident FROM ({SEQUENCES}) ORDER BY 1")]
        starts = [FIRST_KEY + BETWEEN_TABLES * place for place in range(len(names))]
        connection.execute(
            "SELECT setval(name, value) FROM unnest(%s::text[], %s::bigint[]) AS each (name, value)",
            [names, starts],
        )


def _connect_to(server: EmbeddedServer, name: str, role: str) -> None:
    """Point Django's connections of all threads at this database as this role, without a pool."""
    connections.close_all()
    options = connections["default"].settings_dict["OPTIONS"]
    connections["default"].settings_dict.update(
        NAME=name,
        USER=role,
        PASSWORD=server.passwords[role],
        HOST=str(server.places.sockets),
        PORT=PORT,
        OPTIONS={name: given for name, given in options.items() if name != "pool"},
    )
