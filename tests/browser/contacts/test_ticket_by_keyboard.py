"""The ticket and the desk by keyboard alone: everything that an agent does, and two agents at once."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from contacts.actions.assigning import assign_ticket
from contacts.actions.correcting import correct_text
from contacts.actions.resolving import resolve_ticket
from contacts.models import Draft
from tests import cast
from tests.browser.contacts.keyboard import Keyboard
from tests.browser.contacts.office import as_it_is
from tests.browser.contacts.test_contact_screen import wait_for
from tests.browser.waiting import follow, pages_asked_for
from uccms.accounts.models import User


@pytest.fixture
def page(open_as, office) -> Page:
    """The ticket's page, as the agent who holds it sees it."""
    return open_as(f"/tickets/{office.ticket.number}/")


def back_on(page: Page, sentence: str) -> None:
    """Wait until the ticket's page says that it is done."""
    expect(page.get_by_role("status").filter(has_text=sentence)).to_be_visible()


def test_a_contact_keeps_a_promise_and_a_note_stays_inside(page, office):
    keys = Keyboard(page)
    keys.follow("c")
    keys.type("Told her that a corrected receipt is in the mail.")
    keys.tab_to("This keeps the follow-up")
    keys.press("Space", "Control+Enter")
    back_on(page, "The contact is on the timeline.")
    ticket = as_it_is(office.ticket)
    assert (ticket.state, ticket.contacts.count()) == ("open", 2)
    assert ticket.follow_ups.get().kept_by == ticket.contacts.last()
    expect(page.get_by_text("Follow-up kept")).to_be_visible()
    keys.follow("n")
    expect(page.get_by_role("textbox", name="Internal note")).to_be_focused()
    keys.type("She was content.")
    keys.press("Control+Enter")
    back_on(page, "The note is on the timeline.")
    expect(page.locator(".entry--note").last).to_contain_text("She was content.")


def test_promise_withdraw_wait_and_assign(page, office):
    keys = Keyboard(page)
    keys.follow("u")
    keys.tab_to("10 a.m.")
    keys.follow("Enter")
    back_on(page, "Promised for")
    ticket = as_it_is(office.ticket)
    assert ticket.follow_ups.count() == 2
    keys.tab_to("Withdraw")
    keys.follow("Enter")
    keys.tab_to("Why is it withdrawn?")
    keys.type("She calls herself.")
    keys.press("Control+Enter")
    back_on(page, "is withdrawn.")
    assert ticket.follow_ups.filter(withdrawn_at=None).count() == 1
    keys.follow("w")
    keys.tab_to("What do we wait for?")
    keys.type("Her signed oath.")
    keys.press("Control+Enter")
    back_on(page, "waits for the customer.")
    assert as_it_is(ticket).waiting_for == "customer"
    keys.follow("a")
    keys.tab_to("To")
    keys.type("Nobody")
    keys.press("Control+Enter")
    back_on(page, "is back in the queue")
    assert as_it_is(ticket).assignee is None


def test_forward_to_an_area_that_answers(page, office):
    keys = Keyboard(page)
    keys.follow("f")
    keys.tab_to("To")
    keys.type("Filing")
    keys.tab_to("Note for them")
    keys.type("Please correct it.")
    keys.press("Control+Enter")
    back_on(page, "is now with Filing Receipts.")
    ticket = as_it_is(office.ticket)
    assert (ticket.area, ticket.assignee) == (office.receipts, None)
    assert ticket.timeline.get(kind="forwarded").text == "Please correct it."
    expect(page).to_have_url(re.compile("/desk/$"))


def test_resolve_and_reopen(page, office):
    keys = Keyboard(page)
    keys.follow("r")
    keys.tab_to("Resolution code")
    keys.type("Answered")
    keys.tab_to("What was done")
    keys.type("Sent a corrected receipt.")
    keys.tab_to("Kept by this")
    keys.press("ArrowRight")
    keys.tab_to("Why withdrawn?")
    keys.type("Done before.")
    keys.press("Control+Enter")
    back_on(page, "is resolved.")
    expect(page.get_by_role("region", name="Resolution")).to_contain_text("Sent a corrected receipt.")
    keys.follow("r")
    keys.tab_to("Why is it opened again?")
    keys.type("The receipt is wrong again.")
    keys.press("Control+Enter")
    back_on(page, "is open again.")
    assert as_it_is(office.ticket).state == "open"


