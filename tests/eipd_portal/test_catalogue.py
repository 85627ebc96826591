"""The public catalogue: open to all, the same for all, for people and for programs."""

import hashlib
import re
import subprocess
import xml.etree.ElementTree as ET
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from eipd_portal.models import EditionFile, EditionVersion
from eipd_portal.template_words.files import readable_size
from sales_orders.models import Edition
from tests import cast
from tests.eipd_portal.files import WEEK_46, publish, storage, written
from tests.eipd_portal.people import registered
from tests.sales_orders import office as offices

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("storage")]
__all__ = ["storage"]
ATOM = "{http://www.w3.org/2005/Atom}"
PAGES = (
    "/eipd/",
    "/eipd/?q=grant",
    "/eipd/EIP-5350P-OL/",
    "/eipd/EIP-5350P-OL/2026-11-24/",
    "/eipd/EIP-5350P-OL/2026-11-24/v1/SHA256SUMS",
    "/eipd/EIP-5350P-OL/2026-11-24/v1/manifest.json",
    "/eipd/feed.atom",
    "/eipd/EIP-5350P-OL/feed.atom",
    "/data.json",
    "/eipd/es/",
    "/eipd/es/EIP-5350P-OL/",
)


@pytest.fixture
def office(tmp_path) -> offices.Office:
    opened = offices.open_office(copies=0)
    publish(tmp_path, opened.download, WEEK_46)
    publish(tmp_path, opened.download, contents={"ipg261124__zip": b"g" * 1_234_567, "list__txt": b"L"})
    return opened


def page(path: str) -> str:
    answer = Client().get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_the_same_for_all_and_may_be_stored(office, path):
    signed_in, _ = registered()
    staff = Client()
    staff.force_login(cast.staff("dana", cast.call_center()))
    answers = [client.get(path) for client in (Client(), signed_in, staff)]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    for answer in answers:
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")
        assert set(answer["Cache-Control"].split(", ")) == {"public", "max-age=60"}
        assert "csrf" not in answer.content.decode().lower()
    etag = answers[0]["ETag"]
    assert not etag.startswith("W/")
    again = Client().get(path, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert Client().head(path)["ETag"] == etag
    assert Client().post(path).status_code == 405


def test_a_product_shows_what_its_files_are(office):
    text = page("/eipd/EIP-5350P-OL/")
    for said in ("ipg261124.zip", "1.2 MB", "1,234,567 bytes", "ZIP", "Comes out every week", "Free"):
        assert said in text
    assert hashlib.sha256(b"g" * 1_234_567).hexdigest() in text
    assert "It covers November 18, 2026 to November 24, 2026." in text
    assert "/eipd/EIP-5350P-OL/2026-11-17/" in text


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("grant", True),
        ("5350P", True),
        ("GRA full", True),
        ("trademark", False),
        ("\x00", True),
        ("x" * 5000, False),
    ],
)
def test_products_are_found_by_words_and_code(office, typed, found):
    answer = Client().get("/eipd/", {"q": typed})
    assert answer.status_code == 200
    assert (b"Patent Grant Full Text" in answer.content) == found


def test_what_is_not_there_is_404_and_odd_input_no_error(office):
    for path in (
        "/eipd/EIP-0000P-OL/",
        "/eipd/EIP-5350P-OL/2026-11-23/",
        "/eipd/EIP-5350P-OL/2026-02-30/",
        "/eipd/EIP-5350P-OL/?before=yesterday",
        "/eipd/EIP-5350P-OL/2026-11-24/v9/SHA256SUMS",
        "/eipd/EIP-5350P-OL/2026-11-24/v99999999999999999999/manifest.json",
        "/eipd/files/EIP-5350P-OL/2026-11-24/v1/none.zip",
        "/eipd/files/EIP-5350P-OL/2026-11-24/v1/..%2f..%2fetc%2fpasswd",
        "/eipd/files/EIP-5350P-OL/2026-11-24/v1/%00",
        f"/eipd/files/EIP-5350P-OL/2026-11-24/v{9**40}/a",
    ):
        assert Client().get(path).status_code == 404, path


def test_the_sums_are_what_sha256sum_checks(office, tmp_path):
    folder = tmp_path / "fetched"
    folder.mkdir()
    written(folder, ipg261124__zip=b"g" * 1_234_567, list__txt=b"L")
    sums = Client().get("/eipd/EIP-5350P-OL/latest/SHA256SUMS", follow=True)
    assert sums.redirect_chain == [("/eipd/EIP-5350P-OL/2026-11-24/v1/SHA256SUMS", 302)]
    (folder / "SHA256SUMS").write_bytes(sums.content)
    check = ["sha256sum", "-c", "--strict", "SHA256SUMS"]
    assert subprocess.run(check, cwd=folder, capture_output=True).returncode == 0
    written(folder, list__txt=b"x")
    assert subprocess.run(check, cwd=folder, capture_output=True).returncode == 1


