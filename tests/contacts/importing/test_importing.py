"""`manage.py import_contacts`: what it brings in, what it rejects, and that nothing comes in twice."""

import base64
import csv
import os
import secrets
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from contacts.actions import importing
from contacts.demonstration import FOLDER
from contacts.importing import loading
from contacts.models import Contact, Customer, Ticket, TimelineEntry, Topic
from tests.contacts.importing.publication import HEADER, complaint
from uccms.accounts.models import BusinessArea
from uccms.audit.models import Change

pytestmark = pytest.mark.django_db
SSN = "219-09-9998"


def test_a_complaint_becomes_a_ticket_with_its_contact(publication):
    said, _ = publication.write(complaint(11, narrative="They lost my papers.\r\nTwice.")).import_it()
    assert said == "read 1, imported 1, already there 0, rejected 0"
    ticket = Ticket.objects.get()
    assert (ticket.origin, ticket.state, ticket.channel) == ("cfpb:11", "resolved", "phone")
    assert (ticket.subject, ticket.resolution) == ("Closing on a mortgage", "Closed with explanation.")
    assert ticket.resolution_code.code == "answered"
    assert ticket.topic.path == "Imported examples" and ticket.topic.name == "Mortgage"
    assert ticket.area == BusinessArea.objects.get(slug="imported-examples", marked="imported")
    assert ticket.customer is None and not Customer.objects.exists()
    # Noon in the office's zone, summer time.
    assert ticket.opened_at == datetime(2019, 9, 24, 16, tzinfo=UTC)
    assert ticket.resolved_at == datetime(2019, 9, 26, 16, tzinfo=UTC)
    contact = Contact.objects.get()
    assert (contact.ticket, contact.agent, contact.customer) == (ticket, None, None)
    assert (contact.description, contact.started_at) == ("They lost my papers.\nTwice.", ticket.opened_at)
    entry = TimelineEntry.objects.get()
    assert (entry.kind, entry.by, entry.at, entry.text) == (
        "resolved",
        None,
        ticket.resolved_at,
        ticket.resolution,
    )


def test_imported_rows_are_as_the_models_make_them(publication):
    """COPY knows no defaults of the models: what an action leaves at its default is the same here."""
    publication.write(complaint(11, response="In progress")).import_it()
    for made in (Ticket.objects.get(), Contact.objects.get()):
        given = {"id", "origin", "topic", "area", "channel", "subject", "opened_at", "recorded_at"}
        given |= {"ticket", "started_at", "description", "spoke_last_at"}
        fresh = type(made)()
        for field in made._meta.local_concrete_fields:
            if field.name not in given:
                assert getattr(made, field.attname) == getattr(fresh, field.attname), field.name
        assert made.recorded_at is not None


def test_without_the_consumers_words_product_and_issue_describe_it(publication):
    publication.write(complaint(11)).import_it()
    assert Contact.objects.get().description == (
        "Product: Mortgage\nIssue: Closing on a mortgage\nCompany: EXAMPLE BANK"
    )


@pytest.mark.parametrize(
    ("via", "channel"),
    [
        ("Web", "email"),
        ("Referral", "postal"),
        ("Postal mail", "postal"),
        ("FAX", "fax"),
        ("Web Referral", "email"),
    ],
)
def test_the_map_says_what_becomes_of_a_channel(publication, via, channel):
    publication.write(complaint(11, via=via)).import_it()
    assert Ticket.objects.get().channel == Contact.objects.get().channel == channel


@pytest.mark.parametrize("response", ["In progress", "", "Untimely response"])
def test_what_is_not_closed_stays_open(publication, response):
    publication.write(complaint(11, response=response)).import_it()
    ticket = Ticket.objects.get()
    assert (ticket.state, ticket.resolution, ticket.resolution_code, ticket.resolved_at) == (
        "open",
        "",
        None,
        None,
    )
    assert ticket.spoke_last_at == ticket.opened_at
    assert not TimelineEntry.objects.exists()


@pytest.mark.parametrize(
    "date", ["2019-09-24", "09/24/2019", "9/24/2019", "9/24/19", "2019-09-24T12:00:00-04:00"]
)
def test_dates_of_all_publications_are_one_day(publication, date):
    publication.write(complaint(11, date=date)).import_it()
    assert Ticket.objects.get().opened_at == datetime(2019, 9, 24, 16, tzinfo=UTC)


def test_columns_are_found_by_name_in_any_order(publication):
    header = ["COMPLAINT_ID", "Shoe size", "submitted via", "Consumer Complaint", "Product", "Date Received"]
    rows = [["5", "44", "Fax", "Lost.", "Student loan", "2019-09-24"]]
    assert publication.write(*rows, header=header).import_it()[0].startswith("read 1, imported 1")
    ticket = Ticket.objects.get()
    assert (ticket.origin, ticket.state, ticket.subject) == ("cfpb:5", "open", "Lost")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings(publication, encoding):
    publication.write(complaint(11, narrative="Café “Zoë”"), encoding=encoding).import_it()
    assert Contact.objects.get().description == "Café “Zoë”"


