"""`manage.py check_text`: a JSON line for each line read."""

import io
import json

import pytest
from django.core.management import call_command

from uccms.privacy.management.commands.check_text import Command


@pytest.fixture
def check(monkeypatch):
    def run(octets):
        output = io.StringIO()
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(octets)))
        call_command("check_text", stdout=output)
        return [json.loads(line) for line in output.getvalue().splitlines()]

    return run


def spans(line):
    return [(finding["kind"], finding["start"], finding["end"]) for finding in line["findings"]]


def test_every_line_has_its_answer(check):
    answers = check(b"SSN 123-45-6789\n\ncard 4111 1111 1111 1111 and born 01/02/1903")
    assert [answer["line"] for answer in answers] == [1, 2, 3]
    assert [spans(answer) for answer in answers] == [
        [("ssn", 4, 15)],
        [],
        [("payment_card", 5, 24), ("date_of_birth", 34, 44)],
    ]


def test_nothing_read_nothing_said(check):
    assert check(b"") == []


def test_lines_end_at_line_feeds_alone(check):
    answers = check("123-45-6789\r\na\u2028b\x0cc\rd\n".encode())
    assert [spans(answer) for answer in answers] == [[("ssn", 0, 11)], []]


def test_undecodable_bytes_are_replaced_one_for_one(check):
    assert spans(check(b"\xff\xe2\x82 123-45-6789")[0]) == [("ssn", 4, 15)]


def test_positions_count_code_points(check):
    assert spans(check("🙂é\0 123-45-6789".encode())[0]) == [("ssn", 4, 15)]


def test_nothing_of_the_text_is_printed(check, monkeypatch):
    assert "6789" not in json.dumps(check(b"SSN 123-45-6789 Whitcomb\n"))


def test_it_needs_no_checks_and_so_no_database():
    assert Command.requires_system_checks == []
