"""The contact screen from the first ring to the ticket's number, by keyboard alone."""

import re
import time
from collections.abc import Callable
from re import Pattern

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from contacts.models import Contact, Draft, Ticket
from tests import cast
from tests.browser.contacts.keyboard import Keyboard
from tests.browser.contacts.office import as_it_is
from uccms.accounts.models import User

NEW = "/contacts/new/"
SSN = "123-45-6789"


def expect_chosen(page: Page, name: str, value: str | Pattern[str]) -> None:
    """Wait until the chosen radio of this name has this value."""
    expect(page.locator(f"input[name={name}]:checked")).to_have_value(value)


def wait_for(is_so: Callable[[], bool]) -> None:
    """Wait until the database says so, as long as a busy machine may take."""
    deadline = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def saved_ticket(page: Page) -> Ticket:
    """The ticket whose number is shown large, to read out."""
    page.wait_for_url("**/contacts/saved/*/")
    return Ticket.objects.get(pk=int(page.locator("#number").inner_text().removeprefix("T")))


def test_a_call_with_a_short_answer_is_logged_in_ten_keys(open_as, office):
    page = open_as(NEW)
    keys = Keyboard(page)
    keys.press("Alt+t")
    keys.type("office")
    expect(page.get_by_role("option", name="Office hours")).to_be_visible()
    keys.press("Enter")
    expect(page.get_by_label("What was done")).to_have_value("Monday to Friday, 8:30 a.m. to 5 p.m.")
    keys.press("Control+Enter")
    ticket = saved_ticket(page)
    assert keys.presses <= 10
    assert (ticket.state, ticket.topic.name, ticket.customer) == ("resolved", "Office hours", None)
    keys.press("Enter")
    page.wait_for_url(f"**{NEW}")
    expect(page.get_by_role("combobox", name="Topic")).to_have_value("")


def test_a_screen_pop_finds_one_several_or_nobody_and_leaves_a_clean_address(open_as, office, forgiven):
    page = open_as(f"{NEW}?channel=phone&number=%2B15715550142")
    expect(page).to_have_url(re.compile(rf"{NEW}\?begun=[\w-]{{8}}$"))
    expect(page.get_by_role("heading", name="Marisol Quintero")).to_be_visible()
    expect_chosen(page, "customer", office.marisol.number)
    page.reload()
    expect_chosen(page, "customer", "none")

    page.goto(f"{NEW}?channel=email&email=nobody@new.example")
    expect_chosen(page, "channel", "email")
    expect_chosen(page, "customer", "new")
    expect(page.locator("#id_new_email")).to_have_value("nobody@new.example")

    page.goto(f"{NEW}?channel=phone&number=7035550188")
    expect_chosen(page, "customer", "none")
    keys = Keyboard(page)
    keys.press("Alt+c")
    keys.tab_to("Caller gives no name")
    keys.press("ArrowUp", "ArrowUp")
    expect(page.locator("#chosen-name")).to_have_text(re.compile("Whitfield"))

    page.goto(f"{NEW}?channel=phone&number=2025550199")
    expect(page).to_have_url(re.compile(rf"{NEW}\?begun=[\w-]{{8}}$"))
    expect_chosen(page, "customer", "new")
    expect(page.get_by_label("Telephone", exact=True)).to_have_value("(202) 555-0199")
    keys = Keyboard(page)
    keys.write("Alt+n", "Noor Haddad")
    keys.press("Alt+v")
    keys.write("Alt+t", "maint")
    keys.press("Enter")
    keys.write("Alt+d", "Asks what the second fee is.")
    keys.press("Alt+6", "Control+Enter")
    ticket = saved_ticket(page)
    assert (ticket.customer.name, str(ticket.customer.telephones.get().number)) == (
        "Noor Haddad",
        "+12025550199",
    )
    assert (ticket.state, ticket.assignee, ticket.topic.name) == (
        "open",
        office.agent,
        "Maintenance fee: amount due",
    )
    assert ticket.contacts.get().notice_read_at is not None


