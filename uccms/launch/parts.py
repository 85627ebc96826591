"""The programs that the launcher starts beside the database, and how it stops them."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
STOP_WITHIN = 5.0  # seconds, then by force
TOO_OFTEN, SOON = 5, 60.0  # so many ends within so many seconds, and it is not started again


class Part:
    """One program that runs as long as the launcher does, in a process group of its own.

    The group keeps Ctrl-C in the terminal from reaching it before the launcher stops all in order, and
    lets the launcher find what the program itself had started.
    """

    def __init__(self, name: str, command: list[str], environment: dict[str, str], pipe: int) -> None:
        self.name, self.command, self.environment, self.pipe = name, command, environment, pipe
        self.process: subprocess.Popen[bytes] | None = None
        self._ended_at: list[float] = []

    def start(self) -> None:
        # Inherited: what is still being loaded leaves it to the launcher what an interrupt means.
        handler = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            self.process = subprocess.Popen(
                [sys.executable, *self.command],
                cwd=PROJECT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                process_group=0,
                pass_fds=[self.pipe],
            )
        finally:
            signal.signal(signal.SIGINT, handler)

    @property
    def status(self) -> int | None:
        """How it ended, or None while it runs."""
        return None if self.process is None else self.process.poll()

    def may_start_again(self) -> bool:
        """Note that it ended, and say whether that happens too often to try again."""
        self._end_group()
        now = time.monotonic()
        self._ended_at = [at for at in self._ended_at if now - at < SOON] + [now]
        return len(self._ended_at) < TOO_OFTEN

    def ask_to_stop(self) -> None:
        if self.process is not None and self.status is None:
            self.process.send_signal(signal.SIGTERM)

    def wait_until_stopped(self) -> bool:
        """Wait for the end it was asked for; False when it had to be ended by force."""
        if self.process is None:
            return True
        willing = True
        try:
            self.process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            willing = False
        self._end_group()
        self.process.wait()
        self.process = None
        return willing

    def _end_group(self) -> None:
        """End what is left of the program's group: killed by force, it leaves its own children."""
        if self.process is not None:
            # macOS says "not permitted" of a group of which only zombies are left.
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
