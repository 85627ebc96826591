"""The queue in a browser: worked by keyboard alone, several at once with undo, the next one, finding."""

import re

import pytest
from playwright.sync_api import Page, expect

from contacts.models import Several, Ticket
from tests import cast
from tests.browser.conftest import TELEPHONE, ZOOMED_TWICE
from tests.browser.contacts.keyboard import Keyboard
from tests.browser.waiting import follow
from tests.contacts.acts import BY_NAME
from uccms.accounts import roles


@pytest.fixture
def queued(people) -> list[Ticket]:
    """Twenty open tickets that nobody has."""
    agent = people[roles.AGENT]
    made = [cast.ticket(agent, description=f"Question {n} about a receipt.") for n in range(20)]
    Ticket.objects.update(assignee=None)
    cast.area("Petitions")
    return made


def row(page: Page, ticket: Ticket):
    return page.locator(f"#T{ticket.pk}")


def test_twenty_tickets_are_worked_by_keyboard_alone(open_as, queued, people):
    page = open_as("/tickets/?assignee=nobody&sort=oldest")
    keys = Keyboard(page)
    for ticket in queued:
        expect(page.locator("tbody tr").first).to_have_attribute("id", f"T{ticket.pk}")
        keys.press("j")
        expect(row(page, ticket).locator("[data-row-link]")).to_be_focused()
        keys.follow("t")
        expect(page.get_by_text(f"{ticket.number}: yours.")).to_be_visible()
    assert keys.presses == 40
    expect(page.get_by_role("heading", name="No ticket here")).to_be_visible()
    cast.ticket(people[roles.AGENT])
    Ticket.objects.filter(pk__gt=queued[-1].pk).update(assignee=None)
    page.evaluate("document.dispatchEvent(new Event('queue:refresh'))")
    page.get_by_role("button", name="The list changed, show it").click()  # an empty list is not the end of it
    expect(page.locator("tbody tr")).to_have_count(1)
    Ticket.objects.filter(pk__gt=queued[-1].pk).update(assignee=people[roles.AGENT])
    assert set(Ticket.objects.values_list("assignee", flat=True)) == {people[roles.AGENT].pk}


def back_to_the_queue(page: Page) -> None:
    page.go_back()
    page.wait_for_load_state()
    expect(page.get_by_role("heading", name="Nobody has it")).to_be_visible()


def test_a_key_means_the_row_with_the_cursor_after_one_came_back_too(open_as, queued, people):
    """An act on the row with the cursor ticked it, and the browser ticked that place again."""
    page = open_as("/tickets/?assignee=nobody&sort=oldest")
    keys = Keyboard(page)
    keys.press("j")
    keys.follow("f")
    back_to_the_queue(page)
    expect(page.locator("tbody input:checked")).to_have_count(0)
    keys.press("j", "j", "j")
    expect(row(page, queued[2]).locator("[data-row-link]")).to_be_focused()
    keys.follow("t")
    expect(page.get_by_text(f"{queued[2].number}: yours.")).to_be_visible()
    assert list(Ticket.objects.filter(assignee__isnull=False)) == [queued[2]]


def test_what_one_ticked_stays_ticked_with_its_ticket_and_is_seen(open_as, queued, people):
    page = open_as("/tickets/?assignee=nobody&sort=oldest")
    keys = Keyboard(page)
    keys.press("j", "j", "x", "j", "x")
    keys.follow("f")
    BY_NAME["take"].send(people[roles.SUPERVISOR], queued[0])  # all others move up
    back_to_the_queue(page)
    expect(page.get_by_text("2 selected")).to_be_visible()
    expect(page.locator("tr.is-selected")).to_have_count(2)
    for ticket in queued[1:3]:
        expect(row(page, ticket).locator("[data-row-check]")).to_be_checked()
        expect(row(page, ticket)).to_have_class(re.compile("is-selected"))
    assert page.locator("[data-check-all]").evaluate("box => box.indeterminate")