def test_a_second_run_finds_everything_there(publication):
    publication.write(*[complaint(number) for number in range(50)]).import_it()
    before = Change.objects.count()
    assert publication.import_it()[0] == "read 50, imported 0, already there 50, rejected 0"
    assert (Ticket.objects.count(), Contact.objects.count(), Change.objects.count()) == (50, 50, before)


@pytest.mark.parametrize("batch", [2, 100])
def test_a_row_that_occurs_twice_is_one(publication, monkeypatch, batch):
    monkeypatch.setattr(loading, "BATCH", batch)
    publication.write(complaint(1), complaint(2), complaint(1, product="Other"), complaint(2))
    expected = "read 4, imported 2, already there 2, rejected 0"
    assert publication.import_it("--dry-run")[0] == expected
    assert publication.import_it()[0] == expected
    assert set(Topic.objects.exclude(parent=None).values_list("name", flat=True)) == {"Mortgage"}


def test_a_dry_run_changes_nothing_and_says_the_same(publication):
    rows = [complaint(number) for number in range(20)]
    publication.write(*rows[:5]).import_it()
    tickets, changes = Ticket.objects.count(), Change.objects.count()
    publication.write(*rows, complaint(99, date="2019-02-30"), complaint(98, product="New product"))
    said, _ = publication.import_it("--dry-run")
    assert (Ticket.objects.count(), Change.objects.count()) == (tickets, changes)
    assert said == publication.import_it()[0] == "read 22, imported 16, already there 5, rejected 1"


def test_every_row_is_in_the_history_under_nobody(publication):
    publication.write(*[complaint(number) for number in range(30)]).import_it()
    changes = Change.objects.filter(operation="insert", actor_id=None)
    for table in ("contacts_ticket", "contacts_contact", "contacts_timelineentry"):
        assert changes.filter(table_name=table).count() == 30
    assert changes.filter(table_name="contacts_ticket", after__origin="cfpb:7").exists()


def test_what_is_certain_is_removed_everywhere(publication):
    publication.write(
        complaint(1, narrative=f"My social security number is {SSN}, they lost it."),
        complaint(2, issue=f"SSN {SSN} printed on the letter"),
    ).import_it()
    texts = [
        *Contact.objects.values_list("description", flat=True),
        *Ticket.objects.values_list("subject", flat=True),
    ]
    assert "My social security number is [removed: social security number], they lost it." in texts
    assert "SSN [removed: social security number] printed on the letter" in texts
    assert not holds_anywhere(SSN)


def test_what_is_doubtful_rejects_the_row_and_is_not_repeated(publication):
    doubtful = "He graduated from high school and my son holds a bachelor's degree in physics."
    publication.write(complaint(1, narrative=doubtful), complaint(2))
    said, beside = publication.import_it("--rejects", str(publication.rejects))
    assert said == "read 2, imported 1, already there 0, rejected 1"
    reason = "the text may hold what may not be kept: education information"
    assert f"line 2: {reason}" in beside
    assert [row[:2] for row in rejected(publication)] == [["2", reason]]
    assert "bachelor" not in publication.rejects.read_text() + beside


def test_a_rejected_row_with_a_number_is_not_copied(publication):
    """Its reason is another: the date. The number must not come into the file all the same."""
    publication.write(
        complaint(1, date="2019-02-30", narrative=f"SSN {SSN}"),
        complaint(2, date="2019-02-30", narrative="Harmless."),
        complaint(3, via=SSN),
        complaint(SSN),
    )
    said, beside = publication.import_it("--rejects", str(publication.rejects))
    assert said == "read 4, imported 0, already there 0, rejected 4"
    rows = rejected(publication)
    assert len(rows[0]) == 2 and "Harmless." in rows[1] and len(rows[2]) == len(rows[3]) == 2
    assert SSN not in publication.rejects.read_text() + beside


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"date": "2019-02-30"}, "“Date received” is no date that the map knows"),
        ({"date": ""}, "“Date received” is empty"),
        ({"date": "0001-01-01"}, "“Date received” is a date that cannot be"),
        ({"date": "9999-12-31"}, "“Date received” is a date that cannot be"),
        ({"date": "2999-12-31"}, "“Date received” lies in the future"),
        ({"sent": "13/45/2019"}, "“Date sent to company” is no date that the map knows"),
        ({"via": "Carrier pigeon"}, "“Submitted via” is “Carrier pigeon”, which the map does not know"),
        ({"via": ""}, "“Submitted via” is empty"),
        (
            {"response": "Shrugged"},
            "“Company response to consumer” is “Shrugged”, which the map does not know",
        ),
        ({"product": "P" * 81}, "“Product” is longer than 80 letters"),
        ({"number": ""}, "“Complaint ID” is empty, so that the row cannot be told from others"),
        ({"number": "9" * 90}, "“Complaint ID” is too long for a number"),
        ({"narrative": "nul\0byte"}, "a NUL byte"),
        ({"narrative": "x" * 10_000_000}, "a cell of more than 100,000 letters"),
    ],
)
def test_a_bad_row_is_rejected_with_line_and_reason(publication, changed, reason):
    publication.write(complaint(1, narrative="two\nlines"), complaint(2, **changed), complaint(3))
    said, beside = publication.import_it("--rejects", str(publication.rejects))
    assert said == "read 3, imported 2, already there 0, rejected 1"
    assert beside == f"line 4: {reason}\n"
    assert rejected(publication)[0][:2] == ["4", reason]


