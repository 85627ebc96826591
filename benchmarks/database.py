"""The bench's own database, on a server of its own under `var/bench/` that does not wait for the disk."""

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from uccms.database.embedded import ROLES, EmbeddedServer
from uccms.database.local import VAR, secrets_of
from uccms.database.places import APP, OWNER, SUPERUSER

PROJECT = Path(__file__).resolve().parents[1]
BUILT_BY = (
    "*/migrations/*.py",
    "*/*/migrations/*.py",
    "uccms/**/*.sql",
    "contacts/demonstration/*s.toml",
    "sales_orders/catalogue/*.toml",
    "benchmarks/build*",
    "benchmarks/words.*",
)


def server() -> EmbeddedServer:
    """The bench's own PostgreSQL server, with a quarter of the machine's memory for what it reads often.

    That share is what PostgreSQL's manual recommends, and `docs/running.md` with it.
    """
    quarter = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 4
    return EmbeddedServer(
        VAR / "bench", durable=False, settings={"shared_buffers": f"{quarter // 1024 // 1024}MB"}
    )


def warm(running: EmbeddedServer) -> None:
    """Have the server's memory hold the whole connected database, as after a morning's work.

    Otherwise the first reader of each page waits for it, and of some hundred requests most are first ones.
    """
    from django.db import connection

    with psycopg.connect(running.url(SUPERUSER, str(connection.settings_dict["NAME"]))) as superuser:
        superuser.execute("CREATE EXTENSION IF NOT EXISTS pg_prewarm")
        superuser.execute(
            "SELECT pg_prewarm(oid) FROM pg_class"
            " WHERE relkind IN ('r', 'i', 't', 'm') AND pg_relation_size(oid) > 0"
        )


@contextmanager
def connected(running: EmbeddedServer, size: int, *, anew: bool = False) -> Iterator[None]:
    """Set Django up, as the role that runs, on a database of this size; build it where there is none."""
    name = f"bench_{size}_{_built_like()}"
    known = _databases(running)
    for old in known:
        if old.startswith("bench_") and ((old == name and anew) or not old.endswith(_built_like())):
            _administer(running, "DROP DATABASE IF EXISTS {} WITH (FORCE)", old)
    unfinished = f"unfinished_{size}"
    builds = anew or name not in known
    if builds:
        _administer(running, "DROP DATABASE IF EXISTS {} WITH (FORCE)", unfinished)
        running.execute(
            ROLES.with_name("database.sql"), variables={"database": unfinished, "template": "template0"}
        )
    _set_up_django(running, unfinished if builds else name)
    if builds:
        from benchmarks.building import build

        started = time.monotonic()
        build(size, running.url(SUPERUSER, unfinished))
        _close()
        _administer(running, f"ALTER DATABASE {{}} RENAME TO {name}", unfinished)
        print(f"Built {size:,} tickets in {time.monotonic() - started:.0f} s.")
        _connect_to(name)
    yield
    _close()


def dropped(running: EmbeddedServer, name: str) -> None:
    """Remove a database that was written to, so that the next run builds it anew."""
    _close()
    _administer(running, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _built_like() -> str:
    """A hash of everything that decides what the database holds."""
    found = hashlib.sha256()
    for path in sorted(path for pattern in BUILT_BY for path in PROJECT.glob(pattern)):
        found.update(path.read_bytes())
    return found.hexdigest()[:12]


def _set_up_django(running: EmbeddedServer, database: str) -> None:
    """Point the settings at this database, as the role that runs."""
    os.environ |= secrets_of(VAR) | {
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "DATABASE_URL": running.url(APP, database),
        "DATABASE_MIGRATE_URL": running.url(OWNER, database),
    }
    import django

    django.setup()


def _connect_to(database: str) -> None:
    from django.db import connection

    connection.settings_dict["NAME"] = database


def _close() -> None:
    """Close the connection and the pool behind it, so that the next one follows the settings."""
    from django.db import connection

    connection.close()
    connection.close_pool()


def _databases(running: EmbeddedServer) -> list[str]:
    with psycopg.connect(running.url(SUPERUSER, "postgres")) as connection:
        return [name for (name,) in connection.execute("SELECT datname FROM pg_database")]


def _administer(running: EmbeddedServer, statement: str, name: str) -> None:
    with psycopg.connect(running.url(SUPERUSER, "postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(sql.Identifier(name)))