def test_correct_look_at_the_first_version_and_remove(page, office):
    keys = Keyboard(page)
    keys.tab_to("Correct this text")
    keys.follow("Enter")
    keys.tab_to("Corrected text")
    keys.press("Control+a")
    keys.type("The receipt shows a wrong name.")
    keys.press("Control+Enter")
    back_on(page, "The text is corrected.")
    keys.tab_to("show the first version")
    keys.follow("Enter")
    expect(page.get_by_role("region", name="First version")).to_contain_text("The filing receipt shows")
    expect(page.get_by_role("region", name="Version in force")).to_contain_text("shows a wrong name.")
    keys.tab_to("Back to the ticket")
    keys.follow("Enter")
    keys.tab_to("Remove something from this text")
    keys.follow("Enter")
    keys.tab_to("What stays")
    keys.press("Control+a", "Delete")
    keys.press("Tab", "Space")
    keys.tab_to("Why? Do not repeat")
    keys.type("It named somebody else.")
    keys.follow("Control+Enter")
    back_on(page, "It is removed")
    expect(page.get_by_text("Something was removed", exact=True)).to_be_visible()
    assert "wrong name" not in page.content()


def test_two_agents_at_once_lose_nothing(page, office, forgiven):
    forgiven.add("status of 409")
    keys = Keyboard(page)
    keys.follow("f")
    keys.tab_to("To")
    keys.type("Filing")
    keys.tab_to("Note for them")
    keys.type("Typed while somebody else was faster.")
    assign_ticket(office.ticket, to=None, version=office.ticket.version, by=cast.again(office.agent))
    keys.press("Control+Enter")
    expect(page.get_by_role("heading", name="Somebody changed this")).to_be_visible()
    expect(page.locator(".timeline")).to_contain_text("Put back into the queue")
    expect(page.get_by_label("Note for them")).to_have_value("Typed while somebody else was faster.")
    assert as_it_is(office.ticket).area != office.receipts
    page.get_by_label("Note for them").focus()
    keys.press("Control+Enter")
    back_on(page, "is now with Filing Receipts.")


def test_two_corrections_stand_side_by_side(page, office, forgiven):
    forgiven.add("status of 409")
    contact = office.ticket.contacts.get()
    page.goto(f"/tickets/{office.ticket.number}/correct/c{contact.pk}/")
    text = page.get_by_label("Corrected text")
    text.fill("My correction.")
    correct_text(contact, to="Their correction.", version=contact.version, by=cast.again(office.agent))
    text.press("Control+Enter")
    compared = page.locator(".compare")
    expect(compared).to_contain_text("Their correction.")
    expect(compared).to_contain_text("My correction.")
    expect(text).to_have_value("My correction.")


def test_a_note_that_is_not_sent_waits_on_the_desk(page, office):
    keys = Keyboard(page)
    keys.follow("n")
    expect(page.get_by_role("textbox", name="Internal note")).to_be_focused()
    keys.type("Half a thought")
    wait_for(
        lambda: "Half a thought" in str(Draft.objects.filter(form="note").values_list("fields", "ticket"))
    )
    page.goto("/desk/")
    keys.tab_to("Half a thought")
    keys.follow("Enter")
    expect(page.get_by_role("textbox", name="Internal note")).to_have_value("Half a thought")


def test_the_desk_shows_what_waits_and_a_ticket_is_taken(open_as, office):
    page = open_as("/desk/", office.colleague)
    waiting = page.get_by_role("region", name="Forwarded to your areas")
    expect(waiting).to_contain_text("Asks when the patent issues")
    keys = Keyboard(page)
    keys.tab_to(f"Take {office.forwarded.number}")
    keys.follow("Enter")
    back_on(page, "is yours.")
    assert as_it_is(office.forwarded).assignee == office.colleague
    page.goto("/desk/")
    expect(page.get_by_role("region", name="My open tickets")).to_contain_text("Asks when the patent issues")
    keys.follow("c")
    expect(page).to_have_url(re.compile("/contacts/new/$"))


