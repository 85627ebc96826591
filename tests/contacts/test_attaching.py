"""Files are attached to tickets: what is taken, what is refused, and that nothing is left of the latter."""

import pickle
import re
import uuid
from pathlib import Path

import pytest
from django.conf import settings as project
from django.db import transaction
from django.utils import timezone

from contacts.actions import attaching
from contacts.actions.attaching import attach_files
from contacts.actions.deleting_files import delete_leftover_files
from contacts.errors import TicketError
from contacts.models import Attachment, Leftover, Participation
from tests.contacts.acts import at_once, browser, business_changes, lines
from tests.contacts.papers import TEXT, attach, attached, kept, pdf, picture, refused, sent
from uccms.audit.models import Change
from uccms.web.uploads.looking_over import look_over

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder")]


def test_files_are_on_the_timeline_with_their_note_under_who_attached_them(dana, mara, ticket, folder):
    files = [("letter.txt", TEXT), ("receipt.pdf", pdf("Filing receipt")), ("photo.png", picture())]
    answer = attach(mara, ticket, *files, note="As she promised.", confirmed="on")
    assert answer.status_code == 302
    entry = lines(ticket, "attached")[0]
    assert (entry.by, entry.text) == (mara, "As she promised.")
    made = list(entry.attachments.all())
    assert [(each.name, each.kind, each.guard_read) for each in made] == [
        ("letter.txt", "text", "whole"),
        ("receipt.pdf", "pdf", "whole"),
        ("photo.png", "png", "not"),
    ]
    assert [each.confirmed_by for each in made] == [None, None, mara]
    assert sorted(kept(folder)) == sorted(content for _, content in files)
    assert Participation.objects.filter(ticket=ticket, user=mara).exists()
    page = browser(dana).get(f"/tickets/T{ticket.pk}/").content.decode()
    for words in ("Attached", "by Mara Lind", "letter.txt", "photo.png", "As she promised."):
        assert words in page
    changes = Change.objects.filter(table_name="contacts_attachment")
    assert {(each.actor_id, each.page) for each in changes} == {(mara.pk, "contacts:attach")}


KINDS = [
    ("a.pdf", pdf("Words"), "pdf"),
    ("a.PNG", picture("PNG"), "png"),
    ("a.jpg", picture("JPEG"), "jpeg"),
    ("a.gif", picture("GIF"), "gif"),
    ("a.webp", picture("WEBP"), "webp"),
    ("fax.tif", picture("TIFF", pages=3), "tiff"),
    ("a.txt", TEXT, "text"),
    ("a.csv", b"number,state\r\n7123456,open\r\n", "text"),
]


@pytest.mark.parametrize(("name", "content", "kind"), KINDS, ids=[name for name, _, _ in KINDS])
def test_the_kind_is_that_of_the_content(name, content, kind, dana, ticket):
    made = attached(dana, ticket, name, content)
    assert (made.kind, made.name, made.size) == (kind, name, len(content))


def test_pages_are_counted(dana, ticket):
    assert attached(dana, ticket, "a.pdf", pdf("One", "Two")).pages == 2
    assert attached(dana, ticket, "a.tif", picture("TIFF", pages=3)).pages == 3
    assert attached(dana, ticket, "a.png", picture()).pages is None


