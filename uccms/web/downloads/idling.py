"""Ends connections whose reader takes nothing any more, however long a download that moves may last.

The server waits for a reader without an end: one that stopped reading, or vanished from the net, would
hold its thread and slot for ever. The kernel knows: with TCP_USER_TIMEOUT (RFC 5482) it drops a connection
on which sent bytes stay unacknowledged, or wait for a closed window, so long; every byte taken begins the
time anew. Connections inherit it from the socket that listens. Where the system lacks it (macOS), nothing
is done.
"""

import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from threading import Lock

FOLDER = "/proc/self/fd"
_once = Lock()
_done: set[int] = set()


def limit_idleness(seconds: int) -> None:
    """Have this process's server end such connections. Done once, by the first download.

    The server opens its socket itself, after the application is loaded: it is found among the open files.
    """
    if os.getpid() in _done or not hasattr(socket, "TCP_USER_TIMEOUT"):
        return
    with _once, ExitStack() as stack:
        sockets = [stack.enter_context(each) for each in _sockets()]
        listening = {each.getsockname()[1] for each in sockets if _listens(each)}
        for each in sockets:
            # Those accepted already, this download's among them, are on the same port.
            if each.getsockname()[1] in listening:
                each.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, seconds * 1000)
        _done.add(os.getpid())


def _listens(each: socket.socket) -> bool:
    return bool(each.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))


def _sockets() -> Iterator[socket.socket]:
    for name in os.listdir(FOLDER):  # noqa: PTH208 (numbers, not paths)
        with suppress(OSError):
            each = socket.socket(fileno=os.dup(int(name)))
            if each.type == socket.SOCK_STREAM and each.family in (socket.AF_INET, socket.AF_INET6):
                yield each
            else:
                each.close()
