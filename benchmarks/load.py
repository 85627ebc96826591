"""`make bench-load SIZE=1000000`: an office of 200 agents at work, against the server as it is run.

Every agent keeps a queue open and the last ticket, which ask every 15 seconds for what has changed and who is
there (the ticket says every third time that they are), and writes a contact down
every 288 seconds (100 in eight hours): opens the form, looks the caller up letter by letter, types while the
draft saves itself, saves, and opens the ticket. Each is a browser of its own with a session of its own. At
the end the database is asked whether every contact that was answered as saved is there once, and whether its
draft is gone.
"""

import http.client
import json
import os
import random
import re
import socket
import subprocess
import sys
import threading
import time
import uuid
from argparse import ArgumentParser
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode

from benchmarks.database import connected, server
from benchmarks.figures import percentile, table
from uccms.database.local import VAR
from uccms.database.places import APP

AGENTS = 200
POLL = 15.0  # seconds
CONTACTS = 100  # of each agent in a working day
DAY = 8 * 3600.0
LETTERS = str.maketrans("0123456789", "ghijklmnop")
LETTER = 0.25  # seconds between two letters of a look-up, which asks after a short pause each
TYPED = ("The filing receipt shows", " the wrong inventor.", " She asks for a corrected one.")


@dataclass
class Seen:
    """What the agents met: the milliseconds of each kind of request, errors, and the contacts saved."""

    times: dict[str, list[float]] = field(default_factory=dict)
    errors: Counter = field(default_factory=Counter)
    saved: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, kind: str, took: float, status: int) -> None:
        with self.lock:
            self.times.setdefault(kind, []).append(took * 1000)
            if status >= 400:
                self.errors[f"{kind}: {status}"] += 1


class Agent:
    """One member of staff in a browser."""

    def __init__(self, port: int, session: str, seen: Seen, chance: random.Random, callers: int) -> None:
        self.connection = http.client.HTTPConnection("localhost", port, timeout=30)
        self.headers = {
            "Cookie": f"uccms_staff={session}; uccms_csrf={'a' * 32}",
            "X-CSRFToken": "a" * 32,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        self.seen, self.chance, self.callers = seen, chance, callers
        self.marks: dict[str, str] = {}
        self.ticket, self.page, self.asked = "", "", 0

    def ask(self, kind: str, address: str, form: dict | None = None, **headers: str) -> tuple[int, str, str]:
        """The status, the text and the address that one answer leads to."""
        begun = time.perf_counter()
        try:
            body = None if form is None else urlencode(form)
            self.connection.request("GET" if form is None else "POST", address, body, self.headers | headers)
            answer = self.connection.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException) as error:
            self.connection.close()
            with self.seen.lock:
                self.seen.errors[f"{kind}: {type(error).__name__}"] += 1
            return 0, "", ""
        self.seen.note(kind, time.perf_counter() - begun, answer.status)
        if answer.headers.get("ETag"):
            self.marks[kind] = answer.headers["ETag"]
        return answer.status, text, answer.headers.get("Location", "")

    def look(self) -> None:
        """The queue asks for what has changed, and the ticket that is open for who else has it."""
        rows = self.poll("poll", "/tickets/rows/?state=unresolved")
        if not self.ticket:
            shown = re.findall(r'id="(T\d+)"', rows)
            if shown:
                self.open(f"/tickets/{self.chance.choice(shown)}/")
            return
        self.poll("poll the ticket", f"{self.ticket}news/")
        self.asked += 1
        if self.asked % 3 == 1:
            self.ask("be here", f"{self.ticket}here/", {"page": self.page})
        else:
            self.poll("who is here", f"{self.ticket}here/")

    def poll(self, kind: str, address: str) -> str:
        """What changed since it was asked the last time."""
        return self.ask(kind, address, **{"If-None-Match": self.marks.get(kind, "")})[1]

    def open(self, ticket: str) -> None:
        """One ticket is left, and another opened."""
        if self.ticket:
            self.ask("leave", f"{self.ticket}here/left/", {"page": self.page})
        self.ticket, self.page, self.asked = ticket, str(uuid.uuid4()), 0
        self.ask("open the ticket", ticket)

    def log_contact(self, topic: int) -> None:
        """A caller is found, and what they say is written down while the draft saves itself."""
        _, page, _ = self.ask("open the form", "/contacts/new/")
        submission = re.search(r'name="submission_id" value="([^"]+)"', page)
        form = {
            "submission_id": submission[1] if submission else str(uuid.uuid4()),
            "channel": "phone",
            "direction": "in",
            "started_at": time.strftime("%Y-%m-%dT%H:%M"),
        }
        number, look_up = str(20000 + self.chance.randint(1, self.callers)), str(uuid.uuid4())
        for letters in range(2, len(number) + 1):
            typed = {"look_up": f"C{number[:letters]}", "look_up_id": look_up}
            self.ask("look up", "/contacts/look-up/", form | typed)
            time.sleep(LETTER)
        # Letters alone: sixteen digits in a row could be a payment card's number, which the guard refuses.
        mark = uuid.uuid4().hex.translate(LETTERS)
        form |= {"customer": f"C{number}", "seen": f"C{number}", "topic": topic, "description": mark}
        for more in TYPED:
            form["description"] += f" {more}"
            self.ask("save the draft", "/contacts/drafts/", form | {"draft_form": "contact"})
            time.sleep(2)
        form |= {"outcome": "open", "owner": "queue", "after": "ticket"}
        status, _, ticket = self.ask("save", "/contacts/new/", form)
        if status == 302:
            with self.seen.lock:
                self.seen.saved.append(mark)
            self.open(ticket)
        elif status < 400:
            with self.seen.lock:
                self.seen.errors[f"save: {status}"] += 1

    def work(self, until: float, topic: int) -> None:
        """Until then, ask every 15 seconds, and log a contact when its time has come."""
        every = DAY / CONTACTS
        time.sleep(self.chance.random() * POLL)
        contact = time.monotonic() + self.chance.random() * every
        while time.monotonic() < until:
            self.look()
            if time.monotonic() >= contact:
                contact += every
                self.log_contact(topic)
            time.sleep(POLL)


