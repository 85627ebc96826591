"""What a page does by itself: each behaviour of `static/js/` that fits in one test or two."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK

ADDRESS = "/styleguide/"


@pytest.fixture
def page(open_as) -> Page:
    return open_as(ADDRESS)


def test_a_contact_runs(page):
    running = page.locator("[data-running-since]")
    before = running.inner_text()
    assert re.fullmatch(r"4 min 1\d s", before)
    expect(running).not_to_have_text(before)


def test_a_number_is_copied_and_it_is_said(page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy number").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "T10482"


def test_what_belongs_to_the_chosen_pick_is_shown(page):
    expect(page.locator("#ends-resolved")).to_be_visible()
    expect(page.locator("#ends-open")).to_be_hidden()
    page.get_by_label("Keep open").check()
    expect(page.locator("#ends-resolved")).to_be_hidden()
    expect(page.locator("#ends-open")).to_be_visible()
    page.get_by_label("Forward").check()
    expect(page.locator("#ends-open")).to_be_hidden()


def test_a_message_is_closed_and_the_focus_stays_on_the_page(page):
    toast = page.get_by_text("T10419 is now with EIPD.")
    page.locator(".toast").get_by_role("button", name="Close").click()
    expect(toast).to_have_count(0)
    expect(page.locator("#main")).to_be_focused()


def test_what_is_to_be_mended_has_the_focus_and_leads_to_its_field(page):
    summary = page.get_by_role("alert").filter(has_text="things to settle first")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="Promised for").click()
    expect(page.locator("#id_promised")).to_be_focused()


def test_a_link_to_a_combobox_leads_to_where_one_types(page):
    page.evaluate("document.querySelector('#topic').focus()")
    expect(page.get_by_role("combobox", name="Topic")).to_be_focused()


def test_a_form_is_sent_once(page):
    page.evaluate(
        """() => document.addEventListener("submit", (event) => {
            document.title = `${Number.parseInt(document.title) + !event.defaultPrevented || 1} sent`;
            event.preventDefault();
        })"""
    )
    button = page.get_by_role("button", name="Send the example")
    button.click()
    expect(button).to_have_class(re.compile("button--busy"))
    button.click()
    page.locator("#draft").press("Control+Enter")
    expect(page).to_have_title("1 sent")


def test_who_goes_back_may_send_again(page):
    page.get_by_role("button", name="Send the example").click()
    expect(page.get_by_text("The example was sent")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("button", name="Send the example")).not_to_have_class(re.compile("button--busy"))
    page.get_by_role("button", name="Send the example").click()
    expect(page.get_by_text("The example was sent")).to_be_visible()


def test_a_finding_is_cut_out_and_can_be_brought_back(page):
    text = page.locator("#id_description")
    page.locator("#id_description").focus()
    page.keyboard.press("Alt+r")
    expect(text).not_to_have_value(re.compile("000-12-3456"))
    expect(text).to_have_value(re.compile(r"^Application 11/482,917\. To prove who she is she gave"))
    expect(page.locator("#id_description_guard .finding")).to_have_count(0)
    expect(text).not_to_have_attribute("aria-invalid", "true")
    expect(text).to_be_focused()
    page.keyboard.press("Control+z")
    expect(text).to_have_value(re.compile("000-12-3456"))
    expect(page.locator("#id_description_guard .finding")).to_have_count(1)


def test_offsets_count_signs_not_halves_of_them(page):
    text = page.locator("#id_description")
    text.fill("👩‍💻🎉 gave 000-12-3456 to us")
    finding = page.locator("#id_description_guard .finding")
    expect(finding).to_contain_text("after “gave”")
    page.keyboard.press("Alt+r")
    expect(text).not_to_have_value(re.compile(r"\d"))
    expect(text).to_have_value(re.compile("👩‍💻🎉 gave.*to us"))


def test_typing_a_finding_shows_it_and_saying_what_it_is_settles_it(page):
    text = page.locator("#id_description")
    text.fill("His social security number is 078-05-1120.")
    finding = page.locator("#id_description_guard .finding")
    expect(finding).to_contain_text("“His social security number is”")
    finding.get_by_text("It is something else").click()
    finding.get_by_role("combobox").select_option(index=0)
    finding.get_by_role("button", name="That is what it is").click()
    expect(finding).to_have_count(0)
    expect(page.locator("input[name=stated]")).to_have_count(1)


def test_the_contents_stand_at_the_side_at_a_desk(page):
    side = page.get_by_role("navigation", name="Components").bounding_box()
    assert side["width"] < DESK["width"] / 4


@pytest.mark.parametrize("name", ["index.css", "staff.css"])
def test_no_page_asks_for_more_than_one_style_sheet(open_as, name):
    page = open_as(ADDRESS)
    asked = page.evaluate("performance.getEntriesByType('resource').map((each) => each.name)")
    assert any(each.endswith(name) for each in asked) == (name == "staff.css")
    assert sum(".css" in each for each in asked) == 1
