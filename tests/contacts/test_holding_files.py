"""Files that come with a note or a contact: kept with it, and held when the form has to be mended."""

import re
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from contacts.actions.deleting_files import delete_leftover_files
from contacts.actions.merging_tickets import merge_tickets
from contacts.models import Attachment, Contact, Leftover, Ticket
from tests import cast
from tests.contacts import screen
from tests.contacts.acts import BY_NAME, browser, lines, written
from tests.contacts.papers import SSN, TEXT, picture, sent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path) -> Path:
    """A storage of this test alone."""
    settings.FILES_ROOT = tmp_path / "files"
    return settings.FILES_ROOT


def kept(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()]


def letter(name: str = "letter.txt", content: bytes = TEXT):
    return sent(name, content)


def address(place: str, ticket: Ticket) -> str:
    return screen.ADDRESS if place == "new" else f"/tickets/T{ticket.pk}/{place}/"


def form(place: str, ticket: Ticket, text: str = "What she sent.") -> dict:
    """What a browser sends from the contact screen, or from a ticket's page."""
    if place == "new":
        return screen.form(description=text)
    known = {"submission_id": str(uuid.uuid4()), "version": Ticket.objects.get(pk=ticket.pk).version}
    if place == "note":
        return known | {"text": text}
    started = written(timezone.now() - timedelta(minutes=5))
    return known | {"channel": "postal", "direction": "in", "started_at": started, "description": text}


PLACES = ["new", "note", "contact"]


@pytest.mark.parametrize("place", PLACES)
def test_files_go_along_where_the_contact_or_the_note_is_written(place, dana, ticket, folder):
    files = [letter(), letter("photo.png", picture())]
    answer = browser(dana).post(
        address(place, ticket), form(place, ticket) | {"files": files, "confirmed": "on"}
    )
    assert answer.status_code == 302
    made = list(Attachment.objects.order_by("position"))
    assert [(each.name, each.confirmed_by) for each in made] == [("letter.txt", None), ("photo.png", dana)]
    entry = made[0].entry
    if place == "note":
        assert (entry.text, entry.ticket) == ("What she sent.", ticket)
        assert not lines(ticket, "note"), "it stands beside the files"
    else:
        assert entry.contact.description == "What she sent."
        assert entry.ticket == entry.contact.ticket
    assert len(kept(folder)) == 2 and not Leftover.objects.exists()


@pytest.mark.parametrize("place", PLACES)
def test_what_passed_is_held_when_the_form_comes_back_and_goes_along_the_next_time(
    place, dana, ticket, folder
):
    client, where = browser(dana), address(place, ticket)
    typed = form(place, ticket, text=f"Her number is {SSN}.")
    back = client.post(where, typed | {"files": [letter(), letter("bad.exe", b"MZ\x00\x01")]})
    page = back.content.decode()
    assert back.status_code == 422
    assert "bad.exe: Files of this kind are not taken." in page
    held = re.findall(r'name="held" value="([^"]+)" checked', page)
    assert len(held) == 1 and "letter.txt" in page and kept(folder) == [TEXT]
    assert not Attachment.objects.exists()
    mended = form(place, ticket) | {"submission_id": typed["submission_id"], "held": held}
    for _ in range(2):
        assert client.post(where, mended).status_code == 302, "sent twice, it is done once"
    assert Attachment.objects.get().name == "letter.txt"
    assert kept(folder) == [TEXT] and not Leftover.objects.exists()


def test_a_picture_that_nobody_looked_at_is_not_even_held(dana, ticket, folder):
    back = browser(dana).post(
        address("note", ticket), form("note", ticket) | {"files": [letter("photo.png", picture())]}
    )
    page = back.content.decode()
    assert back.status_code == 422
    assert "The guard cannot read all of photo.png" in page
    assert "look at it, confirm, and choose it again" in page
    assert kept(folder) == []


