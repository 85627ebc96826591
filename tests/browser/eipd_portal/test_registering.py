"""A newcomer in a real browser with a real mail server: register, terms, notices, unsubscribe, erase."""

import hashlib
import os
import re

import pytest
from playwright.sync_api import Page, expect

from eipd_portal.models import MailedProof, NoticeWish, Registrant, RegistrantSession
from eipd_portal.unsubscribing import unsubscribe_address
from tests.browser.accessible import assert_accessible, assert_no_sideways_scrolling
from tests.browser.conftest import TELEPHONE
from tests.eipd_portal.files import publish, storage
from tests.eipd_portal.people import wait, work
from tests.mail.conftest import smtp
from tests.sales_orders import office
from uccms.mail.actions.sending_mail import send_waiting

__all__ = ["smtp", "storage"]
READER = "reader@example.org"
ZOOMED_FOUR_TIMES = {"width": 320, "height": 225}  # of 1280 by 900


@pytest.fixture(autouse=True)
def addresses_of_the_live_server(live_server, settings):
    settings.PORTAL_ADDRESS = live_server.url


def delivered(smtp, part: str = "plain") -> str:
    """Let the worker's jobs run, and read what the mail server took last."""
    work()
    send_waiting()
    return smtp.message(-1).get_body((part,)).get_content()


def link_in(text: str, part: str) -> str:
    return re.search(rf"https?://[^\s\"<]*/eipd/{part}/[^\s\"<]+", text)[0]


def ask(page: Page) -> None:
    page.get_by_label("E-mail address").fill(READER)
    page.get_by_role("button", name="Send me the message").click()
    expect(page.get_by_role("heading", name="Check your mail")).to_be_visible()


def test_a_newcomer_registers_on_a_telephone_downloads_and_leaves_again(
    open_as, smtp, examine, forgiven, storage, tmp_path
):
    patents = office.product("EIP-5350P-OL", "Patent Grant Text", medium="online", price="0")
    content = os.urandom(200_000)
    publish(tmp_path, patents, contents={"grants__zip": content})
    page = open_as("/eipd/register/", None, size=TELEPHONE)
    assert page.locator("script").count() == 0, "nothing here needs one"
    examine(page, "portal-register")
    ask(page)
    said = delivered(smtp)
    assert smtp.addresses == [READER]
    assert smtp.message(-1)["List-Unsubscribe"] is None

    forgiven.add("status of 422")
    page.get_by_label("Code, 8 digits").fill("0000 0000")
    page.get_by_role("button", name="Confirm my address").click()
    expect(page.get_by_role("alert")).to_contain_text("4 tries left")
    examine(page, "portal-code-wrong")
    page.get_by_label("Code, 8 digits").fill(re.search(r"\d{4} \d{4}", said)[0])
    page.get_by_role("button", name="Confirm my address").click()
    expect(page.get_by_role("status")).to_contain_text("Your address is confirmed")
    assert_accessible(page)
    page.get_by_role("button", name="I accept these terms").click()
    page.get_by_role("status").get_by_role("link", name="My data").click()
    page.get_by_label(patents.title).check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Saved")
    examine(page, "portal-my-data")
    assert [cookie["name"] for cookie in page.context.cookies()] == ["uccms_portal"]

    page.goto(f"/eipd/{patents.code}/")
    page.get_by_role("link", name="Download", exact=True).click()
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Download grants.zip").click()
    downloaded = fetched.value.path().read_bytes()
    assert hashlib.sha256(downloaded).hexdigest() in page.content(), "the sum that the page shows"
    assert downloaded == content

    wish = NoticeWish.objects.get()
    page.goto(unsubscribe_address(wish.registrant))
    assert_accessible(page)
    page.get_by_role("button", name="Stop all notices").click()
    expect(page.get_by_role("heading", name="No more notices")).to_be_visible()
    assert not NoticeWish.objects.exists()

    page.goto("/eipd/my-data/")
    page.get_by_role("link", name="Erase my address").click()
    examine(page, "portal-erase")
    page.get_by_role("button", name="Mail me the link").click()
    expect(page.get_by_role("heading", name="Check your mail")).to_be_visible()
    page.goto(link_in(delivered(smtp), "my-data/erase"))
    assert_accessible(page)
    page.get_by_role("button", name="Erase my address now").click()
    expect(page.get_by_role("heading", name="Your address is erased")).to_be_visible()
    assert page.context.cookies() == []
    assert not Registrant.objects.exists()
    delivered(smtp)
    assert smtp.addresses == [READER] * 3


