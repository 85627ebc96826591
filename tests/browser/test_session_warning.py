"""Two minutes before a session ends for want of use, people are asked if they are there (WCAG 2.2.1)."""

import time

import pytest
from playwright.sync_api import Page, expect

from uccms.web.middleware import sessions

ADDRESS = "/styleguide/"


@pytest.fixture
def page(open_as) -> Page:
    page = open_as(ADDRESS)
    page.clock.install()
    page.reload()
    return page


def be_away(page: Page, minutes: float) -> None:
    """Let the time pass for the server, by what it noted, and for the page."""
    from uccms.accounts.sessions import SessionStore

    key = next(each["value"] for each in page.context.cookies() if each["name"] == "uccms_staff")
    session = SessionStore(key)
    session[sessions.LAST_SEEN] = int(time.time() - minutes * 60)
    session.save()
    page.clock.fast_forward(int(minutes * 60_000))


def test_the_warning_comes_before_the_end_and_can_be_answered(page):
    warning = page.get_by_role("alertdialog", name="Your session is about to end")
    be_away(page, 20)
    expect(warning).to_have_count(0)
    be_away(page, 28.5)
    expect(warning).to_be_visible()
    expect(warning.get_by_role("button", name="Stay signed in")).to_be_focused()
    with page.expect_response("**/account/session/") as answer:
        page.keyboard.press("Enter")
    assert answer.value.request.method == "POST"
    assert answer.value.json()["seconds_left"] > 29 * 60
    expect(warning).to_be_hidden()


def test_the_warning_comes_again(page):
    warning = page.get_by_role("alertdialog", name="Your session is about to end")
    for _ in range(2):
        be_away(page, 28.5)
        expect(warning).to_be_visible()
        warning.get_by_role("button", name="Stay signed in").click()
        expect(warning).to_be_hidden()


def test_the_end_is_said_and_the_page_stays(page, forgiven):
    forgiven.add("status of 401")
    page.locator("#draft").fill("The receipt")
    page.locator("#draft").blur()
    expect(page.locator("[data-draft-status]")).to_contain_text("Draft saved")  # and no request is under way
    be_away(page, 31)
    expect(page.get_by_role("alertdialog", name="Your session has ended")).to_be_visible()
    expect(page.get_by_role("alertdialog", name="Your session is about to end")).to_be_hidden()
    expect(page.locator("#draft")).to_have_value("The receipt")


def test_nobody_is_asked_where_nobody_is_signed_in(open_as):
    page = open_as("/account/sign-in/", None)
    assert page.locator("body").get_attribute("data-session") is None
