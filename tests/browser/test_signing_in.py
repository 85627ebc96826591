"""Signing in as people see it: with and without script, wide and narrow, light and dark."""

import re
from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from tests.accounts.people import PASSWORD, code_of, make_person
from tests.browser.accessible import assert_accessible, assert_no_sideways_scrolling
from tests.browser.waiting import follow
from uccms.accounts.models import User

pytestmark = [
    pytest.mark.django_db(transaction=True),
]
ACCOUNT = re.compile("^[^?]*/account/$")  # and not the sign-in page that leads to it


@pytest.fixture
def chromium(browser, settings):
    settings.LOGIN_REDIRECT_URL = "/account/"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return browser


@pytest.fixture
def look(screenshot) -> Callable[[Page, str], None]:
    """Keep a picture; find nothing that shuts anybody out, and nothing that hangs over the edge."""

    def look_at(page: Page, name: str) -> None:
        screenshot(page, f"{name}-{page.viewport_size['width']}")
        assert_accessible(page)
        assert_no_sideways_scrolling(page)

    return look_at


def sign_in(page: Page, server: str, username: str = "dana") -> None:
    page.goto(f"{server}/account/sign-in/?next=/account/")
    page.get_by_label("User name").fill(username)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("I have read the notice").check()
    follow(page.get_by_role("button", name="Sign in"))


@pytest.mark.parametrize(
    ("width", "scheme", "script"),
    [(1280, "light", True), (375, "dark", True), (375, "light", False)],
    ids=["wide and light", "narrow and dark", "without script"],
)
def test_every_page_of_signing_in_is_for_everybody(
    live_server, chromium, look, screenshot, width, scheme, script
):
    make_person()
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, java_script_enabled=script
    )
    page = context.new_page()
    shot = "" if script else "-no-script"
    check = look if script else (lambda page, name: screenshot(page, f"{name}-{width}"))

    page.goto(f"{live_server.url}/account/sign-in/")
    check(page, f"sign-in{shot}")
    page.get_by_label("User name").fill("dana")
    page.get_by_label("Password", exact=True).fill("wrong")
    page.get_by_label("I have read the notice").check()
    page.get_by_role("button", name="Sign in").click()
    page.get_by_text("After 5 tries there is a pause").wait_for()
    check(page, f"sign-in-refused{shot}")
    sign_in(page, live_server.url)
    expect(page).to_have_url(ACCOUNT)
    check(page, f"account{shot}")
    follow(page.get_by_role("link", name="Change password"))
    check(page, f"password{shot}")

    page.goto(f"{live_server.url}/account/second-factor/set-up/")
    check(page, f"again{shot}")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    follow(page.get_by_role("button", name="Go on"))
    page.get_by_text("I cannot scan it").click()
    check(page, f"set-up{shot}")
    if script:
        assert page.locator("img").evaluate("image => image.naturalWidth") > 0, "the drawing is not shown"
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page.content())[1]
    page.get_by_label("Code").fill(code_of(secret))
    page.get_by_role("button", name="Set up").click()
    page.get_by_text("Write these down").wait_for()
    check(page, f"recovery-codes{shot}")
    recovery_code = re.search(r"<code>(\d{8})</code>", page.content())[1]
    for address in (
        "second-factor/",
        "second-factor/remove/",
        "second-factor/recovery-codes/new/",
        "notice/",
    ):
        page.goto(f"{live_server.url}/account/{address}")
        check(page, f"{address.strip('/').replace('/', '-')}{shot}")

    page.goto(f"{live_server.url}/account/sign-out/")
    check(page, f"sign-out{shot}")
    follow(page.locator("main").get_by_role("button", name="Sign out"))
    sign_in(page, live_server.url)
    page.wait_for_url("**/sign-in/second-factor/")
    check(page, f"second-factor-asked{shot}")
    page.get_by_label("Code").fill(recovery_code)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(ACCOUNT)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_what_was_typed_outlives_the_session_in_a_real_browser(live_server, chromium, script):
    make_person()
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, java_script_enabled=script)
    page = context.new_page()
    said = []  # by the content security policy, among others
    page.on("console", lambda message: said.append(message.text))
    sign_in(page, live_server.url)
    expect(page).to_have_url(ACCOUNT)
    page.get_by_text("Dark", exact=True).click()
    Session.objects.all().delete()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="Your session has ended").wait_for()
    with context.expect_page() as opened:
        page.locator("a.button", has_text="Sign in").click()
    sign_in(opened.value, live_server.url)
    expect(opened.value).to_have_url(ACCOUNT)
    page.bring_to_front()
    page.get_by_role("button", name="Send it again").click()
    page.get_by_role("heading", name="You signed in again meanwhile").wait_for()
    page.get_by_role("button", name="Send it again").click()
    page.get_by_text("Your preferences are saved.").wait_for()
    assert User.objects.get(username="dana").scheme == "dark"
    assert [words for words in said if "Content Security Policy" in words] == []


def test_somebody_else_at_the_same_browser_sees_nothing(live_server, chromium, look):
    make_person()
    make_person("luis", name="Luis Ferreira")
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    sign_in(page, live_server.url)
    expect(page).to_have_url(ACCOUNT)
    page.get_by_text("Dark", exact=True).click()
    Session.objects.all().delete()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="Your session has ended").wait_for()
    look(page, "late-form")
    other = context.new_page()
    sign_in(other, live_server.url, "luis")
    expect(other).to_have_url(ACCOUNT)
    page.bring_to_front()
    page.get_by_role("button", name="Send it again").click()
    page.get_by_role("heading", name="Somebody else began this form").wait_for()
    look(page, "somebody-elses-form")
    assert set(User.objects.values_list("scheme", flat=True)) == {""}