LIES = {
    "a program under a picture's name": ("photo.png", b"MZ\x90\x00\x03" + b"\x00" * 200),
    "a picture under a PDF's name": ("letter.pdf", picture()),
    "a PDF under a text's name": ("letter.txt", pdf("Words")),
    "a text under a picture's name": ("photo.jpg", TEXT),
    "a web page": ("page.html", b"<!doctype html><script>alert(1)</script>"),
    "a web page under a text's name": ("page.txt", b"  <html><script>alert(1)</script>"),
    "a web page in UTF-16": ("page.txt", "<script>alert(1)</script>".encode("utf-16")),
    "FreeScout 1359, a drawing that runs": (
        "x.svg",
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    ),
    "a drawing under a text's name": ("x.txt", b'<?xml version="1.0"?><svg onload="alert(1)"/>'),
    "a program by its second ending": ("invoice.pdf.exe", pdf("Words")),
    "an archive": ("papers.zip", b"PK\x03\x04" + b"\x00" * 40),
    "an office document": ("letter.docx", b"PK\x03\x04" + b"\x00" * 40),
    "a text with control characters": ("a.txt", b"beep \x07 and \x1b[31mred"),
    "a text that begins like a GIF": ("a.gif", b"GIF89a<script>alert(1)</script>"),
    "a text that begins like a PNG": ("a.png", b"\x89PNG\r\n\x1a\nMy number is 219-09-9999, she says. " * 9),
    "a text that begins like a JPEG": ("a.jpg", b"\xff\xd8\xffMy number is 219-09-9999, she says. " * 9),
    "a text that begins like a WebP": ("a.webp", b"RIFF\x30\x00\x00\x00WEBPMy number is 219-09-9999. " * 9),
    "a damaged PDF": ("a.pdf", b"%PDF-1.7\n" + b"\x00\xff" * 400),
    "a damaged TIFF": ("a.tif", b"II*\x00" + b"\xff" * 40),
    "a protected PDF": ("a.pdf", pdf("Words", password="secret")),
    "a PDF with another file inside": ("a.pdf", pdf("Words", inside=b"MZ")),
    "nothing at all": ("a.txt", b""),
}


@pytest.mark.parametrize("lie", LIES)
def test_what_is_not_what_it_says_or_is_of_no_known_kind_is_refused_with_a_sentence(
    lie, dana, ticket, folder
):
    name, content = LIES[lie]
    page = refused(attach(dana, ticket, (name, content), confirmed="on"), folder)
    assert name in page
    assert re.search(r"\.</span>", page.split("data-outcome")[1])


def test_rt_cve_2022_25802_what_a_browser_says_of_the_type_counts_for_nothing(dana, ticket):
    form = {"submission_id": str(uuid.uuid4()), "version": ticket.version}
    form["files"] = [sent("letter.txt", TEXT, "text/html")]
    assert browser(dana).post(f"/tickets/T{ticket.pk}/attach/", form).status_code == 302
    made = Attachment.objects.get()
    answer = browser(dana).get(f"/tickets/T{ticket.pk}/files/{made.public_id}/")
    assert answer.headers["Content-Type"] == "application/octet-stream"


@pytest.mark.parametrize("name", ["session.pkl", "session.txt", "photo.png", "archive.phar"])
def test_glpi_cve_2026_22248_an_object_that_is_uploaded_is_never_made_one(name, dana, ticket, folder):
    """What was uploaded was read back as an object, and its code ran."""
    made = folder.parent / "it-ran"
    content = pickle.dumps(Running(str(made)))
    refused(attach(dana, ticket, (name, content), confirmed="on"), folder)
    assert not made.exists()