def test_broken_rows_are_rejected_with_line_and_reason(publication):
    publication.write(complaint(1), complaint(2), complaint(3))
    lines = publication.path.read_text().splitlines(keepends=True)
    lines[2] = lines[2].replace("Mortgage", '"Mort"gage', 1)
    publication.path.write_text("".join([*lines, "1,2\n", "1," * 20 + "\n"]))
    said, beside = publication.import_it()
    assert said == "read 5, imported 2, already there 0, rejected 3"
    assert [line.split(":")[0] for line in beside.splitlines()] == ["line 3", "line 5", "line 6"]


def test_many_rejected_rows_are_all_in_the_file_and_the_first_are_said(publication):
    publication.write(*[complaint(number, via="?") for number in range(30)])
    _, beside = publication.import_it("--rejects", str(publication.rejects))
    assert len(rejected(publication)) == 30 and beside.count("line ") == 20 and "10 more" in beside
    assert len(publication.import_it()[1].splitlines()) == 30


def test_the_file_of_rejects_can_be_corrected_and_imported(publication):
    publication.write(complaint(1, date="2019-02-30")).import_it("--rejects", str(publication.rejects))
    publication.path.write_text(publication.rejects.read_text().replace("2019-02-30", "2019-02-28"))
    assert publication.import_it()[0] == "read 1, imported 1, already there 0, rejected 0"


def test_a_bar_is_drawn_on_a_terminal_only(publication):
    _, beside = publication.write(complaint(1)).import_it()
    assert beside == ""


def test_a_broken_off_import_goes_on_where_it_was(publication, monkeypatch):
    monkeypatch.setattr(loading, "BATCH", 10)
    publication.write(*[complaint(number) for number in range(35)])
    whole, written = importing._copy, []

    def break_off(model, names, rows):
        whole(model, names, rows)
        written.append(model)
        if len(written) == 5:  # contacts of the second batch: its tickets are written already
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(importing, "_copy", break_off)
    with pytest.raises(CommandError, match="No space left on device: read 10, imported 10"):
        publication.import_it()
    assert Ticket.objects.count() == Contact.objects.count() == 10
    monkeypatch.setattr(importing, "_copy", whole)
    assert publication.import_it()[0] == "read 35, imported 25, already there 10, rejected 0"
    assert Ticket.objects.count() == Contact.objects.count() == TimelineEntry.objects.count() == 35


@pytest.mark.django_db(transaction=True)
def test_a_lost_database_is_a_sentence(publication, monkeypatch):
    whole = importing._copy

    def lose(model, names, rows):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 1")
        whole(model, names, (time.sleep(0.05) or row for row in rows))

    monkeypatch.setattr(importing, "_copy", lose)
    publication.write(*[complaint(number, narrative=f"Secret {number}") for number in range(9)])
    with pytest.raises(CommandError, match=r"^The database broke off \(\w+\): read 0, imported 0") as refused:
        publication.import_it()
    assert "Secret" not in str(refused.value)


@pytest.mark.django_db(transaction=True)
def test_a_killed_import_goes_on_and_doubles_nothing(publication, settings):
    publication.write(*[complaint(number, narrative=f"Lost paper {number}.") for number in range(9_000)])
    command = [sys.executable, "manage.py", "import_contacts", str(publication.path)]
    environment = os.environ | {
        "UCCMS_SECRET_KEY": secrets.token_urlsafe(60),
        "UCCMS_ENCRYPTION_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "UCCMS_ALLOWED_HOSTS": "uccms.example",
        "UCCMS_TRUSTED_PROXIES": "1",
        "UCCMS_MAIL_OFF": "1",
    }
    process = subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR)
    deadline = time.monotonic() + 120
    while not Ticket.objects.exists() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    there = Ticket.objects.count()
    assert 0 < there < 9_000 and Contact.objects.count() == there
    said, _ = publication.import_it()
    there = int(said.split("already there ")[1].split(",")[0])
    assert said == f"read 9000, imported {9_000 - there}, already there {there}, rejected 0"
    assert Ticket.objects.count() == Contact.objects.count() == TimelineEntry.objects.count() == 9_000