def test_who_came_from_an_edition_is_back_there_by_the_mailed_link_without_script(
    open_as, smtp, storage, tmp_path
):
    patents = office.product("EIP-5350P-OL", "Patent Grant Text", medium="online", price="0")
    publish(tmp_path, patents, contents={"grants__zip": b"grants"})
    page = open_as(f"/eipd/{patents.code}/", None, size=TELEPHONE, script=False)
    page.get_by_role("link", name="Download", exact=True).click()
    page.get_by_role("link", name="Register or sign in").click()
    ask(page)
    page.goto(link_in(delivered(smtp), "confirm"))
    page.get_by_role("button", name="Confirm my address").click()
    page.get_by_role("button", name="I accept these terms").click()
    expect(page.get_by_role("status")).to_contain_text("the terms are accepted")
    expect(page.get_by_role("link", name="Download grants.zip")).to_be_visible()


def test_a_scanner_that_opens_the_link_and_runs_its_script_confirms_nothing(open_as, smtp, browser):
    page = open_as("/eipd/register/", None)
    ask(page)
    link = link_in(delivered(smtp, "html"), "confirm")
    scanner = browser.new_context()
    opened = scanner.new_page()
    for _ in range(2):
        opened.goto(link, wait_until="networkidle")
        opened.mouse.move(200, 300)
        opened.mouse.wheel(0, 900)
    assert_accessible(opened)
    assert scanner.cookies() == []
    assert not Registrant.objects.exists()
    assert MailedProof.objects.get().used_at is None
    # The person comes after the scanner, and it still works: from a page without a referrer.
    page.goto(link)
    page.get_by_role("button", name="Confirm my address").click()
    expect(page.get_by_role("status")).to_contain_text("Your address is confirmed")
    assert RegistrantSession.objects.count() == 1
    scanner.close()


def test_everything_in_spanish_enlarged_four_times(open_as, smtp, storage, tmp_path):
    patents = office.product("EIP-5350P-OL", "Patent Grant Text", medium="online", price="0")
    edition = publish(tmp_path, patents)
    page = open_as("/eipd/register/", None, size=ZOOMED_FOUR_TIMES, scheme="dark")
    page.get_by_role("link", name="Español").click()
    expect(page).to_have_url(re.compile("/eipd/es/register/$"))
    one = f"{patents.code}/{edition.issue_date}"
    open_to_all = ("", f"{patents.code}", one, f"{one}/download")
    about = ("register", "terms", "privacy", "accessibility", "report-a-weakness", "my-data/erased")
    for name in (*open_to_all, *about):
        page.goto(f"/eipd/es/{name}/" if name else "/eipd/es/")
        assert_no_sideways_scrolling(page)
        assert_accessible(page)
    page.goto("/eipd/es/register/")
    page.get_by_label("Dirección de correo").fill(READER)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Revise su correo")).to_be_visible()
    wait()
    page.goto(link_in(delivered(smtp), "es/confirm"))
    page.get_by_role("button", name="Confirmar mi dirección").click()
    page.get_by_role("button", name="Acepto estas condiciones").click()
    page.get_by_role("status").get_by_role("link", name="Mis datos").click()
    expect(page.get_by_role("heading", name="Mis datos")).to_be_visible()
    for name in ("my-data", "my-data/erase", "my-link", f"{one}/download"):
        page.goto(f"/eipd/es/{name}/")
        assert_no_sideways_scrolling(page)
        assert_accessible(page)
