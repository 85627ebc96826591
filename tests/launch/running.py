"""One installation in a copy of the checkout, started as a newcomer starts it."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import psutil

PROJECT = Path(__file__).resolve().parents[2]
PARTS = [
    *(app.parent.name for app in PROJECT.glob("*/apps.py")),
    "uccms",
    "templates",
    "static",
    "manage.py",
    "Makefile",
    "requirements.lock",
    "pyproject.toml",
]
NOT_OURS = ("DATABASE_URL", "DATABASE_MIGRATE_URL", "UCCMS_", "DJANGO_", "MAKE", "PYTEST")


def copy_of_checkout(folder: Path) -> Path:
    """A copy of the project that shares the packages of this checkout."""
    for name in PARTS:
        source = PROJECT / name
        if source.is_dir():
            shutil.copytree(source, folder / name)
        elif source.exists():
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, folder / name)
    (folder / ".venv").symlink_to(PROJECT / ".venv")
    return folder


def environment(**more: str) -> dict[str, str]:
    """This process's environment without what pytest and the tests' database put there."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(NOT_OURS)}
    return kept | more


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


class Run:
    """`make run` in a folder, with what it printed and what it started."""

    def __init__(self, folder: Path, **more: str) -> None:
        self.port = int(more.setdefault("PORT", str(free_port())))
        self.host = more.get("UCCMS_ALLOWED_HOSTS", f"localhost:{self.port}")
        self.log = folder / "var" / "run.log"
        self.log.parent.mkdir(exist_ok=True)
        self.started = time.monotonic()
        with self.log.open("wb") as output:
            self.make = psutil.Popen(
                ["make", "run"],
                cwd=folder,
                env=environment(**more),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self.all: list[psutil.Process] = []

    def wait_until_up(self, within: float = 240.0) -> float:
        """Seconds from the start until the address is printed."""
        self.wait_until("UCCMS is at", within)
        took = time.monotonic() - self.started
        assert self.health(self.host) == 200
        self.all = self.processes()
        return took

    def processes(self) -> list[psutil.Process]:
        """Every process of this run. The database is nobody's child: its number stands in its folder."""
        found = [self.make, *self.make.children(recursive=True)]
        status = self.log.parent / "postgres/data/postmaster.pid"
        if status.exists():
            server = psutil.Process(int(status.read_text().split()[0]))
            found += [server, *server.children(recursive=True)]
        return found

    def wait_until(self, words: str, within: float = 240.0) -> None:
        while words not in self.said():
            assert self.make.poll() is None, self.said()
            assert time.monotonic() - self.started < within, self.said()
            time.sleep(0.05)

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def health(self, host: str = "127.0.0.1") -> int | None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/healthz", headers={"Host": host})
            return connection.getresponse().status
        except OSError:
            return None
        finally:
            connection.close()

    def wait_for_health(self, within: float = 60.0) -> None:
        deadline = time.monotonic() + within
        while self.health() != 200:
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.1)

    def part(self, words: str) -> psutil.Process:
        """The process of one part: the first, from above, whose command line has these words."""
        for each in self.processes():
            if words in " ".join(each.cmdline()):
                return each
        raise AssertionError(f"no process “{words}”: {self.said()}")

    def signal_terminal(self, number: signal.Signals) -> None:
        """What a terminal does on Ctrl-C or when it is closed: the signal reaches its whole group."""
        os.killpg(self.make.pid, number)

    def wait_until_gone(self, within: float = 30.0) -> int:
        """The status of `make`, when nothing is left of all that it started."""
        _, left = psutil.wait_procs(self.all, timeout=within)
        assert not left, [each.cmdline() for each in left]
        assert self.health() is None
        assert "did not stop when asked" not in self.said()
        return self.make.wait()

    def end(self) -> None:
        """End whatever a failed test left running."""
        left = self.all + (self.processes() if self.make.is_running() else [])
        for each in [*left, self.make]:
            try:
                each.kill()
            except psutil.NoSuchProcess:
                continue
