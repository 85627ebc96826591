"""A marker in every field of every form and in every query: no log has any of it (NIST SP 800-53 AU-3(3))."""

import io
import logging
import re
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from procrastinate.contrib.django import app

from contacts.models import EmailAddress
from tests import cast
from tests.accounts.people import PASSWORD
from tests.privacy.searching import tables_with
from uccms.accounts import roles
from uccms.audit.jobs import make_partitions_ahead
from uccms.privacy import retention
from uccms.privacy.jobs import delete_what_is_over
from uccms.web.logs import JsonFormatter

MARK = "Zephyrquill"
NUMBER = "571 555 0187"
TRACES = (MARK.lower(), "555 0187", "555-0187", "5550187", "7810555175")
STARTS = (
    "/",
    "/contacts/new/",
    "/customers/",
    "/customers/new/",
    "/tickets/",
    "/account/",
    "/privacy/",
    "/privacy/record/",
)
MOST_PAGES = 60


@dataclass
class Form:
    """One form of a page, as a browser would send it."""

    page: str
    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    free: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> tuple:
        return re.sub(r"[0-9a-f-]{36}|\d+", "#", self.action), tuple(sorted(self.fields))


class Reading(HTMLParser):
    """Finds the forms and links of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page, self.forms, self.links, self.select = page, [], [], ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        name, value, kind = given.get("name", ""), given.get("value", ""), given.get("type", "text")
        if tag == "a" and given.get("href", "").startswith("/"):
            self.links.append(given["href"])
        elif tag == "form":
            self.forms.append(Form(self.page, given.get("action") or self.page, given.get("method", "get")))
        elif not self.forms:
            return
        elif tag == "option" and self.select:
            if "selected" in given or (value and not self.forms[-1].fields.get(self.select)):
                self.forms[-1].fields[self.select] = value
        elif tag == "select" and name:
            self.select = name
            self.forms[-1].fields.setdefault(name, "")
        elif (name and tag == "textarea") or (name and tag == "input" and kind in FREE):
            self.forms[-1].fields[name] = value
            self.forms[-1].free[name] = kind
        elif name and tag == "input" and (kind == "hidden" or "checked" in given or kind == "datetime-local"):
            self.forms[-1].fields[name] = value
        elif name and tag == "input" and kind == "radio":
            self.forms[-1].fields.setdefault(name, value)

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.select = ""


FREE = {"text", "email", "tel", "search", "password", "url"}


def marked(form: Form, names: Iterable[str]) -> dict[str, str]:
    """What is sent: what the page has given, with the marker in these fields."""
    sent = dict(form.fields)
    for name in names:
        if name in ("csrfmiddlewaretoken", "person"):
            continue
        if form.free.get(name) == "email" or "email" in name:
            sent[name] = f"{MARK}@example.com"
        elif form.free.get(name) == "tel" or "telephone" in name:
            sent[name] = NUMBER
        else:
            sent[name] = f"{MARK} {NUMBER}" if form.free.get(name) != "password" else f"{MARK} is long enough"
    return sent


def walk(client: Client, starts: tuple[str, ...]) -> list[Form]:
    """Open every page that can be reached, and send every form that is on it."""
    waiting, opened, sent = list(starts), set(), {}
    while waiting and len(opened) < MOST_PAGES:
        address = waiting.pop(0)
        shape = re.sub(r"\d+|at=.*", "#", address)
        if shape in opened or "sign-out" in address:
            continue
        opened.add(shape)
        answer = client.get(address)
        client.get(address.split("?")[0], {"q": MARK, "number": NUMBER, "email": f"{MARK}@example.com"})
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        reading = Reading(address.split("?")[0])
        reading.feed(answer.content.decode())
        waiting += reading.links
        for form in reading.forms:
            if form.key in sent or "sign-out" in form.action:
                continue
            sent[form.key] = form
            # What somebody types into, each field by itself, and at last what nobody types into, too.
            for names in (form.free, *([name] for name in form.free), form.fields):
                answer = getattr(client, form.method)(form.action, marked(form, names))
                if answer.status_code in (301, 302):
                    waiting.append(answer.headers["Location"])
    return list(sent.values())


@pytest.fixture
def log():
    """What this project writes to standard output."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonFormatter())
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


def work_off() -> None:
    """Let a worker do all that is queued."""
    worker = app.with_connector(app.connector.get_worker_connector())
    # In a thread of its own: a browser's test may have left its loop in this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(
            worker.run_worker, wait=False, listen_notify=False, install_signal_handlers=False
        ).result()


@pytest.mark.django_db(transaction=True)
def test_nothing_that_somebody_types_is_in_a_log(test_server, log, monkeypatch, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    people = {
        role: cast.staff(role.split()[0].lower(), cast.call_center(), role=role) for role in roles.ROLES
    }
    agent = people[roles.AGENT]
    cast.short_answer()
    cast.contact(agent, customer=cast.customer(agent))
    forms: list[Form] = []

    stranger = Client(raise_request_exception=False)
    forms += walk(stranger, ("/account/sign-in/",))
    for person in people.values():
        client = Client(raise_request_exception=False)
        client.force_login(person)
        forms += walk(client, STARTS)
        client.post("/contacts/new/", {"description": MARK}, headers={"X-CSRFToken": MARK})
        client.get(f"/{MARK}/")

    with pytest.raises(DatabaseError), transaction.atomic():
        address = EmailAddress.objects.create(
            customer=cast.customer(agent, MARK, number=""), address=MARK, folded=MARK
        )
        EmailAddress.objects.create(customer=address.customer, address=MARK, folded=MARK)
    try:
        raise ValueError(MARK)
    except ValueError:
        logging.getLogger("uccms.anything").exception("Something failed.")

    monkeypatch.setattr(retention, "delete_what_is_over", lambda: int(MARK))
    delete_what_is_over.defer(timestamp=0)
    make_partitions_ahead.defer(timestamp=0)
    work_off()

    assert len({form.key for form in forms}) >= 12
    assert {"contacts_contact", "contacts_customer", "contacts_timelineentry"} <= set(
        tables_with(test_server, MARK)
    )
    written = log.getvalue()
    assert written.count('"uccms.access"') > 100
    assert "delete_what_is_over" in written
    by_server = test_server.places.log.read_text(errors="replace")
    assert "ready to accept connections" in by_server
    for trace in TRACES:
        for name, text in {"ours": written, "PostgreSQL's": by_server}.items():
            found = [line for line in text.splitlines() if trace in line.casefold()]
            assert not found, f"{name} log: {found[0][:300]}"
    assert PASSWORD not in written + by_server
    assert "procrastinate_jobs" not in tables_with(test_server, MARK)
