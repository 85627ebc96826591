"""What one test leaves in a browser's context is nothing that the next one finds."""

import re

import pytest
from django.conf import settings

from tests.browser.contexts import Contexts

pytestmark = pytest.mark.django_db(transaction=True)
# Where a page could keep something for longer than its tab lives.
KEPT_FOR_LONGER = re.compile(r"localStorage|indexedDB|serviceWorker|\bcaches\b|document\.cookie\s*=")


@pytest.fixture
def how(live_server) -> dict:
    return {"base_url": live_server.url, "locale": "en-GB"}


def test_a_context_is_handed_on_without_its_pages_and_cookies(contexts: Contexts, how):
    first = contexts.lend(**how)
    first.new_page().goto("/account/sign-in/")
    first.new_page()
    assert first.cookies() != []
    assert contexts.lend(**how) is not first, "it is in use"
    contexts.take_back(first)
    assert contexts.lend(**how | {"java_script_enabled": False}) is not first
    again = contexts.lend(**how)
    assert again is first
    assert ([page.url for page in again.pages], again.cookies()) == (["about:blank"], [])


@pytest.mark.parametrize(
    "change",
    [
        lambda context, page: page.clock.install(),
        lambda context, page: context.clock.install(),
        lambda context, page: context.set_offline(True),
        lambda context, page: page.context.grant_permissions(["clipboard-read"]),
        lambda context, page: context.route("**", lambda route: route.abort()),
    ],
    ids=["clock", "its clock", "offline", "permission", "route"],
)
def test_a_context_that_was_changed_for_good_is_for_nobody_else(contexts: Contexts, how, change):
    changed = contexts.lend(**how)
    change(changed, changed.new_page())
    contexts.take_back(changed)
    assert contexts.lend(**how) is not changed


def test_no_script_of_ours_keeps_anything_for_longer_than_its_tab():
    scripts = list((settings.BASE_DIR / "static" / "js").rglob("*.js"))
    assert scripts
    assert [path.name for path in scripts if KEPT_FOR_LONGER.search(path.read_text())] == []
