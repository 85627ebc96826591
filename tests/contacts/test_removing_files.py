"""A file that is removed is gone: its bytes, its name, and its name in the history."""

import uuid
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied

from contacts.actions.deleting_files import delete_leftover_files
from contacts.actions.removing_files import remove_file
from contacts.models import Attachment, Leftover
from tests.contacts.acts import browser, business_changes, lines
from tests.contacts.papers import TEXT, attached, pdf
from tests.privacy.searching import dumped, tables_with
from uccms.privacy.actions.redacting import redact
from uccms.privacy.models import Redaction

pytestmark = pytest.mark.django_db
MARK = "Quixotehazard"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path) -> Path:
    """A storage of this test alone."""
    settings.FILES_ROOT = tmp_path / "files"
    return settings.FILES_ROOT


def remove(user, file: Attachment, **fields):
    form = {"submission_id": str(uuid.uuid4()), "version": 1, "basis": "slipped_in", "reason": "A mistake."}
    address = f"/tickets/T{file.entry.ticket_id}/files/{file.public_id}/remove/"
    return browser(user).post(address, form | fields)


def paths(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_its_bytes_and_its_name_are_gone_and_the_timeline_says_who_and_why(dana, mara, ticket, folder):
    file, other = attached(dana, ticket, f"{MARK}.pdf", pdf("Words")), attached(dana, ticket)
    assert remove(mara, file).status_code == 302
    delete_leftover_files()
    assert [path.read_bytes() for path in paths(folder)] == [TEXT]
    file.refresh_from_db()
    assert (file.is_removed, file.sha256, file.storage_key) == (True, "", "")
    entry = lines(ticket, "removed")[0]
    assert (entry.by, entry.text, entry.basis) == (mara, "A mistake.", "slipped_in")
    page = browser(dana).get(f"/tickets/T{ticket.pk}/").content.decode()
    assert "A file was removed." in page
    assert MARK not in page
    assert other.name in page
    for more in ("", "shown/", "preview/", "pages/1/", "remove/"):
        assert browser(dana).get(f"/tickets/T{ticket.pk}/files/{file.public_id}/{more}").status_code == 404
    assert set(Redaction.objects.values_list("table_name", flat=True)) == {"contacts_attachment"}


@pytest.mark.django_db(transaction=True)
def test_its_name_stands_nowhere_in_the_database_any_more(dana, ticket, test_server):
    file = attached(dana, ticket, f"{MARK}.txt")
    assert "contacts_attachment" in tables_with(test_server, MARK)
    remove(dana, file)
    assert tables_with(test_server, MARK) == []
    assert MARK not in dumped(test_server)


def test_any_redaction_of_the_row_deletes_the_file(dana, ticket, folder):
    file = attached(dana, ticket)
    rows = Attachment.objects.filter(pk=file.pk)
    redact(rows, None, basis="amendment", reason="She asked for it.", by=None)
    delete_leftover_files()
    assert paths(folder) == []


def test_a_file_that_the_storage_will_not_delete_is_tried_again(dana, ticket, folder, monkeypatch):
    file = attached(dana, ticket)
    remove(dana, file)
    with monkeypatch.context() as broken:
        broken.setattr("uccms.web.downloads.on_disk.FilesOnDisk.remove", lambda *facts: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            delete_leftover_files()
    assert Leftover.objects.count() == 1
    assert delete_leftover_files() == 1
    assert paths(folder) == []
    assert delete_leftover_files() == 0


def test_it_needs_a_legal_reason_and_a_sentence(dana, ticket, folder):
    file = attached(dana, ticket)
    before = business_changes()
    assert "Choose the legal reason" in remove(dana, file, basis="").content.decode()
    assert "Choose the legal reason" in remove(dana, file, basis="because").content.decode()
    assert "Say why it is removed" in remove(dana, file, reason=" ").content.decode()
    assert "social security number" in remove(dana, file, reason="Had 219-09-9999 in it").content.decode()
    assert business_changes() == before
    assert len(paths(folder)) == 1


def test_removed_twice_it_is_removed_once(dana, ticket):
    file = attached(dana, ticket)
    assert remove(dana, file).status_code == 302
    again = remove(dana, file)
    assert again.status_code == 422
    assert "The file was removed already." in again.content.decode()
    assert len(lines(ticket, "removed")) == 1


def test_who_does_not_see_the_ticket_cannot_remove_its_file(dana, luis, petra, ticket):
    file = attached(dana, ticket)
    for person in (luis, petra):
        assert remove(person, file).status_code == 404
        with pytest.raises(PermissionDenied):
            remove_file(file, basis="slipped_in", reason="A mistake.", by=person)
    file.refresh_from_db()
    assert not file.is_removed