def test_the_row_that_has_the_cursor_is_the_one_that_is_seen_to_have_it(open_as, queued):
    page = open_as("/tickets/?assignee=nobody&sort=oldest")
    keys = Keyboard(page)
    keys.press("j")
    row(page, queued[4]).locator("[data-row-link]").focus()
    page.evaluate("document.activeElement.blur()")
    expect(page.locator("tr.is-cursor")).to_have_attribute("id", queued[4].number)
    keys.follow("t")
    expect(page.get_by_text(f"{queued[4].number}: yours.")).to_be_visible()


def test_a_narrow_row_says_where_a_ticket_is_and_who_has_it(open_as, queued, people, examine):
    BY_NAME["take"].send(people[roles.SUPERVISOR], queued[1])
    page = open_as("/tickets/?sort=oldest")
    for size in (TELEPHONE, ZOOMED_TWICE):
        page.set_viewport_size(size)
        for ticket, having in ((queued[0], "nobody"), (queued[1], people[roles.SUPERVISOR].name)):
            expect(row(page, ticket).get_by_text("Contact Center")).to_be_visible()
            expect(row(page, ticket).get_by_text(having)).to_be_visible()
        expect(page.locator("[data-check-all]")).to_be_visible()
    examine(page, "queue-narrow")


@pytest.mark.parametrize("size", [TELEPHONE, ZOOMED_TWICE], ids=["telephone", "zoomed"])
def test_the_bar_comes_with_a_tick_and_covers_no_row_that_has_the_focus(open_as, queued, size):
    page = open_as("/tickets/?sort=oldest", size=size)
    bar = page.locator("#several")
    expect(bar).not_to_be_in_viewport()
    row(page, queued[0]).locator("[data-row-check]").check()
    expect(bar).to_be_in_viewport(ratio=1)
    expect(bar).to_contain_text("1 selected")
    for ticket in queued[1:]:
        page.keyboard.press("j")
        link = row(page, ticket).locator("[data-row-link]")
        expect(link).to_be_focused()
        below, above = row(page, ticket).bounding_box(), bar.bounding_box()
        assert below["y"] + below["height"] <= above["y"] + 1


def test_several_are_forwarded_with_one_note_and_undone(open_as, queued, examine):
    page = open_as("/tickets/?sort=oldest")
    keys = Keyboard(page)
    expect(page.locator("#several")).to_have_css("position", "static")  # over no row while none is selected
    keys.press("j", "x", "j", "x", "j", "x")
    expect(page.get_by_text("3 selected")).to_be_visible()
    expect(page.locator("#several")).to_have_css("position", "sticky")
    examine(page, "queue-selected")
    keys.follow("f")
    page.get_by_label("To", exact=True).select_option(label="Petitions")
    page.get_by_label("Note on each of them").fill("All of one firm.")
    examine(page, "several")
    keys.follow("Control+Enter")
    expect(page.get_by_role("heading", name="Forward: done for 3 of 3 tickets")).to_be_visible()
    examine(page, "several-done")
    BY_NAME["note"].send(Several.objects.get().by, queued[1])
    keys.follow("z")
    expect(page.get_by_role("heading", name="Undone for 2 of 3 tickets")).to_be_visible()
    expect(page.get_by_text("changed it since")).to_be_visible()
    keys.follow("b")
    expect(page.get_by_role("heading", name="Tickets", exact=True)).to_be_visible()


def test_rows_change_where_they_are_and_the_cursor_stays(open_as, queued, people):
    page = open_as("/tickets/?sort=oldest")
    Keyboard(page).press("j")
    for other in (queued[0], queued[3]):
        BY_NAME["take"].send(people[roles.SUPERVISOR], other)
    cast.ticket(people[roles.AGENT])
    page.evaluate("document.dispatchEvent(new Event('queue:refresh'))")
    for other in (queued[0], queued[3]):  # that of the cursor, too: one would work on what a colleague has
        expect(row(page, other)).to_contain_text(people[roles.SUPERVISOR].name)
    expect(row(page, queued[0]).locator("[data-row-link]")).to_be_focused()
    expect(page.get_by_role("button", name="The list changed, show it")).to_be_visible()


