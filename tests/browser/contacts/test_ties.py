"""Merge, undo, split, link, and join a similar ticket, in a real browser; and their pages for everybody."""

import uuid

from playwright.sync_api import expect

from contacts.actions.linking_tickets import link_tickets
from contacts.actions.logging_contacts import KeptOpen
from contacts.models import Contact, Ticket
from tests import cast
from tests.browser.contacts.keyboard import Keyboard
from tests.browser.contacts.office import as_it_is
from tests.browser.contacts.test_ticket_by_keyboard import back_on


def twin(office) -> Ticket:
    """A second ticket of the same customer about the same."""
    return cast.ticket(office.agent, customer=office.marisol, description="The receipt is still wrong.")


def test_merge_and_undo_by_keyboard(open_as, office, examine):
    other = twin(office)
    page = open_as(f"/tickets/{other.number}/")
    keys = Keyboard(page)
    keys.follow("m")
    keys.type(office.ticket.number)
    keys.follow("Control+Enter")
    stays = page.get_by_label(f"{office.ticket.number} The filing receipt")
    expect(stays).to_be_checked()
    expect(page.get_by_text(f"From {other.number} move: 1 contact.")).to_be_visible()
    stays.focus()
    keys.follow("Control+Enter")
    back_on(page, f"{other.number} was merged into {office.ticket.number}.")
    expect(page.locator(".timeline")).to_contain_text("The receipt is still wrong.")
    expect(page.locator(".timeline")).to_contain_text(f"Merged in: {other.number}")
    examine(page, "ticket-survivor")
    page.goto(f"/tickets/{other.number}/")
    expect(page.get_by_role("heading", name=f"was merged into {office.ticket.number}")).to_be_visible()
    examine(page, "ticket-merged")
    keys.follow("z")
    back_on(page, "The merge is undone")
    expect(page.locator(".timeline")).to_contain_text("The receipt is still wrong.")
    assert (as_it_is(other).state, other.contacts.count(), office.ticket.contacts.count()) == ("open", 1, 1)


def test_undo_after_a_colleague_wrote_something_says_who(open_as, office):
    other = twin(office)
    page = open_as(f"/tickets/{office.ticket.number}/merge/?with={other.number}")
    page.get_by_role("button", name="Merge").click()
    back_on(page, "was merged into")
    cast.contact(office.colleague, ticket=office.ticket, outcome=KeptOpen("as_is"), customer=office.marisol)
    page.get_by_role("button", name=f"Undo the merge of {other.number}").click()
    expect(page.get_by_text("What Luis Ferreira did there since stays on")).to_be_visible()
    assert as_it_is(other).merged_into is None


def test_split_a_contact_off_and_link(open_as, office, examine):
    second = cast.contact(
        office.agent,
        ticket=office.ticket,
        outcome=KeptOpen("as_is"),
        description="Asks which fee is due.",
    )
    page = open_as(f"/tickets/{office.ticket.number}/")
    keys = Keyboard(page)
    page.locator(f"#c{second.pk}").get_by_role("link", name="Split off").focus()
    keys.follow("Enter")
    expect(page.get_by_label("Asks which fee is due.")).to_be_checked()
    examine(page, "ticket-split")
    keys.tab_to("Topic of the new ticket")
    keys.type("Maintenance")
    keys.follow("Control+Enter")
    back_on(page, "The contact has a ticket of its own")
    new = Ticket.objects.latest("pk")
    expect(page.locator("h1")).to_have_text("Asks which fee is due")
    assert new.contacts.get() == second
    expect(page.get_by_role("region", name="Related tickets")).to_contain_text(office.ticket.number)
    page.get_by_role("button", name=f"Unlink {office.ticket.number}").click()
    back_on(page, "are no longer linked.")
    keys.follow("l")
    page.get_by_role("button", name=f"Link {office.ticket.number}").wait_for()
    examine(page, "ticket-link")
    page.get_by_role("button", name=f"Link {office.ticket.number}").click()
    back_on(page, "are linked.")


def test_the_steps_of_merging_are_for_everybody(open_as, office, examine, forgiven):
    forgiven.add("status of 422")
    other = cast.ticket(
        office.agent, customer=cast.customer(office.agent, "Noor Haddad", number="202 555 0100")
    )
    link_tickets(other, other=office.ticket, submission_id=uuid.uuid4(), by=cast.again(office.agent))
    page = open_as(f"/tickets/{office.ticket.number}/merge/")
    examine(page, "merge-choosing")
    page.goto(f"/tickets/{office.ticket.number}/merge/?with=T1")
    examine(page, "merge-unknown")
    page.goto(f"/tickets/{office.ticket.number}/merge/?with={other.number}")
    page.get_by_role("button", name="Merge").click()
    expect(page.get_by_text("Say that they belong together").first).to_be_visible()
    examine(page, "merge-customers-differ")


def test_a_contact_joins_a_similar_ticket_by_one_key(open_as, office, examine):
    page = open_as("/contacts/new/")
    keys = Keyboard(page)
    keys.press("Alt+m")
    page.keyboard.type("11/482,917")
    page.keyboard.press("Tab")
    expect(page.get_by_text("1 open ticket with the same number")).to_be_visible()
    examine(page, "contact-similar")
    keys.press("Alt+j")
    expect(page.get_by_label(f"This is about {office.ticket.number}")).to_be_checked()
    keys.write("Alt+d", "Asks again.")
    keys.press("Alt+6")
    keys.follow("Control+Enter")
    expect(page.locator("#number")).to_have_text(office.ticket.number)
    assert Contact.objects.latest("pk").ticket == office.ticket
    assert as_it_is(office.ticket).assignee == office.ticket.assignee, "as the ticket is"


def test_without_script_similar_tickets_come_before_a_second_one(open_as, office, forgiven):
    forgiven.add("status of 4")
    page = open_as("/contacts/new/", script=False)
    page.locator("[name=matter_kind]").select_option("application")
    page.locator("[name=matter_number]").fill("11/482,917")
    page.get_by_label("Topic").select_option("Filing receipt: correction")
    page.get_by_label("What does the caller need?").fill("Asks again.")
    page.get_by_label("Keep open").check()
    page.get_by_role("button", name="Save contact").click()
    expect(page.get_by_text("There is an open ticket with the same number.").first).to_be_visible()
    page.get_by_label(f"This is about {office.ticket.number}").check(force=True)
    page.get_by_role("button", name="Save contact").click()
    expect(page.locator("#number")).to_have_text(office.ticket.number)


def test_similar_tickets_follow_who_calls(open_as, office):
    page = open_as("/contacts/new/")
    page.locator("[name=matter_number]").fill("11/482,917")
    page.locator("[name=matter_number]").press("Tab")
    expect(page.get_by_role("group", name="1 open ticket with the same number")).to_be_visible()
    page.get_by_label("Number, e-mail, name or company").fill("571 555 0142")
    expect(page.locator("#chosen-name")).to_have_text("Marisol Quintero")
    expect(page.get_by_role("group", name="with the same number")).to_have_count(0)
    expect(page.get_by_label(f"This is about {office.ticket.number}")).to_have_count(1)
