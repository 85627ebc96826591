"""The same by forms alone: nothing of sections 5 and 6 needs a script."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from contacts.actions.assigning import assign_ticket
from contacts.models import Contact, Ticket
from contacts.office_time import likely_promises
from tests import cast
from tests.browser.contacts.office import as_it_is
from tests.browser.contacts.test_contact_screen import NEW, SSN, saved_ticket, sign_in_again
from tests.browser.waiting import follow


@pytest.fixture
def page(open_as, office, forgiven) -> Page:
    """An empty contact screen, script off; refusals are part of the walk."""
    forgiven.add("status of 4")
    return open_as(NEW, script=False)


def save(page: Page) -> Ticket:
    page.get_by_role("button", name="Save contact").click()
    return saved_ticket(page)


def test_a_short_answer_fills_in_what_was_left_empty(page, office):
    page.get_by_label("Topic").select_option("Office hours")
    ticket = save(page)
    assert (ticket.state, ticket.resolution) == ("resolved", "Monday to Friday, 8:30 a.m. to 5 p.m.")
    page.get_by_role("link", name="Next contact").click()
    expect(page).to_have_url(re.compile(f"{NEW}$"))


def test_a_caller_is_looked_up_and_the_contact_joins_a_ticket(page, office):
    page.get_by_label("Number, e-mail, name or company").fill("whitfield")
    page.get_by_label("What does the caller need?").fill("Typed before the look-up.")
    page.get_by_role("button", name="Look up").click()
    expect(page.get_by_text("2 customers found")).to_be_visible()
    page.get_by_label("Ines Whitfield").check()
    page.get_by_role("button", name="Show the chosen customer").click()
    expect(page.locator("#chosen-name")).to_have_text("Ines Whitfield")
    page.get_by_label("Number, e-mail, name or company").fill("0142")
    page.get_by_role("button", name="Look up").click()
    page.get_by_label("Marisol Quintero").check()
    page.get_by_role("button", name="Show the chosen customer").click()
    page.get_by_label(f"This is about {office.ticket.number}").check(force=True)
    page.get_by_label("I have read it").check()
    page.locator("[name=matter_kind]").select_option("patent")
    page.locator("[name=matter_number]").fill("7,123,456")
    follow(page.get_by_role("button", name="Another"))
    page.locator("[name=matter_number]").last.fill("11/482,918")
    expect(page.get_by_label("What does the caller need?")).to_have_value("Typed before the look-up.")
    page.get_by_label("Keep open").check()
    assert save(page) == office.ticket
    ticket = as_it_is(office.ticket)
    assert (ticket.state, ticket.contacts.last().description) == ("open", "Typed before the look-up.")
    assert ticket.contacts.last().notice_read_at is not None
    assert ticket.matters.count() == 3


def test_a_screen_pop_starts_a_new_customer(page, office):
    page.goto(f"{NEW}?channel=phone&number=2025550199")
    assert re.search(rf"{NEW}\?begun=[\w-]{{8}}$", page.url), "no number stands in the address"
    expect(page.get_by_label("New customer")).to_be_checked()
    page.get_by_label("Name", exact=True).fill("Noor Haddad")
    page.get_by_label("Topic").select_option("Filing receipt: correction")
    page.get_by_label("What does the caller need?").fill("The receipt has the wrong date.")
    page.get_by_label("Forward").check()
    page.get_by_label("To", exact=True).select_option("Filing Receipts")
    page.get_by_label("Note for the area").fill("Please send a new one.")
    ticket = save(page)
    assert (ticket.customer.name, ticket.area) == ("Noor Haddad", office.receipts)
    assert str(ticket.customer.telephones.get().number) == "+12025550199"


def test_a_promise_is_made_and_a_refusal_keeps_what_was_typed(page, office):
    page.get_by_label("What does the caller need?").fill("Asks what the second fee is.")
    page.get_by_role("button", name="Save contact").click()
    expect(page.locator("[data-errors]")).to_contain_text("Choose a topic")
    expect(page.get_by_label("What does the caller need?")).to_have_value("Asks what the second fee is.")
    page.get_by_label("Topic").select_option("Maintenance fee: amount due")
    page.get_by_label("Keep open").check()
    page.locator("input[name=promise]").nth(1).check(force=True)
    ticket = save(page)
    assert (ticket.state, ticket.waiting_for) == ("waiting", "follow_up")


def test_a_call_without_a_request_is_one_press(page, office):
    page.get_by_role("button", name="Wrong number").click()
    page.get_by_text("The next contact can begin.").wait_for()
    assert Contact.objects.latest("pk").no_request == "wrong_number"


def test_what_the_guard_finds_is_removed_or_stated(page, office):
    page.get_by_label("Topic").select_option("Maintenance fee: amount due")
    page.get_by_label("Keep open").check()
    text = page.get_by_label("What does the caller need?")
    text.fill(f"Her number is {SSN} and she waits.")
    page.get_by_role("button", name="Save contact").click()
    expect(page.locator(".finding")).to_be_visible()
    expect(text).to_have_value(f"Her number is {SSN} and she waits.")
    page.get_by_role("button", name="Remove it").click()
    expect(text).to_have_value(re.compile("^Her number is +and she waits.$"))
    text.fill(f"Her number is {SSN}, of a docket.")
    follow(page.get_by_role("button", name="Save contact"))
    page.get_by_text("It is something else").click()
    page.get_by_label("What is it?").select_option(index=0)
    follow(page.get_by_role("button", name="That is what it is"))
    expect(page.locator(".finding")).to_have_count(0)
    page.get_by_role("button", name="Save contact").click()
    assert SSN in saved_ticket(page).contacts.get().description


def test_the_end_of_the_session_loses_nothing(page, office):
    page.get_by_label("Topic").select_option("Maintenance fee: amount due")
    page.get_by_label("What does the caller need?").fill("Typed before the session ended.")
    page.get_by_label("Keep open").check()
    Session.objects.all().delete()
    page.get_by_role("button", name="Save contact").click()
    expect(page.get_by_text("Typed before the session ended.")).to_be_visible()
    sign_in_again(page, office.agent)
    page.get_by_role("button", name="Send it again").click()
    page.get_by_role("heading", name="You signed in again meanwhile").wait_for()
    page.get_by_role("button", name="Send it again").click()
    assert saved_ticket(page).contacts.get().description == "Typed before the session ended."


def test_everything_on_a_ticket_is_a_form(page, office):
    ticket, at = office.ticket, f"/tickets/{office.ticket.number}/"

    def act(link: str, button: str, **fields: str) -> None:
        page.goto(at)
        follow(page.get_by_role("link", name=re.compile(link)).first)
        for label, value in fields.items():
            field = page.locator(f"[name={label}]").first
            if field.get_attribute("type") == "radio":
                page.locator(f"[name={label}][value={value}]").check()
            elif field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(label=value)
            else:
                field.fill(value)
        follow(page.get_by_role("button", name=button))
        expect(page.get_by_role("status").first).to_be_visible()

    act("^Contact C$", "Add contact", description="Told her that it is in the mail.")
    act("^Note", "Add internal note", text="She was content.")
    act("^Follow up", likely_promises()[0][0])
    assert ticket.follow_ups.count() == 2
    act("^Withdraw", "Withdraw the follow-up", reason="She calls herself.")
    act("^Wait", "Wait", note="Her signed oath.")
    assert as_it_is(ticket).waiting_for == "customer"
    act("^Assign", "Assign", to="Nobody: back into the queue")
    act("^Correct", "Save the correction", to="The receipt shows a wrong name.")
    page.goto(at)
    page.get_by_role("link", name="show the first version").click()
    expect(page.get_by_role("region", name="First version")).to_contain_text("The filing receipt shows")
    promised = f"promised_{ticket.follow_ups.get(withdrawn_at=None).pk}"
    act("^Resolve", "Resolve", code="Answered", resolution="Sent.", **{promised: "kept"})
    assert as_it_is(ticket).state == "resolved"
    act("^Reopen", "Reopen", reason="It is wrong again.")
    act("^Forward", "Forward", to="Filing Receipts", note="Please correct it.")
    ticket = as_it_is(ticket)
    assert (ticket.state, ticket.area, ticket.contacts.count()) == ("open", office.receipts, 2)


def test_a_late_act_says_what_happened_and_keeps_what_was_typed(page, office):
    page.goto(f"/tickets/{office.ticket.number}/forward/")
    page.get_by_label("To", exact=True).select_option("Filing Receipts")
    page.get_by_label("Note for them").fill("Typed while somebody else was faster.")
    assign_ticket(office.ticket, to=None, version=office.ticket.version, by=cast.again(office.agent))
    page.get_by_role("button", name="Forward").click()
    expect(page.locator(".timeline")).to_contain_text("Put back into the queue")
    expect(page.get_by_label("Note for them")).to_have_value("Typed while somebody else was faster.")
    page.get_by_role("button", name="Forward").click()
    page.wait_for_url("**/desk/")


def test_a_ticket_is_taken_at_the_desk(open_as, office):
    page = open_as("/desk/", office.colleague, script=False)
    page.get_by_role("button", name=f"Take {office.forwarded.number}").click()
    expect(page.get_by_role("status").filter(has_text="is yours.")).to_be_visible()
    assert as_it_is(office.forwarded).assignee == office.colleague