def test_from_a_ticket_keys_lead_through_the_list_it_came_from_and_back_to_its_row(open_as, queued):
    page = open_as("/tickets/?assignee=nobody&sort=oldest")
    keys = Keyboard(page)
    keys.press("j", "j")
    keys.follow("o")
    for key, ticket in (("j", queued[2]), ("k", queued[1]), ("k", queued[0]), ("j", queued[1])):
        keys.follow(key)
        expect(page).to_have_url(re.compile(f"/tickets/{ticket.number}/$"))
    expect(page.get_by_role("navigation", name="The list you came from")).to_contain_text(
        "Back to Nobody has it"
    )
    keys.follow("b")
    expect(row(page, queued[1]).locator("[data-row-link]")).to_be_focused()
    page.goto(f"/tickets/{cast.ticket(queued[0].opened_by).number}/")
    expect(page.locator("[data-came-from]")).to_be_hidden()  # it is not of that list


def test_the_next_one_opens_and_a_view_is_saved(open_as, queued, examine):
    page = open_as("/tickets/?assignee=nobody&sort=oldest")
    keys = Keyboard(page)
    keys.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Take the next one")
    keys.press("Escape")
    keys.follow("g")
    expect(page).to_have_url(re.compile(f"/tickets/{queued[0].number}/$"))
    page.goto("/tickets/?channel=fax")
    follow(page.get_by_role("link", name="Save these filters as a view"))
    page.get_by_label("Name").fill("Faxes")
    page.get_by_label("Start with it").check()
    examine(page, "view")
    keys.follow("Control+Enter")
    expect(page.get_by_role("heading", name="Faxes")).to_be_visible()
    page.goto("/tickets/")
    expect(page.get_by_role("heading", name="Faxes")).to_be_visible()
    examine(page, "queue-empty")


def test_everything_is_found_from_every_page_by_its_key(open_as, queued, people, examine):
    customer = cast.customer(people[roles.AGENT])
    page = open_as("/desk/")
    keys = Keyboard(page)
    for typed, address in (
        (queued[4].number, f"/tickets/{queued[4].number}/"),
        (customer.number, "/customers/"),
    ):
        keys.press("/")
        keys.type(typed)
        keys.follow("Enter")
        expect(page).to_have_url(re.compile(address))
    for typed, shown in (
        ("(571) 555-0142", "Marisol Quintero"),
        ("Quinteor", "Marisol Quintero"),
        ('"question 7"', "Question 7 about a receipt"),
    ):
        keys.press("/")
        keys.type(typed)
        keys.follow("Enter")
        expect(page).to_have_url(re.compile("/find/$"))
        expect(page.get_by_role("main")).to_contain_text(shown)
    examine(page, "find")


def test_who_spoke_last_is_chosen_and_said_in_the_row_and_on_the_ticket(open_as, people, examine):
    agent = people[roles.AGENT]
    customer = cast.customer(agent, "Marisol Quintero-Villanueva")
    asked = cast.ticket(agent, customer=customer, channel="email")
    answered = cast.ticket(agent, customer=cast.customer(agent, "Ana Abe", number="571 555 0199"))
    cast.contact(agent, ticket=answered, direction="out", outcome=cast.KeptOpen("as_is"))
    page = open_as("/tickets/")
    expect(row(page, asked)).to_contain_text("The customer spoke last, today")
    expect(row(page, answered)).not_to_contain_text("spoke last")
    examine(page, "queue-spoke-last")
    page.get_by_label("Spoke last").select_option(label="the customer")
    follow(page.get_by_role("button", name="Show", exact=True))
    expect(page.locator("tbody tr")).to_have_count(1)
    follow(row(page, asked).locator("[data-row-link]"))
    expect(page.locator("[data-live=glance]")).to_contain_text("The customer spoke last, today")
    examine(page, "ticket-spoke-last")


def test_what_was_done_with_a_row_is_undone_from_its_message(open_as, queued, examine):
    page = open_as("/tickets/?assignee=nobody&sort=oldest")
    keys = Keyboard(page)
    keys.press("j")
    keys.follow("t")
    expect(page.get_by_text(f"{queued[0].number}: yours.")).to_be_visible()
    examine(page, "queue-undo")
    keys.follow("z")
    expect(page.get_by_text(f"{queued[0].number}: undone.")).to_be_visible()
    expect(row(page, queued[0])).to_be_visible()
    assert Ticket.objects.get(pk=queued[0].pk).assignee is None
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
