"""`make run` as a whole, with real processes. The tests of one installation run in their order."""

import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.launch.running import Run, copy_of_checkout, environment, free_port

LAUNCHER, WEB, WORKER, POSTGRES = "-m uccms.launch", "-m uccms.launch.web", "manage.py work", "postgres -D"
restarts: list[float] = []


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of_checkout(tmp_path_factory.mktemp("installation") / "project")


@pytest.fixture
def run(installation: Path) -> Iterator[Run]:
    """The installation, running."""
    running = Run(installation)
    try:
        restarts.append(running.wait_until_up())
        yield running
    finally:
        running.end()


def query(installation: Path, sql: str) -> str:
    code = (
        f"from django.db import connection as c; k = c.cursor(); k.execute({sql!r}); print(k.fetchone()[0])"
    )
    command = [".venv/bin/python", "manage.py", "shell", "--no-imports", "-c", code]
    done = subprocess.run(command, cwd=installation, env=environment(), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_first_start_that_was_broken_off_leaves_nothing_that_stops_the_next(installation):
    running = Run(installation)
    try:
        running.wait_until("Making the demonstration")
        running.all = running.processes()
        running.part(LAUNCHER).kill()
        running.wait_until_gone()
    finally:
        running.end()


def test_the_first_start_makes_a_demonstration_and_ctrl_c_ends_all_of_it(installation):
    running = Run(installation)
    try:
        running.wait_until_up()
        said = running.said()
        assert f"http://localhost:{running.port}/" in said
        for role in ("Agent", "Supervisor", "Privacy officer", "Administrator"):
            assert role in said
        assert len(running.all) >= 5
        assert query(installation, "SELECT count(*) FROM database_mark") == "2"
        running.signal_terminal(signal.SIGINT)
        running.wait_until_gone()
    finally:
        running.end()


def test_a_command_typed_by_hand_starts_the_database_for_itself(installation):
    assert query(installation, "SELECT current_user") == "uccms_app"
    assert not (installation / "var/postgres/data/postmaster.pid").exists()


def test_a_closed_terminal_ends_all_of_it(run):
    run.signal_terminal(signal.SIGHUP)
    run.wait_until_gone()


def test_kill_of_make_ends_all_of_it(run):
    run.make.send_signal(signal.SIGTERM)
    run.wait_until_gone()


def test_a_part_that_was_killed_is_started_again(run):
    for words in (WORKER, WEB, POSTGRES):
        killed = run.part(words)
        left = killed.children(recursive=True)
        killed.kill()
        _, alive = psutil.wait_procs([killed, *left], timeout=30)
        assert not alive
        run.wait_for_health()
        assert run.part(words).pid != killed.pid
    assert run.said().count("ended unexpectedly and is started again") >= 3
    run.all += run.processes()
    run.signal_terminal(signal.SIGINT)
    run.wait_until_gone()


@pytest.mark.parametrize("killed", [[LAUNCHER], ["make"], [LAUNCHER, WEB, WORKER, POSTGRES]])
def test_after_kill_9_nothing_is_left_and_the_next_start_works(run, killed):
    processes = [run.make if words == "make" else run.part(words) for words in killed]
    for each in processes:
        each.kill()
    run.wait_until_gone()


def test_two_runs_of_one_folder_do_not_meet_and_kill_of_the_launcher_ends_all_of_it(run, installation):
    second = subprocess.run(
        ["make", "run"],
        cwd=installation,
        env=environment(PORT=str(free_port())),
        capture_output=True,
        text=True,
    )
    assert second.returncode != 0
    assert "UCCMS runs already from this folder" in second.stderr
    assert "Traceback" not in second.stderr
    assert run.health() == 200
    run.part(LAUNCHER).send_signal(signal.SIGTERM)
    run.wait_until_gone()


def test_the_second_start_takes_less_than_five_seconds():
    """The quickest of all starts above: other programs of the machine may hold up one of them."""
    assert len(restarts) > 5
    assert min(restarts) < 5


def test_the_files_of_the_installation_are_for_this_user_alone(installation):
    for name in ("secrets.json", "postgres/passwords.json"):
        assert (installation / "var" / name).stat().st_mode & 0o077 == 0
    assert (installation / "var/postgres").stat().st_mode & 0o077 == 0
    assert (installation / "var/postgres/data").stat().st_mode & 0o077 == 0
