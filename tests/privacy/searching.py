"""Looks for a text in everything that the database keeps."""

import os
import subprocess

from django.db import connection
from psycopg import sql

from tests.audit.databases import connect
from uccms.database.places import SUPERUSER

TABLES = """
SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
 ORDER BY 1, 2
"""


def tables_with(server, text: str) -> list[str]:
    """The tables, partitions and views that hold `text`, in any column of any type."""
    found = []
    with connect(server, SUPERUSER) as superuser:
        for schema, table in superuser.execute(TABLES).fetchall():
            name = sql.Identifier(schema, table)
            with superuser.cursor().copy(sql.SQL("COPY (SELECT * FROM {}) TO STDOUT").format(name)) as copy:
                rows = b"".join(bytes(block) for block in copy).decode()
            if text.casefold() in rows.casefold():
                found.append(table)
    return found


def dumped(server) -> str:
    """The whole database as pg_dump writes it."""
    url = server.url(SUPERUSER, connection.settings_dict["NAME"])
    environment = {"PGPASSWORD": server.passwords[SUPERUSER], "PATH": os.defpath}
    command = [
        str(server.places.programs / "pg_dump"),
        "--dbname",
        url.replace(f":{environment['PGPASSWORD']}@", "@"),
    ]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return done.stdout
