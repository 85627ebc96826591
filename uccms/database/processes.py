"""How the embedded PostgreSQL runs: as this user, or, for root, as somebody who is not root."""

import ctypes
import functools
import os
import pwd
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

PR_SET_PDEATHSIG = 1
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
    return subprocess.run(_prefix() + command, **arguments)  # type: ignore[call-overload, no-any-return]


def start(command: list[str], *, log: Path, dies_with_us: bool) -> subprocess.Popen[bytes]:
    """Start the server in a session of its own, so that Ctrl-C in a terminal does not reach it first."""
    with log.open("ab") as output:
        return subprocess.Popen(
            _prefix() + command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd="/",
            env=ENVIRONMENT,
            start_new_session=True,
            preexec_fn=dying_with_parent(signal.SIGINT) if dies_with_us else None,
            **_user(),
        )


def dying_with_parent(number: signal.Signals) -> Callable[[], None] | None:
    """What a child runs before its program, so that Linux sends it a signal when its parent is gone.

    None on other systems, where the next start ends what was left.
    """
    if sys.platform != "linux":
        return None
    library, parent = ctypes.CDLL(None), os.getpid()

    def ask() -> None:
        library.prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)

    return ask


def _prefix() -> list[str]:
    return ["unshare", "-U", "--map-user=1000"] if os.geteuid() == 0 and namespaces_work() else []


def _user() -> dict[str, object]:
    account = stand_in()
    return {} if account is None else {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def is_postmaster(pid: int, data: Path) -> bool:
    """Whether this process is a PostgreSQL server on this data folder, not a later bearer of its number."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # it lives, and belongs to somebody else
    return str(data) in _command_of(pid)


def _command_of(pid: int) -> str:
    """The command line of a process; empty for one that has ended and was not yet collected."""
    if sys.platform == "linux":  # a slim container has no ps
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    command = ["ps", "-ww", "-o", "command=", "-p", str(pid)]
    return subprocess.run(command, capture_output=True, text=True).stdout