def main() -> None:
    """Measure, print a table, and write `var/bench-load.json`."""
    parser = ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("size", type=int, help="how many tickets")
    parser.add_argument("--seconds", type=int, default=300, help="for how long (300)")
    parser.add_argument("--agents", type=int, default=AGENTS)
    chosen = parser.parse_args()
    with server() as running, connected(running, chosen.size):
        from django.db import connection

        database = connection.settings_dict["NAME"]
        sessions, topic, callers = signed_in(chosen.agents)
        environment = os.environ | {"DATABASE_URL": running.url(APP, database), "PORT": str(free_port())}
        command = [sys.executable, "-m", "uccms.launch.web"]
        web = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        try:
            port = int(environment["PORT"])
            wait_for(port)
            seen = _office(port, sessions, topic, callers, chosen.seconds)
        finally:
            web.terminate()
            web.wait(20)
        lost, twice, drafts = _kept(seen.saved)
    rows = [
        [kind, len(times), percentile(times, 0.5), percentile(times, 0.95), max(times)]
        for kind, times in sorted(seen.times.items())
    ]
    every = [each for times in seen.times.values() for each in times]
    rows.append(["all", len(every), percentile(every, 0.5), percentile(every, 0.95), max(every)])
    print(table(["request", "number", "p50 ms", "p95 ms", "longest ms"], rows))
    print(
        f"{len(seen.saved)} contacts saved, {lost} of them lost, {twice} twice, {drafts} drafts left behind."
    )
    print(f"Errors: {dict(seen.errors) or 'none'}")
    written = {
        "size": chosen.size,
        "agents": chosen.agents,
        "seconds": chosen.seconds,
        "requests": rows,
        "saved": len(seen.saved),
        "lost": lost,
        "twice": twice,
        "drafts_left": drafts,
        "errors": dict(seen.errors),
    }
    (VAR / "bench-load.json").write_text(json.dumps(written, indent=2) + "\n")


def signed_in(agents: int) -> tuple[list[str], int, int]:
    """A session for each agent, a topic, and how many customers there are."""
    from django.test import Client

    from contacts.models import Customer, Topic
    from uccms.accounts.models import User

    sessions = []
    known = list(User.objects.filter(memberships__isnull=False, is_active=True).distinct().order_by("pk"))
    for at in range(agents):
        client = Client()
        client.force_login(known[at % len(known)])
        sessions.append(client.cookies["uccms_staff"].value)
    topic = Topic.objects.filter(area__isnull=False, preset_description="").order_by("pk").first()
    return sessions, topic.pk, Customer.objects.count()


def _office(port: int, sessions: list[str], topic: int, callers: int, seconds: int) -> Seen:
    seen = Seen()
    until = time.monotonic() + seconds
    agents = [Agent(port, session, seen, random.Random(at), callers) for at, session in enumerate(sessions)]
    threads = [threading.Thread(target=agent.work, args=(until, topic)) for agent in agents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen


def _kept(saved: list[str]) -> tuple[int, int, int]:
    """How many of the contacts are not there, are there twice, and left their draft behind."""
    from contacts.models import Contact, Draft

    newest = Contact.objects.order_by("-pk").values_list("description", flat=True)[: len(saved) * 3]
    found = Counter(text[:32] for text in newest)
    typed = [fields.get("description", [""])[0] for fields in Draft.objects.values_list("fields", flat=True)]
    return (
        sum(mark not in found for mark in saved),
        sum(found[mark] > 1 for mark in saved),
        len({text[:32] for text in typed} & set(saved)),
    )


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def wait_for(port: int) -> None:
    for _ in range(300):
        try:
            connection = http.client.HTTPConnection("localhost", port, timeout=2)
            connection.request("GET", "/healthz")
            if connection.getresponse().status < 500:
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("The server did not start.")


if __name__ == "__main__":
    main()