@pytest.mark.django_db(transaction=True)
def test_a_large_file_is_looked_through_by_other_processes_with_the_same_result(publication, monkeypatch):
    rows = [
        complaint(n, narrative=f"Case {n}: SSN {SSN}." if n % 3 == 0 else f"Case {n}.") for n in range(60)
    ]
    rows[10] = complaint(10, narrative="My son holds a bachelor's degree in physics.")
    monkeypatch.setattr(loading, "WORTH_A_PROCESS", 0)
    monkeypatch.setattr(loading, "BATCH", 7)
    said, beside = publication.write(*rows).import_it()
    assert said == "read 60, imported 59, already there 0, rejected 1"
    assert beside.startswith("line 12: ")
    for number in (0, 1, 58):
        own = "SSN [removed: social security number]." if number % 3 == 0 else ""
        description = Contact.objects.get(ticket__origin=f"cfpb:{number}").description
        assert description == (f"Case {number}: {own}" if own else f"Case {number}.")


@pytest.mark.django_db(transaction=True)
def test_a_number_in_two_batches_that_are_written_side_by_side_is_one_ticket(publication, monkeypatch):
    monkeypatch.setattr(loading, "WORTH_A_PROCESS", 0)
    monkeypatch.setattr(loading, "BATCH", 5)
    publication.write(*[complaint(n) for n in range(40)], *[complaint(n // 2) for n in range(40)])
    assert publication.import_it()[0] == "read 80, imported 40, already there 40, rejected 0"
    publication.write(*[complaint(100 + n // 8) for n in range(160)])
    assert publication.import_it()[0] == "read 160, imported 20, already there 140, rejected 0"
    assert Ticket.objects.count() == Contact.objects.count() == TimelineEntry.objects.count() == 60


@pytest.mark.django_db(transaction=True)
def test_a_large_file_that_breaks_off_says_so_and_goes_on(publication, monkeypatch):
    monkeypatch.setattr(loading, "WORTH_A_PROCESS", 0)
    monkeypatch.setattr(loading, "BATCH", 10)
    publication.write(*[complaint(number) for number in range(50)])
    whole = importing._copy

    def break_off(model, names, rows):
        rows = list(rows)
        if model is Contact and Ticket.objects.count() >= 40:
            raise OSError(28, "No space left on device")
        whole(model, names, rows)

    monkeypatch.setattr(importing, "_copy", break_off)
    with pytest.raises(CommandError, match="No space left on device"):
        publication.import_it()
    assert Ticket.objects.count() == Contact.objects.count() >= 30
    monkeypatch.setattr(importing, "_copy", whole)
    publication.import_it()
    assert Ticket.objects.count() == Contact.objects.count() == TimelineEntry.objects.count() == 50


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "There is no file"),
        (b"", "empty"),
        (b"a,b\n1,2\n", "no column “Complaint ID”"),
        (",".join([*HEADER, "Product"]).encode(), "“Product” twice"),
        (b"PK\x03\x04", "ZIP"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(publication, content, sentence):
    if content is not None:
        publication.path.write_bytes(content)
    with pytest.raises(CommandError, match=sentence) as refused:
        publication.import_it()
    assert refused.value.returncode == 1


def test_rejects_never_overwrite_what_is_read(publication):
    publication.write(complaint(1))
    before = publication.path.read_bytes()
    with pytest.raises(CommandError, match="is read here"):
        publication.import_it("--rejects", str(publication.path))
    assert publication.path.read_bytes() == before
    with pytest.raises(CommandError, match="cannot be written"):
        publication.import_it("--rejects", str(publication.path / "below"))


def test_the_carried_file_is_imported_by_its_maps_name(capsys):
    call_command("import_contacts", str(FOLDER / "complaints.csv"), "--map", "complaints.toml")
    said = capsys.readouterr().out.splitlines()[-1]
    assert int(said.split("imported ")[1].split(",")[0]) >= 1000
    assert not Ticket.objects.filter(opened_at__gt=timezone.now() - timedelta(days=365)).exists()


def rejected(publication) -> list[list[str]]:
    with publication.rejects.open(newline="") as file:
        header, *rows = list(csv.reader(file))
    assert header == ["Line in the file", "Reason", *HEADER]
    return rows


def holds_anywhere(text: str) -> bool:
    with connection.cursor() as cursor:
        for table in ("contacts_ticket", "contacts_contact", "contacts_timelineentry", "audit_change"):
            cursor.execute(f"SELECT 1 FROM {table} t WHERE t::text LIKE %s LIMIT 1", [f"%{text}%"])
            if cursor.fetchone():
                return True
    return False
