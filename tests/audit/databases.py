"""Ways into the tests' database for tests of the history."""

import psycopg
from django.db import DatabaseError, connection, transaction

from uccms.audit.models import Change


def run(statement: str, values=None) -> list[tuple]:
    """Run one statement as the role that runs, and return its rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def refusal(statement: str) -> type[Exception] | None:
    """Which of PostgreSQL's errors the running role gets for a statement; None when it is carried out."""
    try:
        with transaction.atomic():
            run(statement)
    except DatabaseError as error:
        return type(error.__cause__)
    return None


def connect(server, role: str) -> psycopg.Connection:
    """A connection of another role to the database of these tests."""
    return psycopg.connect(server.url(role, connection.settings_dict["NAME"]))


def history_tables() -> list[str]:
    """The tables of the history with all their partitions."""
    rows = run(
        "SELECT relid::regclass::text FROM pg_partition_tree('audit_change')"
        " UNION ALL SELECT relid::regclass::text FROM pg_partition_tree('audit_event')"
    )
    return [name for (name,) in rows]


def changes(table: str, key: object | None = None) -> list[Change]:
    """What the history has of one table, or one row of it, oldest first."""
    found = Change.objects.filter(table_name=table).order_by("at", "id")
    return list(found if key is None else found.filter(row_key=str(key)))
