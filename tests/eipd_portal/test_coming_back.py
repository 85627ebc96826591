"""Whoever came from an edition is back there after registering, and nothing of it is stored."""

import re

import pytest
from django.db import connection
from django.test import Client

from eipd_portal.coming_back import came_from
from eipd_portal.models import MailedProof, Registrant
from eipd_portal.sessions import COOKIE
from eipd_portal.terms import current
from tests.eipd_portal.files import publish, reader, storage
from tests.eipd_portal.people import READER, mails, wait, work
from tests.sales_orders import office as offices

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("storage")]
__all__ = ["storage"]
DOWNLOAD = "/eipd/EIP-5350P-OL/2026-11-24/download/"
TO = "EIP-5350P-OL.2026-11-24"


@pytest.fixture(autouse=True)
def edition(tmp_path):
    office = offices.open_office(copies=0)
    return publish(tmp_path, office.download)


def link_to_register(browser: Client, page: str) -> str:
    return re.findall(r'href="(/eipd/(?:es/)?register/[^"]*)"', browser.get(page).content.decode())[-1]


def send(browser: Client, page: str, **fields: str):
    """Send the form of a page with what stands in its hidden fields."""
    text = browser.get(page).content.decode()
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', text))
    return browser.post(page.partition("?")[0], hidden | fields)


@pytest.mark.parametrize("page", [DOWNLOAD, "/eipd/EIP-5350P-OL/2026-11-24/"])
@pytest.mark.parametrize("by", ["code", "link"])
def test_by_code_or_link_one_is_back_at_the_edition(page, by):
    browser = Client()
    asked = link_to_register(browser, page)
    assert asked == f"/eipd/register/?to={TO}"
    assert send(browser, asked, email=READER)["Location"] == "/eipd/register/code/"
    work()
    mail = mails()[-1]
    if by == "code":
        answer = browser.post("/eipd/register/code/", {"code": mail.code})
    else:
        answer = browser.post(mail.link)
    assert answer["Location"] == f"/eipd/terms/?confirmed&to={TO}"
    assert answer.cookies[COOKIE].value.count(".") == 0, "forgotten by the browser too"
    done = send(browser, answer["Location"])
    assert done["Location"] == f"{DOWNLOAD}?accepted"
    page = browser.get(done["Location"]).content.decode()
    assert "the terms are accepted" in page and "curl" in page


def test_who_accepted_the_terms_before_is_back_at_once():
    reader(READER)
    browser = Client()
    send(browser, f"/eipd/register/?to={TO}", email=READER)
    work()
    answer = browser.post("/eipd/register/code/", {"code": mails()[-1].code})
    assert answer["Location"] == f"{DOWNLOAD}?confirmed"
    assert b"Your address is confirmed" in browser.get(answer["Location"]).content
    assert browser.get(f"/eipd/register/?to={TO}")["Location"] == DOWNLOAD, "signed in already"


def test_it_survives_a_mistake_another_message_and_another_language():
    browser = Client()
    wrong = send(browser, f"/eipd/register/?to={TO}", email="no address")
    assert f'name="to" value="{TO}"' in wrong.content.decode()
    page = browser.get(f"/eipd/register/?to={TO}").content.decode()
    assert f'href="/eipd/es/register/?to={TO}"' in page
    send(browser, f"/eipd/es/register/?to={TO}", email=READER)
    wait()
    browser.post("/eipd/es/register/again/")
    assert f"/eipd/es/register/?to={TO}" in browser.get("/eipd/es/register/code/").content.decode()
    work()
    answer = browser.post("/eipd/es/register/code/", {"code": mails()[-1].code})
    assert answer["Location"] == f"/eipd/es/terms/?confirmed&to={TO}"
    stale = browser.post("/eipd/es/terms/", {"version": "old", "to": TO})
    assert f'name="to" value="{TO}"' in stale.content.decode()
    done = browser.post("/eipd/es/terms/", {"version": current().version, "to": TO})
    assert done["Location"] == "/eipd/es/EIP-5350P-OL/2026-11-24/download/?accepted"


def test_another_browser_with_the_mailed_link_gets_to_the_products():
    send(Client(), f"/eipd/register/?to={TO}", email=READER)
    work()
    other = Client()
    assert other.post(mails()[-1].link)["Location"] == "/eipd/terms/?confirmed"
    done = send(other, "/eipd/terms/?confirmed")
    assert done["Location"] == "/eipd/?accepted"
    page = other.get(done["Location"]).content.decode()
    assert "You can download now" in page and "Patent Grant Full Text" in page


@pytest.mark.parametrize("name", ["my-data", "my-link"])
def test_who_wanted_a_page_of_their_own_is_there_afterwards(name):
    reader(READER)
    browser = Client()
    asked = browser.get(f"/eipd/es/{name}/")["Location"]
    assert asked == f"/eipd/es/register/?to={name}"
    send(browser, asked, email=READER)
    assert "le llevan de vuelta" in browser.get("/eipd/es/register/code/").content.decode()
    work()
    answer = browser.post("/eipd/es/register/code/", {"code": mails()[-1].code})
    assert answer["Location"] == f"/eipd/es/{name}/?confirmed"


def test_a_program_is_told_an_address_that_leads_back():
    said = Client().get("/eipd/files/EIP-5350P-OL/2026-11-24/v1/ipg261124.zip").content.decode()
    assert f"/eipd/register/?to={TO}" in said


@pytest.mark.parametrize(
    "said",
    [
        "https://evil.example/",
        "//evil.example",
        "/eipd/my-data/",
        f"{TO}/../../..",
        f"{TO}\n",
        "EIP-5350P-OL.2026-02-31",
        "EIP-5350P-OL.२०२६-११-२४",
        "x" * 5_000,
        "",
    ],
)
def test_nobody_is_led_elsewhere(said):
    assert came_from(said) is None
    browser = Client()
    browser.post("/eipd/register/", {"email": READER, "to": said})
    assert "." not in browser.cookies[COOKIE].value
    work()
    answer = browser.post("/eipd/register/code/", {"code": mails()[-1].code})
    assert answer["Location"] == "/eipd/terms/?confirmed"
    done = browser.post("/eipd/terms/", {"version": current().version, "to": said})
    assert done["Location"] == "/eipd/?accepted"
    assert browser.get("/eipd/register/", {"to": said})["Location"] == "/eipd/my-data/"


def test_a_forged_cookie_leads_nowhere_else():
    browser = Client()
    send(browser, "/eipd/register/", email=READER)
    browser.cookies[COOKIE] = f"{browser.cookies[COOKIE].value}.https://evil.example"
    work()
    answer = browser.post("/eipd/register/code/", {"code": mails()[-1].code})
    assert answer["Location"] == "/eipd/terms/?confirmed"


def test_nothing_of_it_is_stored_about_the_reader():
    browser = Client()
    send(browser, f"/eipd/register/?to={TO}", email=READER)
    work()
    told = {*MailedProof.objects.values_list(), *Registrant.objects.values_list()}
    assert not any("5350P" in str(row) for row in told)
    with connection.cursor() as cursor:
        cursor.execute("SELECT args::text FROM procrastinate_jobs")
        assert not any("5350P" in args for (args,) in cursor.fetchall())
    assert "5350P" not in mails()[-1].text
