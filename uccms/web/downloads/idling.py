"""Ends connections whose reader takes nothing any more, however long a download that moves may last.

The server waits for a reader without an end: one that stopped reading, or vanished from the net, would
hold its thread and slot for ever. A thread asks the kernel now and then how far each reader has acknowledged,
and shuts the connection on which bytes wait and nothing moved for so long. TCP_USER_TIMEOUT, which sounds
like it, also ends slow readers: where a window opens by less than the next segment, Linux does not count it.

Where the system does not tell (macOS), nothing is ended.
"""

import fcntl
import logging
import os
import socket
import stat
import struct
import termios
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

OPEN_FILES = Path("/proc/self/fd")
ACKNOWLEDGED = 120  # where tcpi_bytes_acked stands in struct tcp_info (linux/tcp.h)
logger = logging.getLogger(__name__)
_begin = threading.Lock()
_watching: set[int] = set()  # processes: a fork has this set, and not the thread


def limit_idleness(seconds: int) -> None:
    """Have the connections of this process's server watched from the first download on."""
    if os.getpid() in _watching or not (OPEN_FILES.is_dir() and hasattr(socket, "TCP_INFO")):
        return
    with _begin:
        if os.getpid() not in _watching:
            _watching.add(os.getpid())
            threading.Thread(target=_watch, args=[seconds], name="idle downloads", daemon=True).start()


def _watch(seconds: int) -> None:
    watch = Watch(seconds)
    while True:
        time.sleep(min(seconds / 10, 5))
        try:
            watch.look(time.monotonic())
        except OSError:
            logger.exception("The connections could not be looked at.")


@dataclass
class Standing:
    """How far a reader had acknowledged, and since when."""

    acknowledged: int
    since: float


class Watch:
    """What the last looks saw of each connection."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._seen: dict[object, Standing] = {}

    def look(self, now: float) -> None:
        """Note what moved, and shut what did not for too long."""
        seen = {}
        with ExitStack() as stack:
            sockets = [stack.enter_context(each) for each in _sockets()]
            ports = {each.getsockname()[1] for each in sockets if _listens(each)}
            for each in sockets:
                with suppress(OSError):  # gone meanwhile
                    if each.getsockname()[1] not in ports or not _bytes_wait(each):
                        continue
                    reader = each.getpeername()
                    standing = Standing(_acknowledged(each), now)
                    before = self._seen.get(reader, standing)
                    seen[reader] = before if before.acknowledged == standing.acknowledged else standing
                    if now - seen[reader].since >= self.seconds:
                        each.shutdown(socket.SHUT_RDWR)
        self._seen = seen


def _sockets() -> Iterator[socket.socket]:
    """This process's TCP sockets, each as a handle of our own: the server may close its own at any time."""
    for entry in OPEN_FILES.iterdir():
        with suppress(OSError):
            if stat.S_ISSOCK(entry.stat().st_mode):
                each = socket.socket(fileno=os.dup(int(entry.name)))
                if each.type == socket.SOCK_STREAM and each.family in (socket.AF_INET, socket.AF_INET6):
                    yield each
                else:
                    each.close()


def _listens(each: socket.socket) -> bool:
    return bool(each.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))


def _bytes_wait(each: socket.socket) -> bool:
    """Whether anything is not acknowledged yet, be it sent or not."""
    waiting: int = struct.unpack("i", fcntl.ioctl(each, termios.TIOCOUTQ, b"\0" * 4))[0]
    return waiting > 0


def _acknowledged(each: socket.socket) -> int:
    known = each.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, ACKNOWLEDGED + 8)
    acknowledged: int = struct.unpack_from("Q", known, ACKNOWLEDGED)[0]
    return acknowledged
