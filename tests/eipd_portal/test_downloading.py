"""Downloading: who may, by cookie or personal link, and what everybody else is told in one line of text."""

import re
from decimal import Decimal
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from eipd_portal import links, terms
from eipd_portal.actions.counting_downloads import drop_old_keys
from eipd_portal.actions.publishing import withdraw_version
from eipd_portal.actions.revoking_links import revoke_link
from eipd_portal.lines import lines_for
from eipd_portal.models import CountingKey, DownloadBegun, DownloadCount, DownloadLink
from sales_orders.models import Edition, OrderLine, Product, Subscription, SubscriptionIssue
from tests.eipd_portal.files import WEEK_46, WEEK_47, publish, reader, storage
from tests.eipd_portal.people import READER, registered
from tests.sales_orders import office as offices
from tests.sales_orders.office import NewLine, order, pay

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("storage")]
__all__ = ["storage"]
CONTENT = b"grants of 2026-11-24"
PUBLIC = "/eipd/files/EIP-5350P-OL/2026-11-24/v1/ipg261124.zip"


@pytest.fixture
def office(tmp_path) -> offices.Office:
    opened = offices.open_office()
    publish(tmp_path, opened.download)
    return opened


def mine(registrant, code: str = "EIP-5350P-OL", name: str = "ipg261124.zip", version: int = 1) -> str:
    return f"/eipd/my/{links.link_of(registrant)}/{code}/2026-11-24/v{version}/{name}"


def body(answer) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def is_refused(answer, status: int, words: str) -> bool:
    """One line of plain text with this status; never a redirect, never a page."""
    assert (answer.status_code, answer["Content-Type"]) == (status, "text/plain; charset=utf-8")
    assert words in answer.content.decode()
    assert answer.content.count(b"\n") == 1
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies
    return True


