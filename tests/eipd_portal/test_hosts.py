"""The portal on a host of its own: each host answers its own addresses, and cookies stay apart."""

import re

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from eipd_portal import hosts
from eipd_portal.sessions import COOKIE
from tests import cast
from tests.eipd_portal.files import WEEK_47, publish, reader, storage
from tests.eipd_portal.people import mails, registered, wait, work
from tests.sales_orders import office as offices

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("storage", "two_hosts")]
__all__ = ["storage"]
STAFF, PORTAL = "uccms.example.gov", "eipd.example.gov"
FILE = "/eipd/files/EIP-5350P-OL/2026-11-24/v1/ipg261124.zip"


@pytest.fixture
def two_hosts(settings) -> None:
    settings.PORTAL_HOST, settings.PORTAL_ADDRESS = PORTAL, f"https://{PORTAL}"
    settings.ALLOWED_HOSTS = [STAFF, PORTAL, "testserver"]


@pytest.fixture
def edition(tmp_path):
    office = offices.open_office(copies=0)
    publish(tmp_path, office.download)
    return office


def at(host: str) -> Client:
    return Client(headers={"host": host})


def addresses() -> dict[str, str]:
    """Every address of the system by its name, with something in place of its parts."""
    found = {}

    def walk(patterns, space: str, before: str) -> None:
        for each in patterns:
            route = before + re.sub(
                r"<(?:\w+:)?(\w+)>", lambda part: FILLED.get(part[1], "1"), str(each.pattern)
            )
            if isinstance(each, URLResolver):
                walk(each.url_patterns, each.namespace or space, route)
            elif isinstance(each, URLPattern) and each.name and "(" not in route:
                found[f"{space}:{each.name}" if space else each.name] = f"/{route}"

    walk(get_resolver().url_patterns, "", "")
    return found


FILLED = {"code": "EIP-5350P-OL", "day": "2026-11-24", "name": "ipg261124.zip", "token": "x", "number": "1"}
PORTALS = ("portal:", "portal_es:", "portal_files:", "security_txt")
BOTH = ("health", "portal_files:robots", "portal:unsubscribe", "portal_es:unsubscribe")


def test_every_address_answers_on_its_own_host_alone(edition):
    checked = addresses()
    assert len(checked) > 150
    for name, path in checked.items():
        elsewhere = at(PORTAL).get(path)
        if name in BOTH:
            continue
        if name.startswith(PORTALS):
            sent = at(STAFF).get(path)
            assert (sent.status_code, sent["Location"]) == (302, f"https://{PORTAL}{path}"), name
            assert at(STAFF).post(path, {"email": "reader@example.org"}).status_code == 404, name
        elif path == "/":
            assert elsewhere["Location"] == "/eipd/"
        else:
            assert elsewhere.status_code == 404, name
            assert at(PORTAL).post(path).status_code == 404, name
            assert not elsewhere.cookies
            assert "UCCMS" not in elsewhere.content.decode(), "nothing there says that there are staff"


def test_both_hosts_say_that_they_are_well():
    assert [at(host).get("/healthz").status_code for host in (STAFF, PORTAL)] == [200, 200]


def test_addresses_without_their_slash_and_what_is_nowhere(edition):
    assert at(PORTAL).get("/eipd")["Location"] == "/eipd/"
    assert at(PORTAL).get("/desk").status_code == 404
    assert at(STAFF).get("/eipd")["Location"] == f"https://{PORTAL}/eipd"
    assert at(STAFF).get("/eipd/?q=a%20b")["Location"] == f"https://{PORTAL}/eipd/?q=a%20b"
    for host in (STAFF, PORTAL):
        assert at(host).get("/nowhere/").status_code == 404
    assert at("other.example.gov").get("/eipd/").status_code == 400


def test_the_cookies_are_apart_and_staff_are_nobody_at_the_portal(edition):
    staff, browser = at(STAFF), at(PORTAL)
    staff.force_login(cast.staff("dana", cast.call_center()))
    assert staff.get("/desk/").status_code == 200
    browser.cookies.load(staff.cookies.output(header="", attrs=[]))
    assert browser.get("/desk/").status_code == 404
    browser.cookies.clear()
    browser.post("/eipd/register/", {"email": "reader@example.org"})
    cookie = browser.cookies[COOKIE]
    assert (cookie["path"], cookie["domain"]) == ("/", ""), "of this host alone"
    work()
    wait()
    answer = browser.post("/eipd/register/code/", {"code": mails()[-1].code})
    assert set(answer.cookies) == {COOKIE}
    assert browser.get("/eipd/my-data/").status_code == 200
    left = browser.post("/eipd/sign-out/")
    assert (left.cookies[COOKIE]["path"], left.cookies[COOKIE].value) == ("/", "")


def test_mails_feeds_and_data_name_the_portals_host(edition):
    browser = at(PORTAL)
    browser.post("/eipd/register/", {"email": "reader@example.org"})
    work()
    mail = mails()[-1]
    said = re.findall(r"https?://[^/\s]+", mail.text)
    assert set(said) == {f"https://{PORTAL}"}
    paths = (
        "/data.json",
        "/eipd/feed.atom",
        "/eipd/EIP-5350P-OL/feed.atom",
        "/eipd/EIP-5350P-OL/2026-11-24/v1/manifest.json",
        "/.well-known/security.txt",
    )
    for path in paths:
        text = browser.get(path).content.decode()
        assert f"https://{PORTAL}/" in text, path
        assert STAFF not in text and "localhost" not in text, path
    assert f"https://{PORTAL}/eipd/register/" in browser.get(FILE).content.decode()


def test_a_mail_that_named_the_staffs_host_still_unsubscribes(edition):
    from eipd_portal.unsubscribing import unsubscribe_address

    path = unsubscribe_address(reader()).removeprefix(f"https://{PORTAL}")
    assert at(STAFF).post(path).status_code == 200


def test_with_one_host_both_are_on_it_and_the_cookie_goes_to_the_portal_alone(settings, edition):
    settings.PORTAL_HOST = ""
    assert not hosts.is_portals(at(PORTAL).get("/eipd/").wsgi_request)
    for host in (STAFF, PORTAL):
        assert at(host).get("/eipd/EIP-5350P-OL/").status_code == 200
        assert at(host).get("/desk/").status_code == 302
    browser, _ = registered()
    assert browser.cookies[COOKIE]["path"] == "/eipd/"


def test_what_is_not_there_looks_like_the_portal_and_leads_back_to_it(settings):
    for own in (PORTAL, ""):
        settings.PORTAL_HOST = own
        page = at(PORTAL).get("/eipd/nowhere/at/all/")
        assert page.status_code == 404
        assert 'href="/eipd/"' in page.content.decode()
        assert "Electronic Information Products" in page.content.decode()
    assert reverse("portal:edition", args=["EIP-5350P-OL", WEEK_47]), "only its edition is missing"
    assert "Esa página no existe" in at(PORTAL).get("/eipd/es/EIP-5350P-OL/2026-11-24/").content.decode()
