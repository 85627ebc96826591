"""How the parts that the launcher starts notice that it is gone, however it went.

Each of them inherits the reading end of a pipe that nobody writes to: it ends when the launcher does.
"""

import os
import signal
import threading

PIPE = "UCCMS_LAUNCHER_PIPE"
_descriptor: int | None = None


def end_with_launcher(*, at_once: bool = False) -> None:
    """End this process when the launcher is gone: by SIGTERM, or `at_once` where nothing handles that."""
    global _descriptor
    if PIPE in os.environ:
        # Only this process and its forks hold the pipe: what they start as programs must not look for it.
        _descriptor = int(os.environ.pop(PIPE))
    if _descriptor is not None:
        threading.Thread(target=_wait, args=(_descriptor, at_once), daemon=True).start()


def _wait(descriptor: int, at_once: bool) -> None:
    os.read(descriptor, 1)
    if at_once:
        os._exit(1)
    os.kill(os.getpid(), signal.SIGTERM)
