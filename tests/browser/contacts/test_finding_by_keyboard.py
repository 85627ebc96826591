"""What was found, in a browser: walked by keys, and there again after Back, a reload and B on a ticket."""

import re

import pytest
from playwright.sync_api import Page, expect

from contacts.models import Ticket
from tests import cast
from tests.browser.contacts.keyboard import Keyboard
from tests.browser.waiting import follow, pages_asked_for
from uccms.accounts import roles
from uccms.accounts.models import User

WORDS = "zebrawood drawings"


@pytest.fixture
def tickets(people) -> list[Ticket]:
    """Three tickets with the words, the newest first."""
    agent = people[roles.AGENT]
    made = [cast.ticket(agent, description=f"The zebrawood drawings of case {n}.") for n in range(3)]
    return made[::-1]


def hit(page: Page, ticket: Ticket):
    return page.locator(f"#{ticket.number} [data-row-link]")


def open_by(keys: Keyboard, key: str, ticket: Ticket) -> None:
    """Open a ticket by this key; that the page notes which one it was is no navigation."""
    with keys.page.expect_navigation(url=re.compile(f"/tickets/{ticket.number}/$")):
        keys.press(key)


def look_for(page: Page, words: str) -> Keyboard:
    """Find these words from the page that is open."""
    keys = Keyboard(page)
    keys.press("/")
    keys.type(words)
    keys.follow("Enter")
    return keys


def test_hits_are_walked_and_opened_by_the_keys_of_the_queue(open_as, tickets, examine):
    page = open_as("/desk/")
    keys = look_for(page, WORDS)
    expect(hit(page, tickets[0])).to_be_focused()
    for key, ticket in (("j", tickets[1]), ("j", tickets[2]), ("j", tickets[2]), ("k", tickets[1])):
        keys.press(key)
        expect(hit(page, ticket)).to_be_focused()
    keys.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Next one")
    keys.press("Escape")
    examine(page, "find-hits")
    open_by(keys, "o", tickets[1])


def test_who_switched_single_keys_off_has_none_on_hits(open_as, tickets, people):
    User.objects.filter(pk=people[roles.AGENT].pk).update(shortcuts=False)
    page = open_as("/desk/")
    page.get_by_label(re.compile("^Find a ticket")).fill(WORDS)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(hit(page, tickets[0])).to_be_focused()
    page.keyboard.press("j")
    expect(hit(page, tickets[0])).to_be_focused()
    open_by(Keyboard(page), "Enter", tickets[0])


def test_back_and_a_reload_show_what_was_found_with_the_cursor_on_the_hit(open_as, tickets):
    page = open_as("/desk/")
    keys = look_for(page, WORDS)
    keys.press("j")
    open_by(keys, "Enter", tickets[1])
    asked = pages_asked_for(page)
    page.go_back()
    expect(hit(page, tickets[1])).to_be_focused()
    expect(page).to_have_url(re.compile("/find/$"))
    expect(page.locator("#find_again")).to_have_value(WORDS)
    page.reload()
    expect(hit(page, tickets[1])).to_be_focused()
    keys.press("k")
    expect(hit(page, tickets[0])).to_be_focused()
    assert all(each.endswith("/find/") for each in asked)
    page.go_back()
    expect(page).to_have_url(re.compile("/desk/$"))  # no step was added


def test_from_a_ticket_keys_lead_on_and_back_to_the_hits(open_as, tickets):
    page = open_as("/desk/")
    keys = look_for(page, WORDS)
    open_by(keys, "o", tickets[0])
    open_by(keys, "j", tickets[1])
    expect(page.get_by_role("navigation", name="The list you came from")).to_contain_text("Back to Find")
    keys.follow("b")
    expect(hit(page, tickets[1])).to_be_focused()
    expect(page).to_have_url(re.compile("/find/$"))


def test_after_an_act_its_list_is_what_was_found(open_as, tickets, people):
    User.objects.filter(pk=people[roles.AGENT].pk).update(after_acting=User.AfterActing.LIST)
    page = open_as("/desk/")
    keys = look_for(page, WORDS)
    keys.press("j")
    open_by(keys, "o", tickets[1])
    page.goto(f"/tickets/{tickets[1].number}/note/")
    page.get_by_label("Internal note").fill("Looked at it.")
    keys.follow("Control+Enter")
    expect(hit(page, tickets[1])).to_be_focused()
    expect(page.get_by_role("status")).to_contain_text(tickets[1].number)


def test_two_searches_are_two_steps_and_nothing_found_is_one_as_well(open_as, tickets):
    page = open_as("/desk/")
    look_for(page, WORDS)
    look_for(page, "quokka")
    expect(page.get_by_role("heading", name="Nothing was found")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Nothing was found")).to_be_visible()
    page.go_back()
    expect(hit(page, tickets[0])).to_be_focused()


def test_nothing_of_it_is_shown_after_signing_out_and_to_nobody_else(open_as, tickets, people, live_server):
    page = open_as("/desk/")
    look_for(page, WORDS)
    follow(page.get_by_role("button", name="Sign out"))
    page.go_back()
    expect(page).to_have_url(re.compile("/account/sign-in/"))
    expect(page.locator("body")).not_to_contain_text("zebrawood")


def test_what_somebody_else_found_in_this_tab_is_not_asked_for_again(open_as, tickets, people):
    page = open_as("/desk/")
    look_for(page, WORDS)
    page.evaluate("history.replaceState({...history.state, person: 'somebody'}, '', location.pathname)")
    page.reload()
    expect(page.locator("#find_again")).to_be_focused()
    expect(page.locator("#find_again")).to_have_value("")
    expect(page.locator("main")).not_to_contain_text("zebrawood")


def test_without_script_the_first_hit_has_the_focus(open_as, tickets):
    page = open_as("/find/", script=False)
    page.locator("#find_again").fill(WORDS)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(hit(page, tickets[0])).to_be_focused()
