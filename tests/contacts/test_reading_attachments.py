"""What the guard reads in files that are attached, and who answers for what it cannot read."""

import re
import uuid

import pytest
from django.db import IntegrityError, transaction

from contacts.actions.attaching import attach_files
from contacts.errors import TicketError
from contacts.models import Attachment
from tests.contacts.acts import browser
from tests.contacts.papers import SSN, TEXT, attach, attached, pdf, picture, refused, sent
from uccms.audit.models import Change
from uccms.privacy.models import Statement
from uccms.privacy.texts import TextRefused
from uccms.web.uploads.looking_over import look_over

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder")]


def test_a_text_file_that_the_guard_could_not_read_in_time_is_refused(dana, ticket, folder):
    page = refused(attach(dana, ticket, ("long.txt", b"word " * 500_000)), folder)
    assert "Text files may have 2.0" in page


ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_guard_reads_text_in_every_usual_encoding(encoding, dana, ticket, folder):
    content = f"Señora Núñez wrote: my social security number is {SSN}.".encode(encoding)
    page = refused(attach(dana, ticket, ("letter.txt", content)), folder)
    assert "letter.txt: This looks like a social security number: •••-••-••••" in page
    assert SSN not in page
    assert not Change.objects.filter(after__icontains=SSN).exists()


PDFS = {
    "on a page": pdf(f"SSN {SSN}"),
    "on the last page": pdf("One", "Two", f"SSN {SSN}"),
    "in a pinned note": pdf("One", note=f"SSN {SSN}"),
    "in what the file says of itself": pdf("One", title=f"SSN {SSN}"),
}


@pytest.mark.parametrize("where", PDFS)
def test_the_guard_reads_the_text_of_a_pdf(where, dana, ticket, folder):
    page = refused(attach(dana, ticket, ("letter.pdf", PDFS[where]), confirmed="on"), folder)
    assert "social security number" in page
    assert SSN not in page


@pytest.mark.parametrize("name", [f"{SSN}.txt", "ssn_219_09_9999.txt", "SSN 219-09-9999 scan.pdf"])
def test_the_guard_reads_the_name(name, dana, ticket, folder):
    content = pdf("Words") if name.endswith("pdf") else TEXT
    page = refused(attach(dana, ticket, (name, content)), folder)
    assert "social security number" in page


def test_what_a_finding_is_instead_can_be_stated_and_is_recorded(dana, ticket):
    form = {"submission_id": str(uuid.uuid4()), "version": ticket.version}
    address, client, file = (
        f"/tickets/T{ticket.pk}/attach/",
        browser(dana),
        ("list.txt", f"A {SSN}.".encode()),
    )
    page = client.post(address, form | {"files": [sent(*file)]}).content.decode()
    mark = re.search(r'name="state_finding" value="(ssn:[0-9a-f]+)"', page)[1]
    pressed = {"state_finding": mark, f"label_{mark[4:]}": "tracking"}
    redrawn = client.post(address, form | pressed)
    assert redrawn.status_code == 200
    stated = re.findall(r'name="stated" value="([^"]+)"', redrawn.content.decode())
    assert stated == [f"{mark}:tracking"]
    assert not Statement.objects.exists()
    again = client.post(address, form | {"stated": stated, "files": [sent(*file)]})
    assert again.status_code == 302
    statement = Statement.objects.get()
    assert (statement.by, statement.found, statement.stated) == (dana, "ssn", "tracking")
    assert (statement.table_name, statement.column_name) == ("contacts_attachment", "content")


def test_a_statement_of_another_form_lets_nothing_through(dana, ticket, folder):
    forged = f"ssn:{'0' * 64}:tracking"
    refused(attach(dana, ticket, ("list.txt", f"A {SSN}.".encode()), stated=forged), folder)


UNREAD = [("photo.png", picture()), ("fax.tif", picture("TIFF", pages=2)), ("scan.pdf", pdf("", ""))]


@pytest.mark.parametrize("file", UNREAD, ids=[name for name, _ in UNREAD])
def test_what_the_guard_cannot_read_is_attached_only_when_somebody_looked_at_it(file, dana, ticket, folder):
    page = refused(attach(dana, ticket, file), folder)
    assert f"The guard cannot read all of {file[0]}. Look at it, and confirm." in page
    assert attach(dana, ticket, file, confirmed="on").status_code == 302
    made = Attachment.objects.get()
    assert (made.guard_read, made.confirmed_by) == ("not", dana)
    assert "not read by the guard" in browser(dana).get(f"/tickets/T{ticket.pk}/").content.decode()


def test_a_pdf_with_a_scanned_page_is_read_in_part_and_has_to_be_looked_at(dana, ticket, folder):
    file = ("letter.pdf", pdf("A page with words", ""))
    refused(attach(dana, ticket, file), folder)
    assert attach(dana, ticket, file, confirmed="on").status_code == 302
    assert Attachment.objects.get().guard_read == "partly"


def test_the_action_asks_for_the_guard_and_the_look_itself(dana, ticket, tmp_path):
    path = tmp_path / "x"
    for content, name, error in (
        (f"SSN {SSN}".encode(), "a.txt", TextRefused),
        (picture(), "a.png", TicketError),
    ):
        path.write_bytes(content)
        file = look_over(path, name, len(content))
        with pytest.raises(error), transaction.atomic():
            attach_files(ticket, files=[file], submission_id=uuid.uuid4(), by=dana)
    assert not Attachment.objects.exists()


def test_the_database_keeps_no_unread_file_without_somebody_who_looked_at_it(dana, ticket):
    made = attached(dana, ticket, "a.png", picture())
    for change in (
        {"confirmed_by": None},
        {"kind": "html"},
        {"size": 0},
        {"sha256": "x"},
        {"storage_key": ""},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Attachment.objects.filter(pk=made.pk).update(**change)
