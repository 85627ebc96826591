"""The PostgreSQL server that comes with the project, for one machine (docs/embedded-database.md)."""

import os
import shutil
import signal
import socket
import struct
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

from uccms.database import processes
from uccms.database.locks import FileLock
from uccms.database.places import APP, OWNER, PORT, SUPERUSER, DatabaseError, Places

ROLES = Path(__file__).with_name("roles.sql")
START_WITHIN = 120.0  # seconds; recovery after a crash takes a while on a large database
RETRY_FOR = 10.0  # seconds; what a crash left behind keeps its locks for a moment
LEFT_BEHIND = ("already exists", "still in use", "Is another postmaster")
# The shortest question of PostgreSQL's protocol: may we encrypt? It is answered before any password.
ENCRYPTION_REQUEST = struct.pack("!ii", 8, 80877103)
NO_PROCESS = 2**31 - 2

SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",  # compiling costs more than it saves on pages that read few rows
    # The server's log holds no personal data: no statement, no parameter, no value from an error.
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_min_messages": "log",  # an error's own sentence may quote what somebody typed
    "log_min_error_statement": "panic",
}
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class EmbeddedServer:
    """One PostgreSQL server with its data below `folder`, shared by all who start it there.

    The first one starts it, later ones join, the last one to leave stops it. With `attached` it belongs to
    the caller alone: it ends when the caller does, whoever else is using it. `settings` are PostgreSQL's own,
    beside ours.
    Methods raise DatabaseError with a sentence that says what to do.
    """

    def __init__(
        self,
        folder: Path,
        *,
        durable: bool = True,
        attached: bool = False,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self.places = Places(folder)
        self.durable = durable
        self.settings = settings or {}
        self.attached = attached
        self.passwords = self.places.passwords()
        self._changing = FileLock(self.places.folder / "lock")
        self._using = FileLock(self.places.folder / "users")
        self._switch: processes.DeadMansSwitch | None = None

    def url(self, role: str = APP, database: str = "uccms") -> str:
        """The address at which a role reaches a database; known before the server runs."""
        host = quote(str(self.places.sockets), safe="")
        return f"postgresql://{role}:{self.passwords[role]}@/{database}?host={host}&port={PORT}"

    def start(self) -> None:
        """Start the server, or join the one that runs; make it first where there is none."""
        self._take_turn()
        try:
            if self._running_pid() and self.attached and not self._used_by_others():
                self._end_server()  # an orphan would outlive us as it outlived its parent
            if not self._may_be_joined():
                self._end_server()
                self._make()
                self._launch()
            self._using.take(shared=True, wait=RETRY_FOR)
        finally:
            self._changing.release()

    def stop(self) -> None:
        """Leave the server, and stop it unless somebody else uses it."""
        if not self._using.held:
            return
        self._using.release()
        self._take_turn()
        try:
            if self.attached or not self._used_by_others():
                self._end_server()
        finally:
            self._changing.release()

    def is_running(self) -> bool:
        """Whether the server's process lives."""
        return self._running_pid() is not None

    def execute(self, script: Path, *, variables: dict[str, str] | None = None) -> None:
        """Run a file of SQL through psql as the superuser, with psql variables."""
        command = [str(self.places.programs / "psql"), "-X", "-q", "-h", str(self.places.sockets)]
        command += ["-p", str(PORT), "-U", SUPERUSER, "-d", "postgres"]
        for name, value in (variables or {}).items():
            command += ["-v", f"{name}={value}"]
        environment = processes.ENVIRONMENT | {
            "PGPASSWORD": self.passwords[SUPERUSER],
            "UCCMS_OWNER_PASSWORD": self.passwords[OWNER],
            "UCCMS_APP_PASSWORD": self.passwords[APP],
        }
        done = subprocess.run([*command, "-f", str(script)], env=environment, capture_output=True, text=True)
        if done.returncode:
            raise DatabaseError(f"{script.name} failed: {done.stderr.strip()}")

    def __enter__(self) -> "EmbeddedServer":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _take_turn(self) -> None:
        if not self._changing.take(wait=START_WITHIN):
            raise DatabaseError(
                f"Another program keeps starting or stopping the server in {self.places.folder}."
            )

    def _used_by_others(self) -> bool:
        if not self._using.take():
            return True
        self._using.release()
        return False

    def _may_be_joined(self) -> bool:
        """Whether a server runs and answers; one that is just dying or starting is given a moment."""
        deadline = time.monotonic() + RETRY_FOR
        while self._running_pid() and time.monotonic() < deadline:
            if self._answers_on_socket():
                return True
            time.sleep(0.02)
        return False

    def _answers_on_socket(self) -> bool:
        with socket.socket(socket.AF_UNIX) as trial:
            trial.settimeout(1.0)
            try:
                trial.connect(str(self.places.sockets / f".s.PGSQL.{PORT}"))
                trial.sendall(ENCRYPTION_REQUEST)
                return trial.recv(1) in (b"N", b"S")
            except OSError:
                return False

    def _running_pid(self) -> int | None:
        """The process of the server on our data, whoever started it."""
        try:
            pid = int((self.places.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return None
        return pid if processes.is_postmaster(pid, self.places.data) else None

    def _make(self) -> None:
        """Make the data folder where there is none that was finished."""
        data, finished = self.places.data, self.places.data / "uccms-made"
        if finished.exists():
            made_by = (data / "PG_VERSION").read_text().strip()
            ours = self._version()
            if made_by != ours:
                raise DatabaseError(
                    f"{data} was made by PostgreSQL {made_by}, and this is {ours}: "
                    "move the folder away to start anew (to keep the data: docs/embedded-database.md)."
                )
            return
        shutil.rmtree(data, ignore_errors=True)
        password = self.places.home / "password.new"
        try:
            password.touch(0o600)
            password.write_text(self.passwords[SUPERUSER])
            os.chown(password, self.places.home.stat().st_uid, -1)
            command = [str(self.places.programs / "initdb"), "-D", str(data), "-U", SUPERUSER]
            command += ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
            command += ["--auth=scram-sha-256", f"--pwfile={password}"]
            done = processes.run(command if self.durable else [*command, "--no-sync"], cwd="/")
        except OSError as error:
            raise DatabaseError(self._reason(str(error))) from None
        finally:
            password.unlink(missing_ok=True)
        if done.returncode:
            shutil.rmtree(data, ignore_errors=True)
            raise DatabaseError(self._reason(done.stdout + done.stderr))
        self._launch()
        try:
            self.execute(ROLES)
            finished.touch()
        finally:
            self._end_server()

    def _launch(self) -> None:
        """Start the server and wait until it answers; for a while also past what a crash left behind."""
        self._free_reused_number()
        sockets = str(self.places.sockets).replace('"', '""')
        settings = SETTINGS | {"unix_socket_directories": f'"{sockets}"'}
        if not self.durable:
            settings |= NOT_DURABLE
        settings |= self.settings
        command = [str(self.places.programs / "postgres"), "-D", str(self.places.data)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        deadline = time.monotonic() + RETRY_FOR
        while True:
            self._begin_log()
            pid = processes.start(command, log=self.places.log)
            if self._answers(pid):
                if self.attached:
                    self._switch = processes.DeadMansSwitch(pid)
                return
            said = self.places.log.read_text(errors="replace")[-2000:]
            if not any(words in said for words in LEFT_BEHIND) or time.monotonic() > deadline:
                raise DatabaseError(self._reason(said))
            time.sleep(0.2)

    def _answers(self, pid: int) -> bool:
        """Wait until the server takes connections; False when it ended instead."""
        status = self.places.data / "postmaster.pid"
        deadline = time.monotonic() + START_WITHIN
        while processes.is_alive(pid):
            try:
                lines = status.read_text().split("\n")
            except OSError:
                lines = []
            if len(lines) > 7 and lines[7].strip() == "ready" and lines[0] == str(pid):
                return True
            if time.monotonic() > deadline:
                os.kill(pid, signal.SIGQUIT)
                raise DatabaseError(f"The database did not start within {START_WITHIN:.0f} seconds.")
            time.sleep(0.01)
        return False

    def _free_reused_number(self) -> None:
        """Correct locks whose number another process bears now, or a dead one that nobody collected.

        PostgreSQL would refuse to start. In postmaster.pid the rest stays, because PostgreSQL looks there
        for the shared memory of a crashed server.
        """
        locks = [self.places.data / "postmaster.pid", self.places.sockets / f".s.PGSQL.{PORT}.lock"]
        for lock in locks:
            try:
                first, rest = lock.read_text().split("\n", 1)
                os.kill(int(first), 0)
            except (OSError, ValueError):
                continue
            lock.write_text(f"{NO_PROCESS}\n{rest}")

    def _begin_log(self) -> None:
        """One log of this start, and the one before."""
        if self.places.log.exists():
            self.places.log.replace(self.places.log.with_suffix(".log.1"))

    def _end_server(self) -> None:
        """Stop the server as PostgreSQL calls it fast: connections are cut, nothing committed is lost."""
        if self._switch is not None:
            self._switch.disarm()
            self._switch = None
        pid = self._running_pid()
        for number, patience in ((signal.SIGINT, 10.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
            if pid is None or not processes.is_alive(pid):
                break
            with suppress(ProcessLookupError):
                os.kill(pid, number)
            deadline = time.monotonic() + patience
            while processes.is_alive(pid) and time.monotonic() < deadline:
                time.sleep(0.01)

    def _version(self) -> str:
        said = processes.run([str(self.places.programs / "postgres"), "--version"], cwd="/").stdout
        return said.split()[-1].split(".")[0]

    def _reason(self, said: str) -> str:
        """A sentence from what PostgreSQL said."""
        if "No space left on device" in said or "File too large" in said or "quota exceeded" in said.lower():
            return f"The disk is full: the database in {self.places.home} cannot be written. Free some space."
        last = next((line for line in reversed(said.splitlines()) if line.strip()), "it gave no reason")
        return f"The database in {self.places.home} does not start: {last.strip()} (see {self.places.log})"
