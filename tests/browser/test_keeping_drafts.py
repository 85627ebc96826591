"""What is typed is on the server within three seconds, and the form says so, or says why not."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, Route, expect

ADDRESS = "/styleguide/"
NOW = datetime(2026, 12, 1, 15, tzinfo=UTC)
A_PAUSE, A_TRY = 1_600, 5_500  # milliseconds
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
    """The page, whose clock stands still until a test lets the time pass."""
    page = open_as(ADDRESS)
    page.clock.install(time=NOW)
    page.reload()
    page.clock.pause_at(NOW + timedelta(minutes=5))
    return page


@pytest.fixture
def server(page) -> Server:
    return Server(page)


def status(page: Page):
    return page.locator("[data-draft-status]")


def wait_until(page: Page, is_so: Callable[[], bool]) -> None:
    """Wait until what the browser sent has come in."""
    for _ in range(1_000):
        if is_so():
            return
        page.wait_for_timeout(20)
    raise AssertionError("The browser sent nothing.")


def test_a_pause_in_typing_saves(page, server):
    page.locator("#draft").press_sequentially("The receipt")
    page.clock.run_for(A_PAUSE)
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
    for _ in range(27):
        page.locator("#draft").press("a")
        page.clock.run_for(150)
    wait_until(page, lambda: bool(server.texts))
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
    page.clock.run_for(A_PAUSE)
    wait_until(page, lambda: len(slow) == 1)
    page.locator("#draft").press_sequentially(" two")
    page.clock.run_for(A_PAUSE)
    server.answer(slow[0])
    expect(status(page)).to_have_text(SAVED)
    page.clock.run_for(A_PAUSE)
    wait_until(page, lambda: len(server.texts) == 2)
    assert server.texts == ["one", "one two"]


def test_leaving_the_field_saves_at_once(page, server):
    page.locator("#draft").fill("The receipt")
    page.locator("#draft").blur()
    expect(status(page)).to_have_text(SAVED)


def test_nothing_typed_saves_nothing(page, server):
    page.locator("#draft").focus()
    page.locator("#draft").blur()
    page.clock.run_for(A_PAUSE)
    page.locator("#draft").fill("The receipt")
    page.locator("#draft").blur()
    expect(status(page)).to_have_text(SAVED)
    assert server.texts == ["The receipt"], "and nothing came before it"


def test_a_cut_connection_is_said_and_tried_again(page, server, forgiven):
    forgiven.add("ERR_FAILED")
    server.broken = True
    page.locator("#draft").fill("The receipt")
    page.clock.run_for(A_PAUSE)
    expect(status(page)).to_have_text(" Not saved: no connection. Trying again.")
    server.broken = False
    page.clock.run_for(A_TRY)
    expect(status(page)).to_have_text(SAVED)
    assert server.texts == ["The receipt"]


def test_the_end_of_the_session_is_said_and_the_text_stays(page, server, forgiven):
    forgiven.add("status of 401")
    server.status = 401
    page.locator("#draft").fill("The receipt")
    page.clock.run_for(A_PAUSE)
    notice = page.get_by_role("alertdialog", name="Your session has ended")
    expect(notice).to_be_visible()
    link = notice.get_by_role("link", name="Sign in, in a new tab")
    assert (link.get_attribute("href"), link.get_attribute("target")) == ("/account/sign-in/", "_blank")
    notice.get_by_role("button", name="Back to the page").click()
    expect(page.locator("#draft")).to_have_value("The receipt")


def test_a_refusal_is_said_and_not_tried_again(page, server, forgiven):
    forgiven.add("status of 400")
    server.status = 400
    page.locator("#draft").fill("The receipt")
    page.clock.run_for(A_PAUSE)
    expect(status(page)).to_have_text(" Not saved: this form cannot be kept as a draft.")
    page.clock.run_for(A_TRY)
    server.status = 200
    page.locator("#draft").fill("The receipt is wrong")
    page.locator("#draft").blur()
    expect(status(page)).to_have_text(SAVED)
    assert server.texts == ["The receipt", "The receipt is wrong"]


def test_a_form_that_was_sent_is_no_draft(page, server):
    page.locator("#draft").fill("The receipt")
    with page.expect_navigation():  # whole: what is typed before the script is there is not heard
        page.keyboard.press("Control+Enter")
    expect(page.get_by_text("The example was sent")).to_be_visible()
    page.clock.run_for(A_PAUSE)
    page.locator("#draft").fill("Another")
    page.locator("#draft").blur()
    expect(status(page)).to_have_text(SAVED)
    assert [text for text in server.texts if text != "The receipt"] == ["Another"]