def test_latest_only_redirects(office):
    for path, to in (
        ("/eipd/EIP-5350P-OL/latest/", "/eipd/EIP-5350P-OL/2026-11-24/"),
        ("/eipd/es/EIP-5350P-OL/latest/", "/eipd/es/EIP-5350P-OL/2026-11-24/"),
        ("/eipd/EIP-5350P-OL/latest/manifest.json", "/eipd/EIP-5350P-OL/2026-11-24/v1/manifest.json"),
    ):
        answer = Client().get(path)
        assert (answer.status_code, answer["Location"]) == (302, to)


def test_the_manifest_has_every_fact(office):
    facts = Client().get("/eipd/EIP-5350P-OL/2026-11-24/v1/manifest.json").json()
    assert facts["product"] == {"code": "EIP-5350P-OL", "title": "Patent Grant Full Text"}
    assert facts["edition"]["date"] == "2026-11-24"
    assert facts["period"] == {"begins": "2026-11-18", "ends": "2026-11-24"}
    file = facts["files"][0]
    assert (file["name"], file["bytes"], file["mediaType"]) == ("ipg261124.zip", 1_234_567, "application/zip")
    path = re.sub("^https?://[^/]+", "", file["address"])
    assert Client().get(path).status_code == 401, "there, for registrants"


@pytest.mark.parametrize("path", ["/eipd/feed.atom", "/eipd/EIP-5350P-OL/feed.atom"])
def test_the_feeds_are_atom(office, path):
    root = ET.fromstring(Client().get(path).content)
    assert root.tag == f"{ATOM}feed"
    for part in ("id", "title", "updated", "author"):
        assert root.find(f"{ATOM}{part}") is not None, part
    entries = root.findall(f"{ATOM}entry")
    assert entries[0].find(f"{ATOM}title").text.endswith("November 24, 2026")
    identities = {entry.find(f"{ATOM}id").text for entry in entries}
    assert len(identities) == len(entries) == 2
    for entry in entries:
        assert entry.find(f"{ATOM}updated").text
        assert entry.find(f"{ATOM}link").get("href").endswith("/")
    related = {link.get("rel") for link in root.findall(f"{ATOM}link")}
    assert "self" in related
    assert b"/my/" not in Client().get(path).content, "no personal link"


def many_editions(office: offices.Office, count: int, newest: date = date(2020, 1, 1)) -> None:
    """So many editions with a file each."""
    days = [newest - timedelta(days=back) for back in range(count)]
    editions = Edition.objects.bulk_create(
        Edition(product=office.download, issue_date=day, label=str(day)) for day in days
    )
    versions = EditionVersion.objects.bulk_create(
        EditionVersion(
            edition=each,
            product=office.download,
            issue_date=each.issue_date,
            number=1,
            published_at="2020-01-01T00:00Z",
            announced_up_to=None,
        )
        for each in editions
    )
    EditionFile.objects.bulk_create(
        EditionFile(version=each, position=1, name=f"{each.issue_date}.zip", size=9, sha256="a" * 64, key="k")
        for each in versions
    )


def test_the_number_of_queries_does_not_depend_on_how_much_there_is(office):
    def counts() -> list[int]:
        found = []
        for path in (*PAGES, "/eipd/EIP-5350P-OL/?before=2019-12-31"):
            with CaptureQueriesContext(connection) as queries:
                assert Client().get(path).status_code == 200
            found.append(len(queries))
        return found

    many_editions(office, 45)
    before = counts()
    many_editions(office, 200, newest=date(2010, 1, 1))
    assert counts() == before
    assert max(before) <= 6


def test_older_editions_are_reached_page_by_page(office):
    many_editions(office, 45)
    seen, path = [], "/eipd/EIP-5350P-OL/"
    while path:
        text = page(path)
        seen += re.findall(r'<th scope="row"><a href="/eipd/EIP-5350P-OL/([\d-]+)/"', text)
        more = re.search(r'href="(\?before=[\d-]+)"', text)
        path = f"/eipd/EIP-5350P-OL/{more[1]}" if more else ""
    assert len(seen) == len(set(seen)) == 46, "all but the newest, which stands above"
    assert seen == sorted(seen, reverse=True)


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1, "1 bytes"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (82_990, "83.0 kB"),
        (999_999, "1.0 MB"),
        (121_406_915, "121 MB"),
        (40 * 2**30, "42.9 GB"),
        (5 * 10**15, "5000 TB"),
    ],
)
def test_sizes_as_people_read_them(count, words):
    assert readable_size(count) == words
