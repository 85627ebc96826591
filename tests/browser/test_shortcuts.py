"""Single keys outside of fields, Alt and Ctrl inside of them, the list of all; single keys can be off."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from uccms.accounts import roles
from uccms.accounts.models import User

ADDRESS = "/styleguide/"


@pytest.fixture
def page(open_as) -> Page:
    return open_as(ADDRESS)


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.id || document.activeElement.value")


def test_a_single_key_follows_its_link(page):
    page.keyboard.press("k")
    expect(page).to_have_url(re.compile("#keys$"))


def test_a_single_key_is_a_letter_inside_a_field(page):
    page.locator("#draft").focus()
    page.keyboard.type("k?")
    expect(page.locator("#draft")).to_have_value("k?")
    assert page.evaluate("location.hash") == ""
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_alt_and_a_key_works_inside_a_field(page):
    page.locator("#draft").focus()
    page.keyboard.press("Alt+m")
    assert focused(page) == "fresh_company"
    expect(page.locator("#draft")).to_have_value("")


def test_alt_selects_a_line_but_goes_on_with_a_text(page):
    page.keyboard.press("Alt+m")
    page.keyboard.type("X")
    expect(page.locator("#fresh_company")).to_have_value("X")
    page.keyboard.press("Alt+d")
    page.keyboard.press("Control+End")
    page.keyboard.type("!")
    expect(page.locator("#id_description")).to_have_value(re.compile(r"^Application.*000-12-3456\.!$", re.S))


def test_alt_chooses_a_pick_and_ticks_a_box(page):
    page.keyboard.press("Alt+6")
    expect(page.locator("input[name=outcome][value=open]")).to_be_checked()
    page.keyboard.press("Alt+v")
    expect(page.locator("[data-alt=v]")).not_to_be_checked()


def test_alt_at_a_group_focuses_what_is_chosen(page):
    page.keyboard.press("Alt+h")
    assert page.evaluate("document.activeElement.matches('[name=direction]:checked')")


def test_alt_means_the_key_where_a_mac_writes_another_sign(page):
    page.evaluate(
        """document.body.dispatchEvent(new KeyboardEvent("keydown",
            {key: "µ", code: "KeyM", altKey: true, bubbles: true, cancelable: true}))"""
    )
    assert focused(page) == "fresh_company"


def test_altgr_goes_on_writing_its_signs(page):
    page.locator("#draft").focus()
    page.evaluate(
        """document.activeElement.dispatchEvent(new KeyboardEvent("keydown",
            {key: "µ", code: "KeyM", altKey: true, ctrlKey: true, bubbles: true, cancelable: true}))"""
    )
    assert focused(page) == "draft"


def test_ctrl_enter_sends_the_form_around_the_focus(page):
    page.locator("#draft").focus()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("The example was sent")).to_be_visible()


def test_the_list_is_made_of_the_page_itself(page):
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Shortcuts on this page")
    expect(dialog).to_be_visible()
    found = dict(
        zip(dialog.locator("dt").all_inner_texts(), dialog.locator("dd").all_inner_texts(), strict=True)
    )
    assert found["K"] == "All keys"
    assert found["Alt M"] == "Company"
    assert found["Alt H"] == "Direction"
    assert found["Alt 6"] == "Keep open"
    assert found["Alt T"] == "Topic"
    assert found["Ctrl Enter"] == "Send the example"
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_a_button_opens_the_list_too(page):
    page.get_by_role("button", name="Shortcuts").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def test_keys_do_nothing_behind_a_dialog(page):
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Alt+6")
    expect(page.locator("input[name=outcome][value=open]")).not_to_be_checked()


@pytest.fixture
def page_without(open_as, people) -> Callable[[str], Page]:
    """A page for somebody who switched single keys off."""

    def open_page(address: str) -> Page:
        User.objects.filter(pk=people[roles.AGENT].pk).update(shortcuts=False)
        return open_as(address)

    return open_page


def single_hints(page: Page) -> list[str]:
    """The hints of single keys that are seen where the keys are."""
    shown = page.locator("kbd:visible:not(.keys kbd)").all_inner_texts()
    assert shown, "those of other keys stay"
    return [each for each in shown if len(each) == 1]


def test_who_switched_single_keys_off_has_neither_them_nor_their_hints(page_without):
    page = page_without(ADDRESS)
    for key in ("k", "?", "/"):
        page.keyboard.press(key)
    assert page.evaluate("location.hash") == ""
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.locator(".bar #find")).not_to_be_focused()
    assert single_hints(page) == []


def test_keys_with_alt_and_ctrl_are_no_single_keys_and_stay(page_without):
    page = page_without(ADDRESS)
    page.keyboard.press("Alt+6")
    expect(page.locator("input[name=outcome][value=open]")).to_be_checked()
    page.locator("#draft").focus()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("The example was sent")).to_be_visible()


def test_without_single_keys_the_list_names_the_others_and_a_button_opens_it(page_without):
    page = page_without("/contacts/new/")
    assert single_hints(page) == []
    page.get_by_role("button", name="Shortcuts").click()
    dialog = page.get_by_role("dialog", name="Shortcuts on this page")
    keys = dialog.locator("dt").all_inner_texts()
    assert "Alt T" in keys and "Ctrl Enter" in keys
    assert [each for each in keys if len(each) == 1] == []
    expect(dialog).to_contain_text("Single keys are switched off")


def test_a_page_without_a_button_of_its_own_has_one_at_its_foot(page_without, examine):
    page = page_without("/account/")
    expect(page.get_by_text("Keys with Ctrl or Alt, Enter and arrows go on working.")).to_be_visible()
    examine(page, "account")
    page.get_by_role("button", name="Shortcuts on this page").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.goto("/tickets/")
    expect(page.get_by_role("button", name="Shortcuts")).to_have_count(1)
