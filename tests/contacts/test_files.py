"""The files of a ticket are sent and shown to who may see the ticket, and nothing of them runs."""

import uuid
from pathlib import Path

import pytest
from django.test import Client

from contacts.models import Attachment
from tests import cast
from tests.contacts.acts import BY_NAME, browser
from tests.contacts.papers import TEXT, attached, pdf, picture
from uccms.audit.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path) -> Path:
    """A storage of this test alone."""
    settings.FILES_ROOT = tmp_path / "files"
    return settings.FILES_ROOT


def address(file: Attachment, more: str = "") -> str:
    return f"/tickets/T{file.entry.ticket_id}/files/{file.public_id}/{more}"


def body(answer) -> bytes:
    return answer.getvalue() if answer.streaming else answer.content


def test_a_file_comes_back_byte_by_byte_to_be_saved(dana, ticket):
    content = picture() + b"\x00" * 200_000
    file = attached(dana, ticket, "photo 1.png", content)
    answer = browser(dana).get(address(file))
    assert (answer.status_code, body(answer)) == (200, content)
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="photo 1.png"')
    assert answer.headers["Content-Type"] == "application/octet-stream"


def test_rt_cve_2022_25802_and_osticket_68dcaa2e5_nothing_of_a_file_runs(dana, ticket):
    file = attached(dana, ticket, "photo.png", picture())
    page = attached(dana, ticket, "letter.pdf", pdf("Words"))
    client = browser(dana)
    for answer in (
        client.get(address(file)),
        client.get(address(file, "shown/")),
        client.get(address(page, "pages/1/")),
        client.get(address(file), headers={"Range": "bytes=0-3"}),
    ):
        assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["Content-Type"] in ("application/octet-stream", "image/png")