def test_who_calls_is_found_as_one_types_and_what_it_is_about_is_one_key(open_as, office):
    page = open_as(NEW)
    keys = Keyboard(page)
    keys.press("Alt+n")
    keys.type("Mari Q")
    keys.write("Alt+c", "0142")
    expect(page.get_by_role("heading", name="Marisol Quintero")).to_be_visible()
    expect_chosen(page, "customer", office.marisol.number)
    expect(page.get_by_label("Name", exact=True)).to_have_value("Mari Q")
    keys.press("Alt+1")
    expect_chosen(page, "about", office.ticket.number)
    keys.press("Alt+v")
    keys.write("Alt+d", "Calls again about the oath.")
    keys.press("Alt+m")
    keys.type("7,123,456")
    page.keyboard.press("Shift+Tab")
    keys.type("Patent")
    keys.press("Alt+6")
    expect_chosen(page, "owner", "as_is")
    keys.press("Control+Enter")
    assert saved_ticket(page) == office.ticket
    ticket = as_it_is(office.ticket)
    assert ticket.state == "open"
    assert ticket.contacts.last().description == "Calls again about the oath."
    assert set(ticket.matters.values_list("kind", flat=True)) == {"application", "patent"}
    assert ticket.follow_ups.filter(kept_at=None).count() == 1

    keys.press("o")
    page.wait_for_url(f"**/tickets/{ticket.number}/")
    keys.press("Alt+d")
    page.goto(NEW)
    keys.write("Alt+c", "whitf")
    expect(page.get_by_text("2 customers found")).to_be_visible()
    keys.press("Alt+0")
    expect_chosen(page, "customer", "none")


def test_a_call_is_kept_open_with_a_promise(open_as, office):
    page = open_as(NEW)
    keys = Keyboard(page)
    keys.write("Alt+t", "fil rec")
    keys.press("Enter")
    keys.write("Alt+d", "The receipt names three of four inventors.")
    keys.press("Alt+6")
    expect(page.get_by_text("As the ticket is")).to_be_hidden()
    keys.tab_to("Mine")
    keys.press("ArrowRight")
    expect_chosen(page, "owner", "queue")
    keys.press("Tab", "ArrowRight")
    expect_chosen(page, "promise", re.compile("^(?!none$)."))
    keys.press("Control+Enter")
    ticket = saved_ticket(page)
    assert (ticket.state, ticket.waiting_for, ticket.assignee) == ("waiting", "follow_up", None)
    expect(page.get_by_text("We promised to get back")).to_be_visible()
    assert ticket.follow_ups.get().promised_by == office.agent


def test_a_call_is_forwarded_to_the_area_of_its_topic(open_as, office):
    page = open_as(NEW)
    keys = Keyboard(page)
    keys.write("Alt+t", "fil rec")
    keys.press("Enter")
    keys.write("Alt+d", "The receipt has the wrong date.")
    keys.press("Alt+7")
    expect(page.get_by_label("To", exact=True)).to_have_value(str(office.receipts.pk))
    keys.tab_to("Note for the area")
    keys.type("Please send a new one.")
    keys.press("Control+Enter")
    ticket = saved_ticket(page)
    assert (ticket.area, ticket.forwarded_from.first_tier) == (office.receipts, True)
    assert ticket.timeline.get(kind="forwarded").text == "Please send a new one."
    expect(page.get_by_text("It is now with Filing Receipts.")).to_be_visible()


def test_a_call_is_resolved_with_what_was_done(open_as, office, forgiven):
    forgiven.add("status of 422")
    page = open_as(NEW)
    keys = Keyboard(page)
    keys.press("Control+Enter")
    expect(page.locator("[data-errors]")).to_be_focused()
    expect(page.locator("[data-errors]")).to_contain_text("Choose a topic")
    keys.write("Alt+t", "maint")
    keys.press("Enter")
    expect(page.locator("[data-topic-hint]")).to_contain_text("Goes to")
    keys.press("Control+Enter")
    expect(page.locator("[data-errors]")).not_to_contain_text("Choose a topic")
    expect(page.locator("[data-topic-hint]")).to_contain_text("Goes to")
    keys.write("Alt+d", "Asks what the second fee is.")
    keys.press("Alt+5")
    keys.tab_to("Resolution code")
    keys.type("Answered")
    keys.tab_to("What was done")
    keys.type("Told the amount.")
    keys.press("Control+Enter")
    ticket = saved_ticket(page)
    assert (ticket.state, ticket.resolution, ticket.resolution_code.name) == (
        "resolved",
        "Told the amount.",
        "Answered",
    )


@pytest.mark.parametrize(("key", "reason"), [("8", "wrong_number"), ("9", "dropped"), ("p", "transferred")])
def test_a_call_without_a_request_is_one_key(open_as, office, key, reason):
    page = open_as(NEW)
    page.keyboard.press(f"Alt+{key}")
    page.get_by_text("The next contact can begin.").wait_for()
    contact = Contact.objects.latest("pk")
    assert (contact.no_request, contact.ticket, contact.agent) == (reason, None, office.agent)


def test_who_prefers_it_is_led_to_the_ticket(open_as, office):
    User.objects.filter(pk=office.agent.pk).update(after_saving="ticket")
    page = open_as(NEW, User.objects.get(pk=office.agent.pk))
    keys = Keyboard(page)
    keys.write("Alt+t", "office")
    keys.press("Enter", "Control+Enter")
    page.wait_for_url("**/tickets/T*/")
    expect(page.get_by_text("Saved. The ticket number is")).to_be_visible()


