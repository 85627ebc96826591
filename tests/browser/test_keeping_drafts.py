"""What is typed is on the server within three seconds, and the form says so, or says why not."""

import re
import time

import pytest
from playwright.sync_api import Page, Route, expect

ADDRESS = "/styleguide/"
SAVED = re.compile(r"^\s*Draft saved \d\d:\d\d:\d\d$")


class Server:
    """Stands in for the address that keeps drafts: what came in, and what is answered."""

    def __init__(self, page: Page) -> None:
        self.texts: list[str] = []
        self.broken = False
        self.status = 200
        page.route("**/styleguide/draft/", self.answer)

    def answer(self, route: Route) -> None:
        if self.broken:
            route.abort()
            return
        sent = route.request.post_data or ""
        self.texts.append(re.search(r'name="text"\r\n\r\n(.*?)\r\n--', sent, re.S)[1])
        if self.status == 200:
            route.fulfill(json={"saved_at": "10:46:09"})
        else:
            route.fulfill(status=self.status, body="")


@pytest.fixture
def page(open_as) -> Page:
    return open_as(ADDRESS)


@pytest.fixture
def server(page) -> Server:
    return Server(page)


def status(page: Page):
    return page.locator("[data-draft-status]")


def test_a_pause_in_typing_saves(page, server):
    page.locator("#draft").press_sequentially("The receipt")
    expect(status(page)).to_have_text(SAVED)
    assert server.texts == ["The receipt"]
    assert status(page).locator("use").get_attribute("href").endswith("icons.svg#i-check")


def test_the_server_is_asked_for_real(open_as):
    page = open_as(ADDRESS)
    page.locator("#draft").press_sequentially("The receipt")
    expect(status(page)).to_have_text(SAVED)


def test_who_goes_on_typing_is_saved_within_three_seconds(page, server):
    page.evaluate(
        """() => {
            addEventListener("input", () => (window.typed ??= performance.now()), true);
            const send = window.fetch;
            window.fetch = (...request) => {
                window.saved ??= performance.now();
                return send(...request);
            };
        }"""
    )
    start = time.monotonic()
    while time.monotonic() - start < 4:
        page.locator("#draft").press("a")
        page.wait_for_timeout(150)
    assert server.texts
    assert page.evaluate("window.saved - window.typed") < 3_000


def test_what_is_typed_while_a_save_runs_is_saved_after_it(page, server):
    slow = []

    def slowly(route: Route) -> None:
        if not slow:
            slow.append(route)
        else:
            server.answer(route)

    page.unroute("**/styleguide/draft/")
    page.route("**/styleguide/draft/", slowly)
    page.locator("#draft").press_sequentially("one")
    page.wait_for_timeout(1_600)
    assert len(slow) == 1
    page.locator("#draft").press_sequentially(" two")
    page.wait_for_timeout(1_600)
    server.answer(slow[0])
    expect(status(page)).to_have_text(SAVED)
    page.wait_for_timeout(1_600)
    assert server.texts[-1] == "one two"


def test_leaving_the_field_saves_at_once(page, server):
    page.locator("#draft").fill("The receipt")
    page.locator("#draft").blur()
    expect(status(page)).to_have_text(SAVED, timeout=900)


def test_nothing_typed_saves_nothing(page, server):
    page.locator("#draft").focus()
    page.locator("#draft").blur()
    page.wait_for_timeout(1_600)
    assert server.texts == []


def test_a_cut_connection_is_said_and_tried_again(page, server, forgiven):
    forgiven.add("ERR_FAILED")
    server.broken = True
    page.locator("#draft").fill("The receipt")
    expect(status(page)).to_have_text(" Not saved: no connection. Trying again.")
    server.broken = False
    expect(status(page)).to_have_text(SAVED, timeout=8_000)
    assert server.texts == ["The receipt"]


def test_the_end_of_the_session_is_said_and_the_text_stays(page, server, forgiven):
    forgiven.add("status of 401")
    server.status = 401
    page.locator("#draft").fill("The receipt")
    notice = page.get_by_role("alertdialog", name="Your session has ended")
    expect(notice).to_be_visible()
    link = notice.get_by_role("link", name="Sign in, in a new tab")
    assert (link.get_attribute("href"), link.get_attribute("target")) == ("/account/sign-in/", "_blank")
    notice.get_by_role("button", name="Back to the page").click()
    assert page.locator("#draft").input_value() == "The receipt"


def test_a_refusal_is_said_and_not_tried_again(page, server, forgiven):
    forgiven.add("status of 400")
    server.status = 400
    page.locator("#draft").fill("The receipt")
    expect(status(page)).to_have_text(" Not saved: this form cannot be kept as a draft.")
    page.wait_for_timeout(5_500)
    assert len(server.texts) == 1


def test_a_form_that_was_sent_is_no_draft(page, server):
    page.locator("#draft").fill("The receipt")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("The example was sent")).to_be_visible()
    page.wait_for_timeout(1_600)
    assert [text for text in server.texts if text != "The receipt"] == []