def test_what_is_held_is_for_its_own_form_and_person_alone(dana, mara, ticket, folder):
    client = browser(dana)
    typed = form("contact", ticket, text="")
    page = client.post(address("contact", ticket), typed | {"files": [letter()]}).content.decode()
    held = re.findall(r'name="held" value="([^"]+)"', page)
    theirs = form("contact", ticket) | {"submission_id": typed["submission_id"], "held": held}
    other = form("contact", ticket) | {"held": held}
    for person, posted in ((mara, theirs), (dana, other)):
        answer = browser(person).post(address("contact", ticket), posted)
        assert answer.status_code == 422
        assert "A file that was kept here is gone by now." in answer.content.decode()
    assert not Attachment.objects.exists() and ticket.contacts.count() == 1, "neither contact nor file"
    assert kept(folder) == [TEXT]


def test_what_is_left_out_or_never_sent_again_is_deleted_after_a_working_day(dana, ticket, folder):
    client = browser(dana)
    typed = form("note", ticket, text=f"Her number is {SSN}.")
    client.post(address("note", ticket), typed | {"files": [letter()]})
    client.post(address("note", ticket), form("note", ticket) | {"submission_id": typed["submission_id"]})
    assert len(lines(ticket, "note")) == 1 and not Attachment.objects.exists()
    assert delete_leftover_files() == 0
    Leftover.objects.update(delete_after=timezone.now())
    assert delete_leftover_files() == 1
    assert kept(folder) == [] and not Leftover.objects.exists()


def test_a_button_that_only_draws_the_screen_again_keeps_the_files_too(dana, folder):
    typed = screen.form() | {"look_up": "Quintero", "look_up_now": "1", "files": [letter()]}
    page = browser(dana).post(screen.ADDRESS, typed).content.decode()
    assert re.findall(r'name="held" value="([^"]+)" checked', page) and kept(folder) == [TEXT]
    assert not Contact.objects.exists()


def test_files_alone_are_a_note_and_nothing_at_all_is_none(dana, ticket):
    client = browser(dana)
    nothing = client.post(address("note", ticket), form("note", ticket, text=""))
    assert nothing.status_code == 422 and "The note is empty." in nothing.content.decode()
    assert client.post(address("note", ticket), form("note", ticket, text="") | {"files": [letter()]}).url
    assert Attachment.objects.get().entry.text == ""


def test_more_than_ten_with_those_that_are_held_are_refused(dana, ticket, settings):
    settings.ATTACHMENTS_AT_ONCE = 2
    client = browser(dana)
    typed = form("contact", ticket, text="")
    first = client.post(address("contact", ticket), typed | {"files": [letter(), letter("b.txt")]})
    held = re.findall(r'name="held" value="([^"]+)"', first.content.decode())
    again = form("contact", ticket) | {
        "submission_id": typed["submission_id"],
        "held": held,
        "files": [letter()],
    }
    answer = client.post(address("contact", ticket), again)
    assert answer.status_code == 422 and "At most 2 files" in answer.content.decode()


def test_the_files_of_a_contact_go_along_when_it_is_split_off_and_come_back(dana, ticket):
    browser(dana).post(address("contact", ticket), form("contact", ticket) | {"files": [letter()]})
    contact = ticket.contacts.latest("id")
    BY_NAME["split"].send(dana, ticket, contact=contact.pk)
    new = Ticket.objects.latest("pk")
    assert Attachment.objects.get().entry.ticket == new and not lines(ticket, "attached")
    merge_tickets(new, into=ticket, submission_id=uuid.uuid4(), by=cast.again(dana))
    assert Attachment.objects.get().entry.ticket == ticket


def test_a_body_that_is_far_too_large_is_refused_on_every_such_page(dana, ticket, settings):
    settings.ATTACHMENT_LARGEST, settings.ATTACHMENTS_AT_ONCE = 1000, 2
    for place in PLACES:
        files = {"files": [letter("a.txt", b"x" * 2_000_000)]}
        assert browser(dana).post(address(place, ticket), form(place, ticket) | files).status_code == 413
