"""The contact screen asks for what a topic needs as soon as it is chosen; without script after sending."""

import pytest
from playwright.sync_api import Page, expect

from contacts.models import Matter, Ticket, Topic
from tests.browser.contacts.keyboard import Keyboard
from tests.browser.contacts.test_contact_screen import saved_ticket
from tests.browser.waiting import follow

NEW = "/contacts/new/"
MISSING = "The caller does not have it"


@pytest.fixture
def needing(office) -> Topic:
    """A topic of the office that needs a registration number and asks for the company."""
    topic = Topic.objects.get(name="Maintenance fee: amount due")
    topic.asks_matter, topic.matter_kind, topic.asks_company = "needed", "registration", True
    topic.save()
    return topic


def choose(page: Page, keys: Keyboard, letters: str, name: str) -> None:
    keys.press("Alt+t")
    page.keyboard.press("Control+a")
    keys.type(letters)
    expect(page.get_by_role("option", name=name)).to_be_visible()
    keys.press("Enter")


def test_a_topic_asks_at_once_and_another_takes_it_back(open_as, needing, examine):
    page = open_as(NEW)
    keys = Keyboard(page)
    words = page.locator("[data-matter-words]")
    expect(page.get_by_label(MISSING)).to_be_hidden()
    keys.press("Alt+n")
    choose(page, keys, "maint", "Maintenance fee: amount due")
    expect(words).to_have_text("Needed for this topic: a registration number.")
    expect(page.locator("#id_matter_kind_1")).to_have_value("registration")
    expect(page.get_by_text("This topic asks for the company.")).to_be_visible()
    page.get_by_label(MISSING).check()
    examine(page, "asking")
    choose(page, keys, "filing", "Filing receipt: correction")
    expect(words).to_contain_text("when there is one")
    expect(page.get_by_label(MISSING)).to_be_hidden()
    expect(page.get_by_label(MISSING)).not_to_be_checked()
    expect(page.get_by_text("This topic asks for the company.")).to_be_hidden()


def test_by_keyboard_the_number_goes_where_its_kind_is_chosen_already(open_as, needing):
    page = open_as(NEW)
    keys = Keyboard(page)
    choose(page, keys, "maint", "Maintenance fee: amount due")
    keys.write("Alt+m", "3,123,456")
    keys.write("Alt+d", "Asks what is due.")
    keys.press("Alt+6")
    keys.press("Control+Enter")
    ticket = saved_ticket(page)
    assert (ticket.matters.get().kind, ticket.matters.get().number) == ("registration", "3,123,456")


def test_a_number_that_was_begun_keeps_its_kind(open_as, needing):
    page = open_as(NEW)
    keys = Keyboard(page)
    keys.write("Alt+m", "7,123,456")
    page.locator("#id_matter_kind_1").select_option("patent")
    choose(page, keys, "maint", "Maintenance fee: amount due")
    expect(page.locator("[data-matter-words]")).to_contain_text("Needed")
    expect(page.locator("#id_matter_kind_1")).to_have_value("patent")


def test_without_script_the_sentence_stands_at_the_field(open_as, needing, forgiven):
    forgiven.add("422")
    page = open_as(NEW, script=False)
    page.get_by_label("Topic").select_option(label="Maintenance fee: amount due")
    page.get_by_label("What does the caller need?").fill("Asks what is due.")
    page.get_by_role("radio", name="Keep open").check()
    follow(page.get_by_role("button", name="Save contact"))
    group = page.locator("#id_matters")
    expect(group).to_contain_text("needs a registration number. Write it down, or tick")
    expect(group.locator("select").first).to_have_value("registration")
    group.get_by_label(MISSING).check()
    follow(page.get_by_role("button", name="Save contact"))
    assert Ticket.objects.filter(topic=needing).count() == 1
    assert not Matter.objects.filter(kind="registration").exists()


def test_a_supervisor_sets_it_on_the_areas_page(open_as, people, needing, examine):
    page = open_as("/areas/contact-center/", people["Supervisor"])
    examine(page, "area-topics")
    follow(page.get_by_role("link", name="Change what Maintenance fee: amount due asks for"))
    expect(page.get_by_label("A number")).to_have_value("needed")
    page.get_by_label("A number").select_option("asked")
    examine(page, "keeping-asking")
    follow(page.get_by_role("button", name="Save"))
    expect(page.get_by_role("cell", name="asked for: registration")).to_be_visible()
