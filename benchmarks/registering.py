"""A hundred registrations a second, each from a network address of its own, while others read pages.

    .venv/bin/python -m benchmarks.registering --seconds 30

Every 10 ms one more form is sent, whether the others were answered or not. Beside them somebody opens the
portal's catalogue and an agent the desk, again and again. Says how long each took, with which status, and by
how much the memory of the web process grew. The mails are not written: that is another process's work.
"""

import http.client
import os
import subprocess
import sys
import threading
import time
import uuid
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from urllib.parse import urlencode

import psutil

from benchmarks.database import connected, server
from benchmarks.downloads import MB, database_name
from benchmarks.figures import percentile, table
from benchmarks.load import free_port, signed_in, wait_for
from uccms.database.places import APP

A_SECOND = 100
AT_ONCE = 200  # senders; more wait for an answer only where the server is that far behind
PAGES = {"catalogue": "/eipd/", "desk": "/desk/"}


@dataclass
class Answers:
    """Milliseconds and statuses of each kind of request."""

    times: dict[str, list[float]] = field(default_factory=dict)
    statuses: Counter = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, kind: str, connect: Callable[[], http.client.HTTPConnection], *request, **headers) -> None:
        begun = time.perf_counter()
        try:
            connection = connect()
            connection.request(*request, headers=headers)
            answer = connection.getresponse()
            answer.read()
            connection.close()
            status: int | str = answer.status
        except (OSError, http.client.HTTPException) as error:
            status = type(error).__name__
        with self.lock:
            self.times.setdefault(kind, []).append((time.perf_counter() - begun) * 1000)
            self.statuses[kind, status] += 1


def main() -> None:
    """Measure and print; what was asked for is deleted again."""
    parser = ArgumentParser(prog="python -m benchmarks.registering", description=__doc__)
    parser.add_argument("--size", type=int, default=10_000, help="tickets in the database (10,000)")
    parser.add_argument("--seconds", type=int, default=30, help="for how long (30)")
    chosen = parser.parse_args()
    with ExitStack() as stack:
        running = stack.enter_context(server())
        stack.enter_context(connected(running, chosen.size))
        sessions, _, _ = signed_in(1)
        port = free_port()
        environment = os.environ | {"DATABASE_URL": running.url(APP, database_name()), "PORT": str(port)}
        command = [sys.executable, "-m", "uccms.launch.web"]
        web = psutil.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        stack.callback(web.wait, 20)
        stack.callback(web.terminate)
        wait_for(port)
        answers, before = Answers(), _memory(web)
        _storm(port, answers, sessions[0], chosen.seconds)
        grown = _memory(web) - before
        kept = _forget()
    rows = [
        [kind, len(times), percentile(times, 0.5), percentile(times, 0.95), max(times)]
        for kind, times in answers.times.items()
    ]
    print(table(["request", "number", "p50 ms", "p95 ms", "longest ms"], rows))
    print(
        "Statuses:",
        ", ".join(f"{kind} {status}: {count}" for (kind, status), count in answers.statuses.items()),
    )
    print(f"{kept:,} addresses to be proven were stored; the web process grew by {grown:.0f} MB.")


def _storm(port: int, answers: Answers, session: str, seconds: int) -> None:
    over, cookie = threading.Event(), f"uccms_staff={session}"

    def read(kind: str) -> None:
        while not over.is_set():
            answers.ask(
                kind, lambda: http.client.HTTPConnection("127.0.0.1", port, timeout=60), "GET", PAGES[kind],
                None, Cookie=cookie,
            )  # fmt: skip
            time.sleep(0.2)

    warming = Answers()
    for path in PAGES.values():  # the first of each loads what all need
        warming.ask(
            "", lambda: http.client.HTTPConnection("127.0.0.1", port), "GET", path, None, Cookie=cookie
        )
    readers = [threading.Thread(target=read, args=(kind,)) for kind in PAGES]
    for reader in readers:
        reader.start()
    with ThreadPoolExecutor(AT_ONCE) as senders:
        begun = time.monotonic()
        for number in range(seconds * A_SECOND):
            time.sleep(max(0.0, begun + number / A_SECOND - time.monotonic()))
            senders.submit(_register, port, answers, number)
    print(f"All were answered after {time.monotonic() - begun:.1f} s.")
    over.set()
    for reader in readers:
        reader.join()


def _register(port: int, answers: Answers, number: int) -> None:
    origin = f"127.{1 + number // 62500}.{number // 250 % 250}.{1 + number % 250}"
    form = {"email": f"reader{number}@library.example", "submission_id": str(uuid.uuid4())}
    answers.ask(
        "register",
        lambda: http.client.HTTPConnection("127.0.0.1", port, timeout=60, source_address=(origin, 0)),
        "POST",
        "/eipd/register/",
        urlencode(form),
        **{"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"},
    )


def _memory(web: psutil.Process) -> float:
    return sum(each.memory_info().rss for each in [web, *web.children(recursive=True)]) / MB


def _forget() -> int:
    """Delete what was asked for, how often it was, and the jobs to mail it; returns how many."""
    from django.db import connection

    from eipd_portal.models import MailedProof, RequestCount

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name LIKE %s", ["%asking_for_proof%"])
    RequestCount.objects.all().delete()
    return MailedProof.objects.filter(email__endswith="@library.example").delete()[0]


if __name__ == "__main__":
    main()
