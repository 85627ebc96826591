"""`DATABASE_URL`: the same program on a PostgreSQL server of one's own."""

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.launch.running import Run, copy_of_checkout, environment
from uccms.database.embedded import ROLES, EmbeddedServer
from uccms.database.places import APP, OWNER, SUPERUSER


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of_checkout(tmp_path_factory.mktemp("own") / "project")


@pytest.fixture
def database(test_server: EmbeddedServer) -> Iterator[str]:
    """An empty database on another server, made as docs/running.md says."""
    name = f"own_{os.getpid()}"
    test_server.execute(
        ROLES.with_name("database.sql"), variables={"database": name, "template": "template0"}
    )
    yield name
    with psycopg.connect(test_server.url(SUPERUSER, "postgres"), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_production_on_a_server_of_ones_own(checkout, database, test_server, production):
    more = production | {
        "DATABASE_URL": test_server.url(APP, database),
        "DATABASE_MIGRATE_URL": test_server.url(OWNER, database),
    }
    running = Run(checkout, **more)
    try:
        running.wait_until_up()
        assert "Sign in with" not in running.said()
        assert not (checkout / "var/postgres").exists()
        assert running.health("127.0.0.1") == 400  # not a host of this installation
        running.signal_terminal(signal.SIGINT)
        running.wait_until_gone()
    finally:
        running.end()
    with psycopg.connect(test_server.url(OWNER, database), autocommit=True) as connection:
        assert connection.execute("SELECT count(*) FROM accounts_user").fetchone() == (0,)
        connection.execute("INSERT INTO database_mark (name, made_at) VALUES ('demonstration', now())")

    done = subprocess.run(
        ["make", "run"], cwd=checkout, env=environment(**more), capture_output=True, text=True, timeout=180
    )
    assert done.returncode != 0
    assert "This database is a demonstration" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr

    application = [".venv/bin/python", "-c", "import uccms.wsgi"]
    done = subprocess.run(application, cwd=checkout, env=environment(**more), capture_output=True, text=True)
    assert done.returncode == 1
    assert "DATABASE_URL names a demonstration" in done.stderr