def test_what_is_typed_is_kept_without_what_was_found_and_opens_on_another_machine(open_as, office):
    page = open_as(NEW)
    keys = Keyboard(page)
    keys.write("Alt+c", "0142")
    expect(page.get_by_role("heading", name="Marisol Quintero")).to_be_visible()
    keys.write("Alt+t", "maint")
    keys.press("Enter")
    keys.write("Alt+m", "11/482,918")
    keys.write("Alt+d", f"Her number is {SSN}, she says.")
    wait_for(lambda: "she says." in str(Draft.objects.values_list("fields", flat=True)))
    stored = Draft.objects.get()
    assert SSN not in str(stored.fields)

    other = open_as("/desk/")
    link = other.get_by_role("link", name="Maintenance fee: amount due")
    expect(link).to_be_visible()
    link.press("Enter")
    other.wait_for_url("**/contacts/drafts/*/")
    expect(other.get_by_role("combobox", name="Topic")).to_have_value("Maintenance fee: amount due")
    expect(other.get_by_label("What does the caller need?")).to_have_value(
        re.compile("Her number is +, she says.")
    )
    expect_chosen(other, "customer", office.marisol.number)
    expect(other.locator("[name=matter_number]").first).to_have_value("11/482,918")
    Keyboard(other).press("Alt+6", "Control+Enter")
    saved_ticket(other)
    assert not Draft.objects.exists()


def test_what_the_guard_finds_is_removed_brought_back_and_stated(open_as, office):
    page = open_as(NEW)
    text = page.get_by_label("What does the caller need?")
    keys = Keyboard(page)
    keys.write("Alt+d", f"Her number is {SSN} and she waits.")
    expect(page.locator(".finding")).to_be_visible()
    expect(page.locator(".finding")).not_to_contain_text(SSN)
    keys.press("Alt+r")
    expect(text).to_have_value("Her number is and she waits.")
    expect(page.locator(".finding")).to_have_count(0)
    keys.press("Control+z")
    expect(text).to_have_value(f"Her number is {SSN} and she waits.")
    expect(page.locator(".finding")).to_be_visible()
    keys.tab_to("It is something else")
    keys.press("Enter", "Tab")
    keys.type("Docket")
    keys.press("Tab", "Enter")
    expect(page.locator(".finding")).to_have_count(0)
    keys.write("Alt+t", "maint")
    keys.press("Enter", "Alt+6", "Control+Enter")
    assert SSN in saved_ticket(page).contacts.get().description


def test_the_end_of_the_session_loses_nothing(open_as, office, forgiven):
    forgiven.add("status of 40")
    page = open_as(NEW)
    keys = Keyboard(page)
    keys.write("Alt+t", "maint")
    keys.press("Enter")
    keys.write("Alt+d", "Typed before the session ended.")
    keys.press("Alt+6")
    # A draft that is saved later would be told of the end first, and from behind that nothing is sent.
    expect(page.locator("[data-draft-status]").first).to_have_text(re.compile("Draft saved"))
    Session.objects.all().delete()
    keys.press("Control+Enter")
    page.get_by_role("heading", name="Your session has ended").first.wait_for()
    expect(page.get_by_text("Typed before the session ended.").first).to_be_visible()
    sign_in_again(page, office.agent)
    page.get_by_role("button", name="Send it again").press("Enter")
    page.get_by_role("heading", name="You signed in again meanwhile").wait_for()
    page.get_by_role("button", name="Send it again").press("Enter")
    assert saved_ticket(page).contacts.get().description == "Typed before the session ended."


def sign_in_again(page: Page, agent: User) -> None:
    """Sign in on another tab of the same browser."""
    tab = page.context.new_page()
    tab.goto("/account/sign-in/?next=/account/")
    tab.get_by_label("User name").fill(agent.username)
    tab.get_by_label("Password", exact=True).fill(cast.PASSWORD)
    tab.get_by_label("I have read the notice").check()
    tab.get_by_role("button", name="Sign in").press("Enter")
    expect(tab).to_have_url(re.compile("^[^?]*/account/$"))  # and not the sign-in page that leads to it
    tab.close()
    page.bring_to_front()


def test_a_double_click_is_one_ticket(open_as, office):
    before = Ticket.objects.count()
    page = open_as(NEW)
    keys = Keyboard(page)
    keys.write("Alt+t", "office")
    keys.press("Enter")
    page.get_by_role("button", name="Save contact").dblclick()
    first = saved_ticket(page)
    assert (Ticket.objects.count(), Ticket.objects.latest("pk")) == (before + 1, first)
    page.go_back()
    expect(page.get_by_role("combobox", name="Topic")).to_have_value("")
    expect(page.get_by_label("What does the caller need?")).to_have_value("")