def test_who_is_late_taking_a_ticket_learns_who_has_it(open_as, office, forgiven):
    forgiven.add("status of 409")
    page = open_as("/desk/", office.colleague)
    other = cast.staff("mai", office.receipts, name="Mai Tran")
    assign_ticket(office.forwarded, to=other, by=cast.again(other), version=office.forwarded.version)
    page.get_by_role("button", name=f"Take {office.forwarded.number}").press("Enter")
    expect(page.get_by_role("heading", name="Somebody changed this")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Mai Tran")
    assert as_it_is(office.forwarded).assignee == other


def test_the_keys_are_listed_and_can_be_switched_off(page, open_as, office):
    page.keyboard.press("?")
    listed = page.get_by_role("dialog", name="Shortcuts on this page")
    for words in ("Forward", "Follow up", "Resolve", "Assign"):
        expect(listed).to_contain_text(words)
    page.keyboard.press("Escape")
    expect(listed).to_be_hidden()
    page.goto("/account/")
    page.get_by_label("shortcuts").first.uncheck()
    page.get_by_role("button", name="Save").press("Enter")
    page.get_by_text("Your preferences are saved.").wait_for()
    page.goto(f"/tickets/{office.ticket.number}/")
    asked = pages_asked_for(page)
    page.keyboard.press("f")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_have_count(0)
    follow(page.get_by_role("link", name="Assign"))
    assert [urlsplit(each).path for each in asked] == [f"/tickets/{office.ticket.number}/assign/"]
    assert not User.objects.get(pk=office.agent.pk).shortcuts


def test_forward_to_a_person_by_a_few_letters_of_the_name(page, office, examine):
    keys = Keyboard(page)
    keys.follow("f")
    keys.type("ferr")
    expect(page.get_by_role("option")).to_have_text(re.compile("Luis Ferreira, not signed in"))
    keys.press("Tab")
    keys.tab_to("Note for them")
    keys.type("She asked for you.")
    examine(page, "forward-to-a-person")
    keys.press("Control+Enter")
    back_on(page, "is now with Luis Ferreira in Filing Receipts.")
    ticket = as_it_is(office.ticket)
    assert (ticket.area, ticket.assignee) == (office.receipts, office.colleague)
    assert ticket.timeline.get(kind="forwarded").text == "She asked for you."


def test_what_nobody_has_is_taken_by_its_key(page, office):
    assign_ticket(office.ticket, to=None, by=cast.again(office.agent))
    page.reload()
    keys = Keyboard(page)
    keys.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("GTake")
    keys.press("Escape")
    keys.follow("g")
    back_on(page, f"Ticket {office.ticket.number} is yours.")
    assert as_it_is(office.ticket).assignee == office.agent
    expect(page.get_by_role("button", name="Take")).to_have_count(0)


def test_who_is_slower_to_resolve_keeps_the_words_as_a_note(page, office, forgiven, examine):
    forgiven.update(("409", "422"))
    keys = Keyboard(page)
    keys.follow("r")
    keys.type("Answered")
    keys.tab_to("What was done")
    keys.type("Sent the receipt by mail.")
    keys.tab_to("Kept by this")
    keys.press("Space")
    follow_up = office.ticket.follow_ups.get()
    resolve_ticket(office.ticket, code=cast.code(), resolution="Done.", keeps=[follow_up.pk], by=office.agent)
    keys.press("Control+Enter")
    expect(page.get_by_text("It cannot be done any more.")).to_be_visible()
    expect(page.get_by_label("Internal note")).to_have_value("Sent the receipt by mail.")
    examine(page, "too-late")
    keys.press("Control+Enter")
    back_on(page, "The note is on the timeline.")
    expect(page.locator(".entry--note").last).to_contain_text("Sent the receipt by mail.")