def test_a_broken_download_goes_on_where_it_broke(dana, ticket):
    content = bytes(range(256)) * 1000
    file = attached(dana, ticket, "photo.png", picture() + content)
    client = browser(dana)
    first = client.get(address(file), headers={"Range": "bytes=0-99"})
    assert (first.status_code, len(body(first))) == (206, 100)
    rest = client.get(address(file), headers={"Range": "bytes=100-", "If-Range": first.headers["ETag"]})
    assert rest.status_code == 206
    assert body(first) + body(rest) == picture() + content
    assert client.get(address(file), headers={"Range": "bytes=99999999-"}).status_code == 416
    assert client.get(address(file), headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    changed = client.get(address(file), headers={"Range": "bytes=100-", "If-Range": '"another"'})
    assert changed.status_code == 200


EVERY = ["", "shown/", "preview/", "pages/1/", "remove/"]


@pytest.mark.parametrize("more", EVERY)
def test_osticket_2615_nobody_gets_a_file_of_a_ticket_they_may_not_see(
    more, dana, luis, petra, adam, mara, carol, ticket
):
    name, content = ("a.pdf", pdf("Words")) if more == "pages/1/" else ("a.png", picture())
    file = attached(dana, ticket, name, content)
    for person in (luis, petra, adam):
        assert browser(person).get(address(file, more)).status_code == 404
    assert Client().get(address(file, more)).status_code == 302
    for person in (dana, mara, carol):
        assert browser(person).get(address(file, more)).status_code == 200
    BY_NAME["forward"].send(dana, ticket, to=cast.area("Petitions").pk)
    assert browser(luis).get(address(file, more)).status_code == 200, "it follows the ticket"
    assert browser(mara).get(address(file, more)).status_code == 404


@pytest.mark.parametrize("more", EVERY)
def test_zammad_cve_2026_34722_the_key_of_a_file_counts_on_its_own_ticket_alone(more, dana, luis, ticket):
    file = attached(dana, ticket, "a.pdf", pdf("Words"))
    own = cast.ticket(luis)
    assert browser(luis).get(f"/tickets/T{own.pk}/files/{file.public_id}/{more}").status_code == 404


def test_osticket_1c6f98e62_a_preview_fetches_nothing_from_elsewhere(dana, ticket):
    """Pictures of other hosts in a ticket were fetched by the server, and by who read it."""
    remote = b'See <img src="http://192.0.2.7/x.png"> and http://192.0.2.7/y'
    for file in (
        attached(dana, ticket, "a.txt", remote),
        attached(dana, ticket, "a.pdf", pdf(remote.decode())),
    ):
        answer = browser(dana).get(address(file, "preview/"))
        page = answer.content.decode()
        assert "192.0.2.7" in page, "it is shown as text"
        assert 'src="http' not in page and 'href="http://192' not in page
        assert "img-src 'self';" in answer.headers["Content-Security-Policy"] + ";"


def test_an_address_that_is_guessed_or_no_key_is_404(dana, ticket):
    attached(dana, ticket)
    for guess in (uuid.uuid4(), 1, "1' OR 1=1", "../../settings"):
        assert browser(dana).get(f"/tickets/T{ticket.pk}/files/{guess}/").status_code == 404


def test_each_look_at_a_file_is_on_the_record(dana, mara, ticket):
    file = attached(dana, ticket, "a.png", picture())
    before = Event.objects.filter(kind="look", actor_id=mara.pk).count()
    for more in ("", "preview/", "shown/"):
        browser(mara).get(address(file, more))
    looks = Event.objects.filter(kind="look", actor_id=mara.pk).order_by("id")[before:]
    assert [each.page for each in looks] == ["contacts:file", "contacts:preview_file", "contacts:shown_file"]
    assert {each.subject for each in looks} == {ticket.number}


def test_a_text_is_previewed_as_text(dana, ticket):
    file = attached(dana, ticket, "a.txt", b"See <b>me</b> & <img src=x onerror=alert(1)>")
    page = browser(dana).get(address(file, "preview/")).content.decode()
    assert "See &lt;b&gt;me&lt;/b&gt; &amp; &lt;img src=x onerror=alert(1)&gt;" in page
    assert browser(dana).get(address(file, "shown/")).status_code == 404


def test_of_a_long_text_the_beginning_is_previewed(dana, ticket):
    file = attached(dana, ticket, "a.txt", b"word " * 30_000 + b"the end")
    page = browser(dana).get(address(file, "preview/")).content.decode()
    assert "the end" not in page
    assert "That is the beginning." in page


@pytest.mark.parametrize(
    ("name", "content"), [("a.pdf", pdf("Page one", "Page two")), ("a.tif", picture("TIFF", pages=2))]
)
def test_pages_are_shown_as_pictures_that_we_made(name, content, dana, ticket):
    file = attached(dana, ticket, name, content)
    client = browser(dana)
    shown = client.get(address(file, "preview/")).content.decode()
    for page in (1, 2):
        assert f'src="{address(file, f"pages/{page}/")}"' in shown
        picture_of_it = client.get(address(file, f"pages/{page}/"))
        assert picture_of_it.status_code == 200
        assert picture_of_it.content.startswith(b"\x89PNG")
    assert ("Page two" in shown) == (name == "a.pdf"), "its text, for who does not see the picture"
    for page in (0, 3, 999999999):
        assert client.get(address(file, f"pages/{page}/")).status_code == 404
    assert "<iframe" not in shown
    assert "<object" not in shown


def test_of_many_pages_ten_are_shown_and_the_others_lead_on(dana, ticket):
    file = attached(dana, ticket, "a.pdf", pdf(*(f"This is page number {n}." for n in range(1, 13))))
    client = browser(dana)
    first = client.get(address(file, "preview/")).content.decode()
    assert "This is page number 10." in first
    assert "This is page number 11." not in first
    assert "?from=11" in first
    later = client.get(address(file, "preview/?from=11")).content.decode()
    assert "This is page number 11." in later
    assert "This is page number 10." not in later
    for nonsense in ("0", "-1", "x", "99999999", "13", "١"):
        assert "number 1." in client.get(address(file, f"preview/?from={nonsense}")).content.decode()


def test_a_preview_says_who_looked_at_what_the_guard_cannot_read(dana, mara, ticket):
    file = attached(mara, ticket, "a.png", picture())
    page = browser(dana).get(address(file, "preview/")).content.decode()
    assert "The guard could read nothing in this file. Mara Lind looked at it" in page


def test_a_file_that_the_storage_lost_is_a_sentence(dana, ticket, folder):
    file, pages = attached(dana, ticket), attached(dana, ticket, "a.pdf", pdf("Words"))
    for path in folder.rglob("*"):
        if path.is_file():
            path.unlink()
    client = browser(dana)
    assert client.get(address(file)).status_code == 500
    assert client.get(address(pages, "pages/1/")).status_code == 500
    shown = client.get(address(file, "preview/"))
    assert (shown.status_code, "cannot be shown" in shown.content.decode()) == (200, True)


def test_a_file_can_only_be_fetched(dana, ticket):
    file = attached(dana, ticket, "a.txt", TEXT)
    for more in ("", "shown/", "preview/"):
        assert browser(dana).post(address(file, more)).status_code == 405
    assert browser(dana).head(address(file)).headers["Content-Length"] == str(len(TEXT))
