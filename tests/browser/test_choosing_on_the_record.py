"""The record is filtered by one of thousands, by keyboard, with script and without."""

import re

import pytest
from playwright.sync_api import expect

from tests import cast
from tests.browser.contacts.keyboard import Keyboard
from tests.contacts.crowd import crowd, forty_areas
from uccms.accounts import roles
from uccms.accounts.models import User
from uccms.audit import looks

ADDRESS = "/privacy/record/"


@pytest.fixture
def zoe(people):
    """Has left; her acts are not among the newest of the record."""
    person = cast.staff("zoe", cast.area("Art Unit 2103"), name="Zoë Abara")
    looks.looked("T20482", by=person)
    crowd(*forty_areas(), number=2_000)
    for _ in range(60):
        looks.looked("T20483", by=people[roles.AGENT])
    User.objects.filter(pk=person.pk).update(is_active=False)
    return person


def test_the_record_is_filtered_by_one_of_two_thousand(open_as, zoe, examine):
    page = open_as(f"{ADDRESS}?kind=look", roles.PRIVACY_OFFICER)
    keys = Keyboard(page)
    box = page.get_by_role("combobox", name="Person")
    expect(box).to_have_attribute("placeholder", "Everybody")
    box.focus()
    keys.type("zo ab")
    expect(page.locator(".listbox").get_by_role("option")).to_have_text(
        [re.compile("Zoë Abara, no longer active.*Art Unit 2103", re.S)]
    )
    examine(page, "record-of-one-of-many")
    keys.press("Enter")
    keys.tab_to("Show")
    with page.expect_navigation(url=re.compile(rf"person={zoe.pk}&kind=look&")):
        keys.press("Enter")
    expect(page.get_by_role("combobox", name="Person")).to_have_value("Zoë Abara, no longer active")
    expect(page.get_by_role("row").filter(has_text="T20482")).to_have_count(1)
    assert "zo" not in page.url.split("?")[1]


def test_a_name_that_is_left_unchosen_reaches_no_address(open_as, zoe):
    page = open_as(ADDRESS, roles.PRIVACY_OFFICER)
    box = page.get_by_role("combobox", name="Person")
    page.route("**/record/people/", lambda route: None)  # an answer that never comes
    box.fill("zoe")
    keys = Keyboard(page)
    keys.tab_to("Show")
    with page.expect_navigation():
        keys.press("Enter")
    assert "zoe" not in page.url


def test_without_script_a_page_takes_the_name(open_as, zoe, screenshot):
    page = open_as(f"{ADDRESS}?kind=look", roles.PRIVACY_OFFICER, script=False)
    screenshot(page, "record-without-script")
    with page.expect_navigation():
        page.get_by_role("link", name="by name …").press("Enter")
    screenshot(page, "whose-acts-without-script")
    keys = Keyboard(page)
    keys.type("abara")
    with page.expect_navigation(url=re.compile(rf"kind=look&person={zoe.pk}$")):
        keys.press("Enter")
    expect(page.locator("select[name=person] option:checked")).to_have_text("Zoë Abara, no longer active")
    expect(page.get_by_role("row").filter(has_text="T20482")).to_have_count(1)
