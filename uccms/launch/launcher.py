"""Starts the database, the web process and the worker, keeps them running, and stops all of them."""

import http.client
import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import FrameType

from uccms.database import local
from uccms.database.embedded import EmbeddedServer
from uccms.database.fingerprint import fingerprint
from uccms.database.locks import FileLock
from uccms.database.places import DatabaseError, cannot_write
from uccms.launch import addresses, sign_ins
from uccms.launch.parts import Part
from uccms.launch.watch import PIPE

NO_ANSWER = 0
ANSWER_WITHIN = 60.0  # seconds for the web process to say that all is in order
DEMONSTRATION_WANTED = 3  # the status of `manage.py install_database`
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class CannotStart(Exception):
    """A sentence for whoever typed `make run`."""


class Stopped(Exception):
    """Somebody asked to stop: Ctrl-C, a closed terminal, kill."""


class Launcher:
    """One run of the whole system on this machine."""

    def __init__(self) -> None:
        self.port = addresses.port()
        self.bind = addresses.bind()
        self.parent = os.getppid() if "MAKELEVEL" in os.environ else None
        self.server: EmbeddedServer | None = None
        self.prepared: Path | None = None
        self.parts: list[Part] = []
        self.stopping = False
        # The writing end stays with this process alone, and closes however it ends.
        self.pipe, self._ours = os.pipe()
        self.environment = dict(os.environ) | {PIPE: str(self.pipe), "UCCMS_BIND": self.bind}
        self.environment |= {"PORT": str(self.port), "DJANGO_SETTINGS_MODULE": "uccms.settings"}

    def run(self) -> None:
        """Start everything, say where it is, and watch over it until asked to stop."""
        for number in STOPPING:
            signal.signal(number, self._asked_to_stop)
        try:
            self.start_database()
            if not self.is_prepared():
                self.prepare_database()
            addresses.require_free(self.bind, self.port)
            self.start_parts()
            self.say_where()
            self.watch_over()
        except Stopped:
            pass
        finally:
            self.stop()

    def start_database(self) -> None:
        """The embedded server, unless the environment names another database."""
        if "DATABASE_URL" in os.environ:
            return
        self.server = EmbeddedServer(local.VAR / "postgres", attached=True)
        self.server.start()
        self.prepared = self.server.places.data / "uccms-prepared"
        known = local.secrets_of(local.VAR) | local.addresses(self.server)
        self.environment = known | self.environment
        if addresses.is_loopback(self.bind):
            self.environment["UCCMS_DEMONSTRATION"] = "1"

    def prepare_database(self) -> None:
        """Migrations where needed; the demonstration's data where it is missing."""
        status = self.command("install_database")
        if status == DEMONSTRATION_WANTED:
            say("Making the demonstration's data; this happens once.")
            status = self.command("make_demonstration") or self.command(
                "install_database", "--demonstration-complete"
            )
        if status:
            raise CannotStart("The database could not be prepared; the lines above say why.")

        if self.prepared is not None:
            self.prepared.write_text(fingerprint())

    def is_prepared(self) -> bool:
        """Whether the last start prepared the embedded database for this same version of the program."""
        try:
            return self.prepared is not None and self.prepared.read_text() == fingerprint()
        except OSError:
            return False

    def command(self, *words: str) -> int:
        """Run one of `manage.py`'s commands to its end; its status."""
        part = Part(words[0], ["manage.py", *words], self.environment, self.pipe)
        self.parts = [part]
        part.start()
        while part.status is None:
            self.pause()
        self.parts = []
        return part.status

    def start_parts(self) -> None:
        """Start the web process and the worker; return when all is in order."""
        web = Part("web process", ["-m", "uccms.launch.web"], self.environment, self.pipe)
        worker = Part("worker", ["manage.py", "work"], self.environment, self.pipe)
        self.parts = [web, worker]
        web.start()
        answer = self.first_answer(web)
        if answer != http.client.OK and self.prepared is not None:
            # Somebody else worked on the database since we noted that it is prepared.
            web.ask_to_stop()
            web.wait_until_stopped()
            self.prepare_database()
            self.parts = [web, worker]
            web.start()
            answer = self.first_answer(web)
        if answer != http.client.OK:
            raise CannotStart("The web process is not in order; the lines above say why.")
        worker.start()

    def first_answer(self, web: Part) -> int:
        """What the web process says of itself, as soon as it says anything; NO_ANSWER when it ended."""
        deadline = time.monotonic() + ANSWER_WITHIN
        host = self.environment.get("UCCMS_ALLOWED_HOSTS", "localhost").split(",")[0].lstrip(".")
        while (answer := addresses.health(self.bind, self.port, host)) is None:
            if web.status is not None:
                return NO_ANSWER
            if time.monotonic() > deadline:
                raise CannotStart(f"The web process gave no answer within {ANSWER_WITHIN:.0f} seconds.")
            self.pause()
        return answer

    def say_where(self) -> None:
        say(f"\nUCCMS is at http://{addresses.shown(self.bind)}:{self.port}/   (Ctrl-C stops it)")
        if self.environment.get("UCCMS_DEMONSTRATION") == "1":
            say("\n".join(sign_ins.lines()))

    def watch_over(self) -> None:
        """Start again what ends by itself, until asked to stop."""
        while True:
            self.pause(0.2)
            if self.server is not None and not self.server.is_running():
                say("The database ended unexpectedly and is started again.")
                self.server.start()
            for part in self.parts:
                if part.status is not None:
                    if not part.may_start_again():
                        raise CannotStart(f"The {part.name} keeps ending; the lines above say why.")
                    say(f"The {part.name} ended unexpectedly and is started again.")
                    part.start()

    def pause(self, seconds: float = 0.05) -> None:
        """Wait a moment. Raises Stopped when somebody asked to stop, or `make` was killed."""
        time.sleep(seconds)
        if self.stopping or (self.parent is not None and os.getppid() != self.parent):
            raise Stopped

    def stop(self) -> None:
        """Stop everything that was started: first who uses the database, then the database."""
        for part in self.parts:
            part.ask_to_stop()
        for part in self.parts:
            if not part.wait_until_stopped():
                say(f"The {part.name} did not stop when asked, and was ended.")
        if self.server is not None:
            self.server.stop()

    def _asked_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True


def say(sentence: str) -> None:
    """Print for whoever looks; the terminal may be closed by now."""
    with suppress(OSError):
        print(sentence, flush=True)  # noqa: T201


def main() -> None:
    """Run until asked to stop; what prevents the start is one sentence and a status of 1."""
    try:
        (local.VAR / "static").mkdir(mode=0o700, parents=True, exist_ok=True)
        only_one = FileLock(local.VAR / "launcher.lock")
        if not only_one.take(wait=5.0):
            raise CannotStart(
                "UCCMS runs already from this folder: stop that one first (Ctrl-C where it runs)."
            )
        launcher = Launcher()
        addresses.require_free(launcher.bind, launcher.port)
        launcher.run()
    except (CannotStart, DatabaseError, addresses.AddressError) as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(str(cannot_write(Path(error.filename or local.VAR), error)))
