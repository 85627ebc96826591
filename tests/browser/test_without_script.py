"""Everything is there, and works, where no script runs."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessible import assert_no_sideways_scrolling
from tests.browser.conftest import TELEPHONE

ADDRESS = "/styleguide/"


@pytest.fixture
def page(open_as) -> Page:
    return open_as(ADDRESS, script=False)


def test_all_details_are_visible(page):
    for each in ("#ends-resolved", "#ends-open"):
        expect(page.locator(each)).to_be_visible()


def test_a_combobox_is_a_select(page):
    page.get_by_label("Topic", exact=False).first.select_option("Refund of a fee")
    expect(page.locator("#topic")).to_have_value("4")


def test_a_form_is_sent(page):
    page.get_by_role("button", name="Send the example").click()
    expect(page.get_by_text("The example was sent")).to_be_visible()


def test_what_needs_script_is_not_offered(page):
    for name in ("Shortcuts", "Copy number", "Close"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)


def test_signing_out_is_a_form(page):
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def test_it_fits_a_telephone(open_as, screenshot):
    page = open_as(ADDRESS, script=False, size=TELEPHONE)
    screenshot(page, "styleguide-375-without-script")
    assert page.viewport_size["width"] == 375
    assert_no_sideways_scrolling(page)
