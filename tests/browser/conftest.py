"""A real browser against a live server: chromium as Debian ships it, at a desk, on a telephone, script off.

Without chromium these tests are skipped and say so; `.ci/run` installs it.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from tests import cast
from tests.browser.accessible import assert_accessible, assert_no_sideways_scrolling
from tests.browser.contexts import ONE_PROCESS, Contexts, lent
from tests.browser.late_requests import Answering, counted
from tests.browser.serving import like_the_real_one
from tests.browser.watching import complaints_of
from uccms.accounts import roles
from uccms.accounts.models import User

# The same engine without the windows and tabs of a whole browser: a new page costs a tenth of it.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
SCREENSHOTS = settings.BASE_DIR / "var" / "screenshots"
PATIENCE = 20_000  # milliseconds; a busy machine is no failure
expect.set_options(timeout=PATIENCE)
DESK, TELEPHONE = {"width": 1280, "height": 900}, {"width": 375, "height": 800}
ZOOMED_TWICE = {"width": 640, "height": 450}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="No chromium is installed."))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    # No screen is there: drawn by the processor alone, pages take a sixth less of it, and an eighth less
    # where what draws and what fetches are no processes of their own.
    arguments = ["--disable-gpu", "--in-process-gpu", "--enable-features=NetworkServiceInProcess2"]
    arguments += [*ONE_PROCESS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    return browser_type_launch_args | {"executable_path": CHROMIUM, "args": arguments}


@pytest.fixture(scope="session", autouse=True)
def database_beside_the_browser() -> Iterator[None]:
    """Playwright's loop runs in the tests' thread, and Django takes that for asynchronous code."""
    patch = pytest.MonkeyPatch()
    patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    yield
    patch.undo()


@pytest.fixture(scope="session", autouse=True)
def server_like_the_real_one(django_db_setup: None) -> Iterator[None]:
    """No page waits or works for what production does not have."""
    with like_the_real_one():
        yield


@pytest.fixture
def people(transactional_db: None, settings) -> dict[str, User]:
    """One person of each role, in the call center."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    center = cast.call_center()
    return {
        role: cast.staff(role.lower().replace(" ", "_"), center, role=role, name=f"Dana {role}")
        for role in roles.ROLES
    }


OpenAs = Callable[..., Page]


@pytest.fixture
def forgiven() -> set[str]:
    """Parts of complaints that a test brings about on purpose, such as of a connection it cuts."""
    return set()


@pytest.fixture(scope="session")
def answering() -> Iterator[Answering]:
    """The requests that the live server is answering."""
    with counted() as requests:
        yield requests


@pytest.fixture(scope="session")
def contexts(browser: Browser) -> Iterator[Contexts]:
    """The browser's contexts, handed on from test to test."""
    with lent(browser) as handed_on:
        yield handed_on


@pytest.fixture
def open_as(
    live_server, people: dict[str, User], contexts: Contexts, forgiven: set[str], answering: Answering
) -> Iterator[OpenAs]:
    """Open an address as somebody (a role will do), or as nobody; complaints fail the test."""
    opened: list[tuple[Page, list[str]]] = []

    def open_page(
        address: str,
        person: str | User | None = roles.AGENT,
        *,
        size: dict[str, int] = DESK,
        script: bool = True,
        scheme: str = "light",
        status: int = 200,
        zoom: float = 1,
    ) -> Page:
        context = contexts.lend(
            base_url=live_server.url,
            device_scale_factor=zoom,
            java_script_enabled=script,
            locale="en-US",
            timezone_id=settings.TIME_ZONE,
        )
        if person:
            client = Client()
            client.force_login(people[person] if isinstance(person, str) else person)
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
            )
        page = context.new_page()
        page.set_viewport_size({name: round(pixels / zoom) for name, pixels in size.items()})
        page.emulate_media(color_scheme=scheme)
        page.set_default_timeout(PATIENCE)
        opened.append((page, complaints_of(page)))
        if status != 200:
            forgiven.add(f"status of {status}")
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == status
        return page

    yield open_page
    for page, _ in opened:
        contexts.take_back(page.context)
    answering.wait()
    for _, complaints in opened:
        assert [each for each in complaints if not any(part in each for part in forgiven)] == []


@pytest.fixture
def screenshot() -> Callable[[Page, str], None]:
    """Keep a picture of a page under `var/screenshots/`, to be looked at, when UCCMS_SCREENSHOTS is set."""

    def take(page: Page, name: str) -> None:
        if not os.environ.get("UCCMS_SCREENSHOTS"):
            return
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)

    return take


@pytest.fixture
def examine(screenshot) -> Callable[[Page, str], None]:
    """Look at a page in both schemes, wide and narrow, and at 200 % zoom."""

    def look(page: Page, name: str) -> None:
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        page.set_viewport_size(DESK)
        assert_accessible(page)
        screenshot(page, f"{name}-1280")
        page.set_viewport_size(ZOOMED_TWICE)
        assert_no_sideways_scrolling(page)
        page.emulate_media(color_scheme="dark")
        page.set_viewport_size(TELEPHONE)
        assert_no_sideways_scrolling(page)
        assert_accessible(page)
        screenshot(page, f"{name}-dark-375")

    return look
