"""How the embedded PostgreSQL runs: as this user, or, for root, as somebody who is not root."""

import functools
import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


@functools.cache
def namespaces_work() -> bool:
    """Whether root may run a program in a user namespace, where it is not root; containers may forbid it."""
    command = ["unshare", "-U", "--map-user=1000", "true"]
    return (
        shutil.which("unshare") is not None and subprocess.run(command, capture_output=True).returncode == 0
    )


@functools.cache
def stand_in() -> pwd.struct_passwd | None:
    """The account that runs PostgreSQL for root where user namespaces are forbidden; None where not needed.

    PostgreSQL refuses to run as root, because whoever breaks into it would own the machine.
    """
    if os.geteuid() != 0 or namespaces_work():
        return None
    return pwd.getpwnam("nobody")


def run(command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs to its end, as whoever may run it."""
    arguments = {"capture_output": True, "text": True, "env": ENVIRONMENT, **_user(), **options}
    return subprocess.run(_prefix() + command, **arguments)  # type: ignore[call-overload]


def start(command: list[str], *, log: Path) -> int:
    """Start the server out of reach of the terminal, and return its process number.

    It becomes a child of the system's first process, as a daemon does: each of PostgreSQL's processes leads
    a session of its own, and whoever signals the sessions below a program would meet those.
    """
    told, tell = os.pipe()

    def detach() -> None:
        child = os.fork()
        if child:
            os.write(tell, str(child).encode())
            os._exit(0)

    try:
        with log.open("ab") as output:
            between = subprocess.Popen(
                _prefix() + command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/",
                env=ENVIRONMENT,
                start_new_session=True,
                preexec_fn=detach,
                pass_fds=[tell],
                **_user(),
            )
        between.wait()
        return int(os.read(told, 20))
    finally:
        os.close(told)
        os.close(tell)


class DeadMansSwitch:
    """Stops the server when this process is gone, however it went, and is not there to do it."""

    def __init__(self, pid: int) -> None:
        reading, self._ours = os.pipe()
        # It reads from a pipe that nobody writes to, and which ends with this process.
        script = 'trap "" INT TERM HUP; read -r _; kill -INT "$1"'
        self._shell = subprocess.Popen(
            ["/bin/sh", "-c", script, "sh", str(pid)],
            stdin=reading,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            process_group=0,
        )
        os.close(reading)

    def disarm(self) -> None:
        self._shell.kill()
        self._shell.wait()
        os.close(self._ours)


def _prefix() -> list[str]:
    return ["unshare", "-U", "--map-user=1000"] if os.geteuid() == 0 and namespaces_work() else []


def _user() -> dict[str, Any]:
    account = stand_in()
    return {} if account is None else {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def is_alive(pid: int) -> bool:
    """Whether a process lives; one that has ended and was not yet collected does not."""
    if sys.platform == "linux":  # a slim container has no ps
        try:
            state = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()[0]
        except OSError:
            return False
    else:
        state = _ask_ps(pid, "stat=")
    return state[:1] not in ("", "Z", "X")


def is_postmaster(pid: int, data: Path) -> bool:
    """Whether this process is a PostgreSQL server on this data folder, not a later bearer of its number."""
    return is_alive(pid) and str(data) in _command_of(pid)


def _command_of(pid: int) -> str:
    """The command line of a process."""
    if sys.platform != "linux":
        return _ask_ps(pid, "command=")
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def _ask_ps(pid: int, column: str) -> str:
    return subprocess.run(["ps", "-ww", "-o", column, "-p", str(pid)], capture_output=True, text=True).stdout
