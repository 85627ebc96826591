"""What prevents a start is one sentence and a status other than 0, never a traceback."""

import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from tests.launch.running import copy_of_checkout, environment, free_port

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a disk or be somebody else")


@pytest.fixture
def checkout(tmp_path):
    return copy_of_checkout(tmp_path / "project")


def refused(checkout: Path, *command: str, **more: str) -> str:
    """What `make run` says when it does not start."""
    done = subprocess.run(
        [*command, "make", "run"],
        cwd=checkout,
        env=environment(**{"PORT": str(free_port())} | more),
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert done.returncode != 0
    lines = [line for line in done.stderr.splitlines() if not line.startswith(("make", "Installing"))]
    assert len(lines) == 1, done.stderr
    assert done.stdout == ""
    return lines[0]


def fake_python(folder: Path, name: str, *, version: str, fails: str) -> None:
    """A Python of another version, as far as the start asks it: `fails` stands in what it cannot do."""
    program = folder / name
    program.write_text(f'#!/bin/sh\ncase "$2" in *{fails}*) exit 1;; *print*) echo {version};; esac\n')
    program.chmod(0o755)


def path_with(folder: Path) -> str:
    """A PATH without any real Python."""
    for name in ("sh", "make", "cmp", "dirname", "mkdir", "chmod", "df", "awk", "grep", "tail", "rm", "cp"):
        found = shutil.which(name)
        if found:
            (folder / name).symlink_to(found)
    return str(folder)


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0"])
def test_an_occupied_port(checkout, address):
    with socket.socket() as other:
        other.bind((address, 0))
        other.listen()
        port = other.getsockname()[1]
        said = refused(checkout, PORT=str(port))
    assert said.startswith(f"Port {port} is in use by another program: ")
    assert not (checkout / "var/postgres").exists()


@pytest.mark.parametrize("port", ["0", "65536", "eighty", "-1"])
def test_a_port_that_is_none(checkout, port):
    assert refused(checkout, PORT=port) == f"PORT must be a number from 1 to 65535, and is “{port}”."


def test_an_address_that_is_none(checkout):
    assert refused(checkout, UCCMS_BIND="everywhere").startswith("UCCMS_BIND must be a network address")


def test_an_address_of_another_machine(checkout):
    said = refused(checkout, UCCMS_BIND="192.0.2.1")
    assert said.startswith("Nothing can listen on 192.0.2.1, port ")


@pytest.mark.parametrize(
    ("version", "fails", "sentence"),
    [
        ("3.9", "version_info[<]", "UCCMS needs Python 3.11 or newer, and finds only 3.9"),
        ("3.12", "ensurepip", "Python 3.12 is here without its module venv"),
    ],
)
def test_a_python_that_will_not_do(checkout, tmp_path, version, fails, sentence):
    (checkout / ".venv").unlink()
    programs = tmp_path / "programs"
    programs.mkdir()
    fails = fails.replace("version_info[<]", '"sys.exit(sys.version_info <"')
    fake_python(programs, "python3", version=version, fails=fails)
    assert sentence in refused(checkout, PATH=path_with(programs))


def test_no_python_at_all(checkout, tmp_path):
    (checkout / ".venv").unlink()
    programs = tmp_path / "programs"
    programs.mkdir()
    said = refused(checkout, PATH=path_with(programs))
    assert said == "UCCMS needs Python 3.11 or newer, and finds none."


@as_root
def test_a_folder_that_belongs_to_somebody_else(tmp_path):
    for each in (tmp_path, *tmp_path.parents):
        if each.stat().st_uid == 0 and each.stat().st_mode & 0o077 == 0:
            each.chmod(0o711)
    checkout = copy_of_checkout(tmp_path / "project")
    (checkout / ".venv").unlink()
    said = refused(checkout, "runuser", "-u", "nobody", "--", PATH="/usr/sbin:/usr/bin:/bin")
    assert said == f"{checkout} cannot be written: give this user the right to, or use another copy."


@pytest.fixture
def disk(tmp_path):
    """Makes a small disk of so many bytes."""
    place = tmp_path / "disk"
    place.mkdir()

    def make(size: int) -> Path:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)], check=True)
        return place

    yield make
    subprocess.run(["umount", str(place)], check=True)


@as_root
@pytest.mark.parametrize("left", [0, 12 << 20])
def test_a_disk_too_full_for_the_database(checkout, disk, left):
    place = disk(16 << 20)
    (place / "filler").write_bytes(b"\0" * (shutil.disk_usage(place).free - left))
    (checkout / "var").symlink_to(place)
    assert refused(checkout).startswith("The disk is full:")


@as_root
def test_a_disk_too_full_for_the_packages(checkout, disk):
    (checkout / ".venv").unlink()
    place = disk(100 << 20)
    project = shutil.copytree(checkout, place / "project")
    (place / "filler").write_bytes(b"\0" * (shutil.disk_usage(place).free - (4 << 20)))
    assert refused(project).startswith("The disk is full:")


def test_a_database_that_does_not_answer(checkout, production):
    more = production | {
        "DATABASE_URL": "postgresql://uccms_app:b@127.0.0.1:1/uccms",
        "DATABASE_MIGRATE_URL": "postgresql://uccms_owner:b@127.0.0.1:1/uccms",
    }
    done = subprocess.run(
        ["make", "run"], cwd=checkout, env=environment(**more), capture_output=True, text=True, timeout=180
    )
    assert done.returncode != 0
    assert "Traceback" not in done.stdout + done.stderr
    assert "does not answer" in done.stderr