class Running:
    """What would make a file if somebody made an object of it."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self):
        return Path.touch, (Path(self.path),)


NAMES = {
    "../../etc/passwd.txt": "passwd.txt",
    "C:\\Windows\\a.txt": "a.txt",
    "receipt\u202egpj.txt": "receiptgpj.txt",
    "tab\tline\nend.txt": "tablineend.txt",
    'quo"te<b>.txt': "quo_te_b_.txt",
    "con.txt": "_con.txt",
    "ünïcödé 受領書.txt": "ünïcödé 受領書.txt",
    "  .hidden .txt": "hidden.txt",
    "no ending": "no ending.txt",
}


@pytest.mark.parametrize("name", NAMES)
def test_names_are_cleaned(name, dana, ticket):
    # Django's own client would clean the name before it is sent.
    body = (
        b'--x\r\nContent-Disposition: form-data; name="submission_id"\r\n\r\n%s\r\n'
        b'--x\r\nContent-Disposition: form-data; name="version"\r\n\r\n%d\r\n'
        b"--x\r\nContent-Disposition: form-data; name=\"files\"; filename*=UTF-8''%s\r\n\r\n%s\r\n--x--\r\n"
    ) % (str(uuid.uuid4()).encode(), ticket.version, percent(name), TEXT)
    answer = browser(dana).post(
        f"/tickets/T{ticket.pk}/attach/", body, content_type="multipart/form-data; boundary=x"
    )
    assert answer.status_code == 302, answer.content.decode()
    assert Attachment.objects.get().name == NAMES[name]


def percent(name: str) -> bytes:
    return "".join(f"%{byte:02X}" for byte in name.encode()).encode()


def test_a_name_of_300_characters_is_shortened_and_keeps_its_ending(dana, ticket):
    made = attached(dana, ticket, "é" * 200 + ".txt")
    assert len(made.name.encode()) <= 180
    assert made.name.endswith("é.txt")


def test_a_name_in_which_somebody_could_write_a_script_is_shown_harmless(dana, ticket):
    attached(dana, ticket, "<img src=x onerror=alert(1)>.txt")
    attached(dana, ticket, "{{ request.user.password }}'.txt")
    page = browser(dana).get(f"/tickets/T{ticket.pk}/").content.decode()
    assert "<img src=x" not in page
    assert "{{ request.user.password }}&#39;.txt" in page


def test_one_byte_more_than_25_megabytes_is_refused_and_25_are_not(dana, ticket, folder):
    largest = project.ATTACHMENT_LARGEST
    assert largest == 25 * 1024 * 1024
    content = picture() + b"\x00" * (largest - len(picture()))
    page = refused(attach(dana, ticket, ("large.png", content + b"\x00"), confirmed="on"), folder)
    assert "It is too large: 25.0 MB. A file may have 25.0 MB." in page.replace("\xa0", " ")
    assert attach(dana, ticket, ("large.png", content), confirmed="on").status_code == 302
    assert Attachment.objects.get().size == largest


def test_more_files_than_ten_are_refused(dana, ticket, folder):
    files = [(f"{n}.txt", TEXT) for n in range(11)]
    assert "At most 10 files" in refused(attach(dana, ticket, *files), folder)
    assert attach(dana, ticket, *files[:10]).status_code == 302


def test_a_body_that_is_far_too_large_is_refused_before_it_is_read(dana, ticket, settings, folder):
    settings.ATTACHMENT_LARGEST, settings.ATTACHMENTS_AT_ONCE = 1000, 2
    files = [("a.txt", b"x" * 2_000_000)]
    answer = attach(dana, ticket, *files)
    assert answer.status_code == 413
    assert "Nothing was attached" in answer.content.decode()
    quietly = attach(dana, ticket, *files, headers={"X-Background": "attach"})
    assert quietly.status_code == 413
    assert quietly.headers["Content-Type"].startswith("text/plain")
    assert not Attachment.objects.exists()


def test_without_a_file_the_page_says_so_and_keeps_the_note(dana, ticket, folder):
    page = refused(attach(dana, ticket, note="What she sent."), folder)
    assert "Choose the files" in page
    assert "What she sent." in page


def test_one_bad_file_of_three_refuses_all_and_says_which(dana, ticket, folder):
    files = [("good.txt", TEXT), ("bad.exe", b"MZ\x00\x01"), ("fine.png", picture())]
    by_script = {"X-Background": "attach"}  # which holds on to the good ones itself
    page = refused(attach(dana, ticket, *files, confirmed="on", headers=by_script), folder)
    assert re.findall(r'class="file( file--bad)?" data-outcome', page) == ["", " file--bad", ""]
    assert "bad.exe: Files of this kind are not taken." in page


def test_sent_twice_it_is_attached_once(dana, ticket, folder):
    submission = str(uuid.uuid4())
    for _ in range(2):
        assert attach(dana, ticket, ("a.txt", TEXT), submission_id=submission).status_code == 302
    assert Attachment.objects.count() == 1
    assert kept(folder) == [TEXT]


@pytest.mark.django_db(transaction=True)
def test_sent_six_times_at_once_it_is_attached_once_and_nothing_lies_about(dana, ticket, folder):
    submission = str(uuid.uuid4())
    sending = [lambda: attach(dana, ticket, ("a.txt", TEXT), submission_id=submission).status_code] * 6
    assert at_once(sending) == [302] * 6
    assert Attachment.objects.count() == 1
    assert kept(folder) == [TEXT]
    assert not Leftover.objects.exists()


def test_a_submission_of_somebody_else_is_refused(dana, mara, ticket, folder):
    submission = str(uuid.uuid4())
    attach(dana, ticket, ("a.txt", TEXT), submission_id=submission)
    assert attach(mara, ticket, ("b.txt", TEXT), submission_id=submission).status_code == 403
    assert kept(folder) == [TEXT]


def test_a_stranger_gets_404_and_who_is_signed_out_changes_nothing(luis, petra, adam, ticket, client, folder):
    before = business_changes()
    for person in (luis, petra, adam):
        assert attach(person, ticket, ("a.txt", TEXT)).status_code == 404
        assert browser(person).get(f"/tickets/T{ticket.pk}/attach/").status_code == 404
    form = {"submission_id": str(uuid.uuid4()), "version": 1, "files": [sent("a.txt", TEXT)]}
    assert client.post(f"/tickets/T{ticket.pk}/attach/", form).status_code == 403
    assert business_changes() == before
    assert kept(folder) == []


def test_a_script_is_told_where_to_go_and_that_the_session_ended(dana, ticket, client):
    quietly = {"X-Background": "attach"}
    answer = attach(dana, ticket, ("a.txt", TEXT), headers=quietly)
    assert (answer.status_code, answer.headers["X-Location"]) == (204, f"/tickets/T{ticket.pk}/")
    assert client.post(f"/tickets/T{ticket.pk}/attach/", {}, headers=quietly).status_code == 401


def test_a_crash_between_copying_and_writing_down_leaves_nothing_for_good(
    dana, ticket, folder, tmp_path, monkeypatch
):
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT)
    file = look_over(path, "a.txt", len(TEXT))
    monkeypatch.setattr(attaching, "record_files", lambda *args, **facts: 1 / 0)
    monkeypatch.setattr(attaching, "delete_now", lambda keys, by: None)  # the process is gone
    with pytest.raises(ZeroDivisionError):
        attach_files(ticket, files=[file], submission_id=uuid.uuid4(), by=dana)
    assert kept(folder) == [TEXT]
    assert delete_leftover_files() == 0, "it may still be on its way"
    Leftover.objects.update(delete_after=timezone.now())
    assert delete_leftover_files() == 1
    assert kept(folder) == []


def test_a_file_that_the_job_deleted_meanwhile_is_not_attached(dana, ticket, tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT)
    file = look_over(path, "a.txt", len(TEXT))
    copied = attaching.take_in

    def slowly(path, *, key):
        stored = copied(path, key=key)
        Leftover.objects.update(delete_after=timezone.now())
        delete_leftover_files()
        return stored

    monkeypatch.setattr(attaching, "take_in", slowly)
    with pytest.raises(TicketError, match="took too long"), transaction.atomic():
        attach_files(ticket, files=[file], submission_id=uuid.uuid4(), by=dana)


def test_the_job_deletes_no_file_of_a_ticket(dana, ticket, folder):
    attached(dana, ticket)
    Leftover.objects.update(delete_after=timezone.now())
    assert delete_leftover_files() == 0
    assert kept(folder) == [TEXT]


def test_the_note_beside_the_files_can_be_corrected(dana, ticket):
    attach(dana, ticket, ("a.txt", TEXT), note="As she promissed.")
    entry = lines(ticket, "attached")[0]
    form = {"submission_id": str(uuid.uuid4()), "version": entry.version, "to": "As she promised."}
    answer = browser(dana).post(f"/tickets/T{ticket.pk}/correct/e{entry.pk}/", form)
    assert answer.status_code == 302
    entry.refresh_from_db()
    assert entry.text == "As she promised."
