"""One of an area's thousands is found and set away, with script and without."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests import cast
from tests.browser.contacts.keyboard import Keyboard
from tests.contacts.crowd import crowd
from uccms.accounts import roles
from uccms.accounts.models import User


@pytest.fixture
def zoe(people):
    crowd(cast.call_center(), number=2_000)
    User.objects.filter(username="quill3").update(away_until="2099-01-04")
    return cast.staff("zoe", cast.call_center(), name="Zoë Abara")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_one_of_two_thousand_is_found_and_set_away_by_keyboard(open_as, zoe, examine, script):
    page = open_as("/areas/contact-center/", roles.SUPERVISOR, script=script)
    expect(page.get_by_role("listitem").filter(has_text="Quill Stand003")).to_contain_text("Jan 4, 2099")
    if script:
        examine(page, "area-of-thousands")
    keys = Keyboard(page)
    keys.tab_to("Name, or the beginning of it")
    keys.type("zo")
    with page.expect_navigation():
        keys.press("Enter")
    expect(page.get_by_role("heading", name="Called “zo”")).to_be_visible()
    if script:
        examine(page, "area-people-called")
    with page.expect_navigation():
        page.get_by_role("link", name=re.compile("Away.*Zoë Abara")).press("Enter")
    page.get_by_label("First day back").fill(str(timezone.localdate() + timedelta(days=3)))
    with page.expect_navigation():
        page.get_by_role("button", name="Save").press("Enter")
    expect(page.get_by_text("Zoë Abara is back on")).to_be_visible()


def test_their_pages_follow_each_other(open_as, zoe, examine):
    page = open_as("/areas/contact-center/people/", roles.SUPERVISOR)
    examine(page, "area-people")
    with page.expect_navigation(url="**/people/?page=2"):
        page.get_by_role("link", name="Next").press("Enter")
    expect(page.get_by_text("Page 2")).to_be_visible()
