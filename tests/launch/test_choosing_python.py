"""Which Python `make run` takes where there are several."""

import subprocess
from pathlib import Path

import pytest

from tests.launch.running import copy_of_checkout, environment
from tests.launch.test_refusals import path_with


@pytest.fixture
def folders(tmp_path):
    """Two folders of the PATH, one before the other."""
    made = tmp_path / "first", tmp_path / "second"
    for each in made:
        each.mkdir()
    return made


def fake_python(folder: Path, *cannot: str) -> None:
    """Notes that an environment was to be made with it; `cannot` stands in what it is asked in vain."""
    fails = "".join(f'case "$2" in *{each}*) exit 1;; esac\n' for each in cannot)
    program = folder / "python3"
    program.write_text(
        f'#!/bin/sh\n[ "$2" = venv ] && echo {folder.name} >>{folder.parent}/taken && exit 1\n'
        f'{fails}case "$2" in *print*) echo 3.12;; esac\n'
    )
    program.chmod(0o755)


def taken(tmp_path: Path, folders: tuple[Path, Path], **more: str) -> str:
    """The name of the folder whose Python was taken."""
    checkout = copy_of_checkout(tmp_path / "project")
    (checkout / ".venv").unlink()
    path = f"{path_with(folders[0])}:{folders[1]}"
    done = subprocess.run(
        ["sh", "uccms/launch/install.sh"],
        cwd=checkout,
        env=environment(PATH=path, **more),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "No virtual environment could be made" in done.stderr
    return (tmp_path / "taken").read_text().strip()


def test_the_first_one_where_it_was_built_to_be_quick(tmp_path, folders):
    fake_python(folders[0])
    fake_python(folders[1])
    assert taken(tmp_path, folders) == "first"


def test_a_later_one_where_only_that_was_built_to_be_quick(tmp_path, folders):
    fake_python(folders[0], "enable-optimizations")
    fake_python(folders[1])
    assert taken(tmp_path, folders) == "second"


@pytest.mark.parametrize("cannot", ["ensurepip", '"version_info <"', "enable-optimizations"])
def test_the_first_one_where_the_later_one_will_not_do(tmp_path, folders, cannot):
    fake_python(folders[0], "enable-optimizations")
    fake_python(folders[1], cannot)
    assert taken(tmp_path, folders) == "first"


def test_the_one_that_is_asked_for_whatever_it_is(tmp_path, folders):
    fake_python(folders[0])
    fake_python(folders[1], "enable-optimizations")
    assert taken(tmp_path, folders, PYTHON=f"{folders[1]}/python3") == "second"