def test_a_link_fetches_without_cookie_or_header_and_a_browser_by_its_cookie(office):
    browser, registrant = registered()
    for client, path in ((Client(), mine(registrant)), (browser, PUBLIC)):
        answer = client.get(path)
        assert (answer.status_code, body(answer)) == (200, CONTENT)
        assert answer["Content-Length"] == str(len(CONTENT))
        assert re.fullmatch(r'"[0-9a-f]{64}"', answer["ETag"])
        assert answer["Repr-Digest"].startswith("sha-256=:")
        assert answer["Cache-Control"] == "private, no-transform"
        assert answer["Content-Disposition"].startswith('attachment; filename="ipg261124.zip"')
        part = client.get(path, headers={"Range": "bytes=7-"})
        assert (part.status_code, body(part)) == (206, CONTENT[7:])
        beyond = client.get(path, headers={"Range": "bytes=999-"})
        assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{len(CONTENT)}")
        assert client.head(path)["Content-Length"] == str(len(CONTENT))
        assert client.post(path).status_code == 405
        assert client.get(path, headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_without_registering_nothing_is_sent(office):
    assert is_refused(Client().get(PUBLIC), 401, "/eipd/register/")
    assert "WWW-Authenticate" in Client().get(PUBLIC)
    assert Client().head(PUBLIC).status_code == 401


def test_a_revoked_link_an_erased_reader_and_a_forged_link(office):
    registrant = reader()
    old = mine(registrant)
    serial = int(links.link_of(registrant).split("-")[1])
    for _ in range(2):
        revoke_link(registrant, serial=serial, by=None)
    assert DownloadLink.objects.get().serial == 1, "sent twice, it counts on once"
    assert is_refused(Client().get(old), 410, "revoked")
    assert mine(registrant) != old
    assert Client().get(mine(registrant)).status_code == 200
    good = links.link_of(registrant)
    key, _, mac = good.split("-")
    other = good[:-1] + ("a" if good[-1] != "a" else "b")
    numbers = (f"{key}-0-{mac}", f"{int(key) + 1}-1-{mac}", f"{'9' * 300}-1-{mac}", f"{key}-1", "\u0661-1-a")
    for forged in (other, *numbers, "x", "-"):
        assert is_refused(Client().get(mine(registrant).replace(good, forged)), 403, "no download link")
    last = mine(registrant)
    registrant.delete()
    assert is_refused(Client().get(last), 410, "revoked")


def test_the_terms_are_one_gate_for_browser_and_command_line(office, monkeypatch):
    browser, registrant = registered(terms=False)
    for client, path in ((Client(), mine(registrant)), (browser, PUBLIC)):
        assert is_refused(client.get(path), 403, "/eipd/terms/")
    assert b"terms of use" in browser.get("/eipd/EIP-5350P-OL/2026-11-24/download/").content
    browser.post("/eipd/terms/", {"version": terms.current().version})
    for client, path in ((Client(), mine(registrant)), (browser, PUBLIC)):
        assert client.get(path).status_code == 200
    newer = terms.Terms("2027-01", terms.current().paragraphs)
    monkeypatch.setattr(terms, "current", lambda: newer)
    assert is_refused(Client().get(mine(registrant)), 403, "/eipd/terms/")


def test_a_withdrawn_file_is_gone_for_everybody_and_another_version_is_not(office, tmp_path):
    registrant = reader()
    publish(tmp_path, office.download, contents={"ipg261124__zip": b"corrected"}, corrects=True)
    first = office.download.editions.get().versions.get(number=1)
    withdraw_version(first, reason="It was cut off.", by=None)
    for path in (PUBLIC, mine(registrant)):
        assert is_refused(Client().get(path), 410, "It was cut off.")
    answer = Client().get(mine(registrant, version=2))
    assert body(answer) == b"corrected"


@pytest.fixture
def priced(office, tmp_path):
    """A product that costs 100 dollars, with an edition on the portal."""
    product = offices.product("EIP-5351P-OL", "Application Text", medium="online", cycle="weekly")
    publish(tmp_path, product, contents={"ipa__zip": b"priced"})
    return product


def fetched(registrant) -> int:
    return Client().get(mine(registrant, "EIP-5351P-OL", "ipa.zip")).status_code


def test_a_priced_file_is_for_whose_address_stands_on_a_paid_line(office, priced):
    browser, registrant = registered(READER)
    edition = Edition.objects.get(product=priced)
    page = "/eipd/EIP-5351P-OL/2026-11-24/download/"
    answer = Client().get(mine(registrant, "EIP-5351P-OL", "ipa.zip"))
    assert is_refused(answer, 403, "ordered and paid")
    assert "This edition is for sale" in browser.get(page).content.decode()
    line = NewLine(priced, 1, edition=edition)
    placed = order(office, line, email="Reader@Example.ORG")
    assert fetched(registrant) == 403, "not paid yet"
    pay(placed, "60.00", by=office.processor)
    assert fetched(registrant) == 403, "partly paid"
    pay(placed, str(placed.charged - Decimal("60.00")), by=office.processor, reference="R-2")
    assert fetched(registrant) == 200, "letters of both cases are alike"
    assert fetched(reader("reader@example.com")) == 403, "somebody else"
    assert "curl" in browser.get(page).content.decode()
    OrderLine.objects.update(ready=0, awaited=0, backordered=0, shipped=0, cancelled=1)
    assert fetched(registrant) == 403, "the line was cancelled"


def test_a_paid_line_for_another_edition_or_product_is_none(office, priced, tmp_path):
    registrant = reader()
    other = publish(tmp_path, priced, WEEK_46).edition
    for line in (NewLine(priced, 1, edition=other), NewLine(office.disc, 1, edition=office.december)):
        placed = order(office, line, email=READER)
        pay(placed, str(placed.charged), by=office.processor)
    assert fetched(registrant) == 403


def test_a_subscribers_paid_issue_may_be_fetched(office, priced):
    registrant = reader()
    edition = Edition.objects.get(product=priced)
    placed = order(office, offices.subscribed(office), email=READER)
    pay(placed, str(placed.charged), by=office.processor)
    assert fetched(registrant) == 403
    line, subscription = placed.lines.get(), Subscription.objects.get()
    SubscriptionIssue.objects.create(subscription=subscription, edition=edition, line=line, is_paid=True)
    assert fetched(registrant) == 200


def test_without_a_price_nobody_said_that_it_is_free(office, tmp_path):
    product = Product.objects.create(
        code="EIP-5351P-OL",
        title="X",
        title_folded="x",
        medium="online",
        kind="online_access",
        cycle="weekly",
    )
    publish(tmp_path, product, contents={"ipa__zip": b"x"})
    assert fetched(reader()) == 403
    assert "Price on request" in Client().get("/eipd/EIP-5351P-OL/").content.decode()


def test_the_page_has_lines_to_copy_with_the_readers_link(office):
    browser, registrant = registered()
    path = "/eipd/EIP-5350P-OL/2026-11-24/download/"
    page = browser.get(path)
    text = page.content.decode()
    for tool in ("curl -fL -C -", "wget -c", "aria2c -c", "curl.exe -fL -C -", "sha256sum -c"):
        assert tool in text
    assert text.count(links.link_of(registrant)) == 4
    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "no-referrer"
    stranger = Client().get(path).content.decode()
    assert "/eipd/register/" in stranger
    assert "/my/" not in stranger
    assert Client().get("/eipd/my-link/")["Location"] == "/eipd/register/?to=my-link"


def test_the_reader_revokes_the_link_on_its_page(office):
    browser, registrant = registered()
    old = links.link_of(registrant)
    assert old in browser.get("/eipd/my-link/").content.decode()
    for serial in ("0", "0", "x", "9" * 30, ""):
        assert browser.post("/eipd/my-link/", {"serial": serial}).status_code == 302
    new = links.link_of(registrant)
    assert new.split("-")[1] == "1"
    assert new in browser.get("/eipd/my-link/").content.decode()
    assert "1" in browser.get("/eipd/my-data/").content.decode()
    assert browser.get("/eipd/my-data/file/").json()["download_links_revoked"] == 1


def test_lines_survive_odd_names():
    lines = dict(lines_for("a b'; rm -rf ~.zip", "https://x.example/a%20b'"))
    assert lines["wget"].startswith("wget -c -O 'a b'\"'\"'; rm -rf ~.zip' ")
    assert "'a b''; rm -rf ~.zip'" in lines["PowerShell"]
    assert " -o ./-x " in dict(lines_for("-x", "https://x.example/-x"))["curl"]


QUOTES = "'\u2018\u2019\u201a\u201b"


def read_by_powershell(line: str) -> list[str]:
    """The words of a line as PowerShell reads them: in quotes only a quote, of any of five kinds, counts."""
    words, rest = [], line
    while rest := rest.lstrip(" "):
        if rest[0] not in QUOTES:
            word, _, rest = rest.partition(" ")
            assert re.fullmatch(r"[a-zA-Z9.-]+", word), "nothing outside of quotes means anything"
            words.append(word)
            continue
        said, rest = "", rest[1:]
        while rest[0] not in QUOTES or (rest[1:2] and rest[1] in QUOTES):
            said, rest = said + rest[rest[0] in QUOTES], rest[1 + (rest[0] in QUOTES) :]
        words.append(said)
        rest = rest[1:]
    return words


@pytest.mark.parametrize(
    "name",
    [
        "it's 5 o'clock.zip",
        "''.zip",
        "\u2018a\u2019 \u201ab\u201b'\u2019.zip",
        "$(calc)`n;&|.zip",
        '"a" b.zip',
        "é.zip",
    ],
)
def test_the_powershell_line_holds_any_name_as_it_is(name):
    address = f"https://x.example/eipd/my/1-0-a/{quote(name, safe=QUOTES)}"
    line = dict(lines_for(name, address))["PowerShell"]
    *options, file, url = read_by_powershell(line)
    assert options == ["curl.exe", "-fL", "-C", "-", "--retry", "9", "-o"]
    assert (file, url) == (name.replace('"', "_"), address)
    assert "\n" not in line


def test_downloads_are_counted_once_a_reader_and_day_and_name_nobody(office):
    first, second = reader(), reader("second@example.org")
    for _ in range(3):
        body(Client().get(mine(first)))
        body(Client().get(mine(first), headers={"Range": "bytes=3-"}))
    body(Client().get(mine(second)))
    Client().head(mine(reader("third@example.org")))
    Client().get(mine(reader("fourth@example.org")), headers={"Range": "bytes=999-"})
    assert DownloadCount.objects.get().begun == 2
    assert DownloadBegun.objects.count() == 2
    DownloadBegun.objects.update(day=WEEK_47)
    CountingKey.objects.update(day=WEEK_47)
    drop_old_keys(by=None)
    assert not CountingKey.objects.exists()
    assert not DownloadBegun.objects.exists()
    assert DownloadCount.objects.get().begun == 2


def test_a_download_makes_a_constant_number_of_queries(office, priced):
    registrant = reader()
    path = mine(registrant)
    body(Client().get(path))
    with CaptureQueriesContext(connection) as queries:
        body(Client().get(path, headers={"Range": "bytes=3-"}))
    said = [
        each["sql"] for each in queries if not each["sql"].startswith(("SAVEPOINT", "RELEASE", "SELECT set"))
    ]
    assert len(said) <= 8, said
