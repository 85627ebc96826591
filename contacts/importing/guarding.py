"""The guard over long texts, in processes of its own: it is most of an import's work (docs/importing.md).

`python -m contacts.importing.guarding` is one of them. It reads a JSON list of texts on each line and answers
each with a line, and ends with whoever started it: its input ends then, however that one died.
"""

import json
import os
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from uccms.privacy import guard

PROJECT = Path(__file__).resolve().parents[2]
MOST_PROCESSES = 4


class Admitted(NamedTuple):
    """A text as it may be stored; or None, with the kinds of what it may hold."""

    text: str | None
    kinds: str = ""


def admit(text: str) -> Admitted:
    """The text with "[removed: …]" in place of what certainly may not be kept; None for what is doubtful."""
    findings = guard.find(text) if text else []
    if not findings:
        return Admitted(text)
    doubtful = [each for each in findings if not each.certain]
    if not doubtful:
        text = guard.without(text, findings)
        doubtful = guard.find(text)  # the words put in may make a label of what stands beside them
    if doubtful:
        return Admitted(None, ", ".join(sorted({guard.KINDS[each.kind] for each in doubtful})))
    return Admitted(text)


class Guards:
    """Processes that look through texts while the reading goes on; without any, it is done at once."""

    def __init__(self, processes: int | None = None) -> None:
        if processes is None:
            processes = min(MOST_PROCESSES, os.cpu_count() or 1)
        self._processes = [self._start() for _ in range(processes)]
        self._free = deque(self._processes)

    @staticmethod
    def _start() -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "contacts.importing.guarding"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=PROJECT,
            text=True,
            encoding="ascii",
        )

    @property
    def can_begin(self) -> bool:
        """Whether `begin` returns at once."""
        return bool(self._free) or not self._processes

    def begin(self, texts: Sequence[str]) -> Callable[[], list[Admitted]]:
        """Begin to look through the texts; the function that is returned waits for the result.

        There is one answer for each process before it is given more, so that neither waits for the other.
        """
        if not texts or not self._processes:
            return lambda: [admit(text) for text in texts]
        process = self._free.popleft()
        sent = _send(process, texts)

        def result() -> list[Admitted]:
            answer = process.stdout.readline() if sent and process.stdout else ""
            if not answer:  # the process was killed: its work is done here
                self._processes.remove(process)
                _end(process)
                return [admit(text) for text in texts]
            self._free.append(process)
            return [Admitted(*each) for each in json.loads(answer)]

        return result

    def stop(self) -> None:
        """End the processes."""
        for process in self._processes:
            _end(process)


def _end(process: subprocess.Popen[str]) -> None:
    process.kill()
    with suppress(OSError):  # what it was to read is not read any more
        process.communicate()


def _send(process: subprocess.Popen[str], texts: Sequence[str]) -> bool:
    if process.stdin is None:
        return False
    try:
        process.stdin.write(json.dumps(texts) + "\n")
        process.stdin.flush()
    except OSError:
        return False
    return True


def main() -> None:
    """Answer each line of texts with a line."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever started this one
    for line in sys.stdin:
        sys.stdout.write(json.dumps([admit(text) for text in json.loads(line)]) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
