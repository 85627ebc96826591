"""The log's lines are JSON and carry nothing that somebody typed."""

import io
import json
import logging

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from uccms.web import logs

SIGN_IN = reverse("account_login")
MARKER = "planted-marker@example.com"


@pytest.fixture
def lines():
    """The lines that the formatter makes, each while it is logged."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logs.JsonFormatter())
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)


def test_a_line_says_what_when_and_where(lines):
    logging.getLogger("uccms.example").warning("Something %s", "happened")
    (line,) = lines()
    assert line["level"] == "warning"
    assert line["logger"] == "uccms.example"
    assert line["message"] == "Something happened"
    assert line["where"].startswith("test_logs:")
    assert line["time"].endswith("+00:00")


def test_other_peoples_packages_say_their_sentence_without_its_values(lines):
    logging.getLogger("elsewhere").warning("Invalid address %r", MARKER)
    logging.getLogger("elsewhere").warning(f"Invalid address {MARKER}")
    first, second = lines()
    assert first["message"] == "Invalid address %r"
    assert second["message"] == ""
    assert second["where"]


@pytest.mark.django_db
def test_an_exception_is_its_type_and_stack(lines):
    log = logging.getLogger("uccms.example")
    try:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                for _ in range(2):
                    cursor.execute("INSERT INTO auth_group (name) VALUES (%s)", [MARKER])
        except IntegrityError as error:
            raise ValueError(MARKER) from error
    except ValueError:
        log.exception("That did not work.")
    line = lines()[-1]
    kinds = [each["type"] for each in line["exception"]]
    assert kinds == [
        "psycopg.errors.UniqueViolation",
        "django.db.utils.IntegrityError",
        "builtins.ValueError",
    ]
    assert all(each["stack"] for each in line["exception"][1:])
    assert MARKER not in json.dumps(line)


def test_a_job_is_its_number_and_task(lines):
    extra = {"action": "start_job", "job": {"id": 7, "task_name": "send", "task_kwargs": {"to": MARKER}}}
    logging.getLogger("procrastinate.worker").warning(f"Starting job send[7](to={MARKER})", extra=extra)
    (line,) = lines()
    assert line["action"] == "start_job"
    assert line["job"] == {"id": 7, "task": "send"}
    assert MARKER not in json.dumps(line)


def access(lines) -> list[dict]:
    return [line for line in lines() if line["logger"] == "uccms.access"]


@pytest.mark.django_db
def test_a_request_is_a_line_with_the_name_of_its_page(client, lines):
    answer = client.get(f"{SIGN_IN}?next=/{MARKER}", REMOTE_ADDR="203.0.113.77", HTTP_USER_AGENT=MARKER)
    (line,) = access(lines)
    assert line["page"] == "account_login"
    assert line["method"] == "GET"
    assert line["status"] == answer.status_code == 200
    assert line["milliseconds"] > 0
    assert line["request"] == answer["X-Request-ID"]
    assert MARKER not in json.dumps(line) and "203.0.113" not in json.dumps(line)


@pytest.mark.django_db
def test_an_address_without_a_page_is_not_repeated(client, lines):
    client.get(f"/{MARKER}/?q={MARKER}")
    client.generic(MARKER.upper()[:12], SIGN_IN)
    found = access(lines)
    assert [line["page"] for line in found] == ["", "account_login"]
    assert found[1]["method"] == "other"
    assert MARKER not in json.dumps(lines()) and MARKER.upper()[:12] not in json.dumps(lines())


@pytest.mark.django_db
def test_a_probe_that_finds_all_in_order_is_no_line(client, lines):
    assert client.get("/healthz").status_code == 200
    assert access(lines) == []


def test_a_line_that_cannot_be_written_is_dropped_in_silence(capsys):
    handler = logs.StandardOutput()
    handler.setFormatter(logs.JsonFormatter())
    handler.stream = None
    handler.handle(logging.LogRecord("uccms", logging.INFO, __file__, 1, "said %d", (MARKER,), None))
    assert MARKER not in capsys.readouterr().err
