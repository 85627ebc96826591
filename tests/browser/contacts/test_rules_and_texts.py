"""Routing rules and prepared texts in a browser: tried and put live, brought in by keyboard and undone."""

import re
import uuid

import pytest
from playwright.sync_api import expect

from contacts.actions.logging_contacts import KeptOpen
from contacts.models import PreparedText, RoutingRule, Ticket
from tests import cast
from tests.browser.contacts.keyboard import Keyboard
from tests.browser.waiting import follow
from uccms.accounts import roles

SUPERVISOR = roles.SUPERVISOR


@pytest.fixture
def texts(office) -> None:
    """Two texts for all areas."""
    for name, text in (
        ("Greeting", "Dear {customer name},\nthank you for calling.\n{agent name}"),
        ("Fee schedule", "The current fees are on the fee schedule."),
    ):
        PreparedText.objects.create(name=name, text=text, submission_id=uuid.uuid4())


def test_a_rule_is_tried_put_live_and_routes_the_next_contact(open_as, office, examine):
    past = cast.ticket(office.agent, description="Wants to REVIVE an application.", outcome=KeptOpen("queue"))
    page = open_as("/tickets/", SUPERVISOR)
    page.get_by_role("link", name="Routing rules").click()
    expect(page.get_by_role("heading", name="No rule yet")).to_be_visible()
    examine(page, "rules-none")
    follow(page.get_by_role("link", name="New rule"))
    page.set_viewport_size({"width": 1280, "height": 900})
    top = "it => it.getBoundingClientRect().top"
    kind, prefix = (page.locator(f"#id_matter_{each}").evaluate(top) for each in ("kind", "prefix"))
    assert kind == prefix, "what belongs together is on one line"
    page.get_by_label("Name", exact=True).fill("Revivals")
    page.get_by_label("Words in the text").fill("revive, abandoned")
    page.get_by_label("Area", exact=True).select_option(label="Filing Receipts")
    page.get_by_label("Who gets it").select_option(label="Luis Ferreira (Filing Receipts)")
    page.get_by_role("button", name="Try on past tickets").click()
    expect(page.get_by_text("It fits 1 of them")).to_be_visible()
    expect(page.get_by_role("row", name=past.number)).to_contain_text("Filing Receipts, Luis Ferreira")
    examine(page, "rule-tried")
    assert not RoutingRule.objects.exists()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("It is not running: try it, then start it.")).to_be_visible()
    examine(page, "rules")
    follow(page.get_by_role("link", name="Try and start “Revivals”"))
    examine(page, "rule-trial")
    page.get_by_role("button", name="Start the rule").click()
    expect(page.get_by_text("The rule “Revivals” is running.")).to_be_visible()

    page = open_as("/contacts/new/")
    keys = Keyboard(page)
    keys.write("Alt+t", "maintenance")
    keys.press("Enter")
    keys.write("Alt+d", "An abandoned application; asks what to do.")
    keys.press("Alt+6")
    page.get_by_text("The queue’s").click()
    keys.follow("Control+Enter")
    expect(page.get_by_text("It is now with Filing Receipts, Luis Ferreira.")).to_be_visible()
    keys.follow("o")
    expect(page.get_by_text("Routed by rule “Revivals”")).to_be_visible()
    examine(page, "ticket-routed")
    assert Ticket.objects.latest("pk").assignee == office.colleague


def test_zammad_3862_a_prepared_text_that_was_brought_in_is_undone_by_control_z(open_as, texts, examine):
    page = open_as("/contacts/new/")
    keys = Keyboard(page)
    field = page.get_by_label("What does the caller need?")
    keys.write("Alt+d", "Asked for fees. ")
    keys.press("Control+;")
    expect(page.get_by_role("dialog").get_by_role("option")).to_have_count(2)
    keys.type("sched")
    expect(page.get_by_role("dialog").get_by_role("option")).to_have_count(1)
    examine(page, "prepared-texts-dialog")
    keys.press("Enter")
    expect(field).to_be_focused()
    expect(field).to_have_value("Asked for fees. The current fees are on the fee schedule.")
    keys.type(" Done.")
    keys.press("Control+z")
    for _ in range(10):
        if field.input_value() == "Asked for fees. ":
            break
        keys.press("Control+z")
    expect(field).to_have_value("Asked for fees. ")
    keys.press("Control+y")
    expect(field).to_have_value(re.compile("The current fees are"))


def test_two_colons_bring_a_text_in_and_what_is_unknown_is_said(open_as, texts, examine):
    page = open_as("/contacts/new/")
    keys = Keyboard(page)
    field = page.get_by_label("What does the caller need?")
    keys.write("Alt+d", "::")
    keys.type("gree")
    keys.press("Enter")
    expect(field).to_have_value("Dear {customer name},\nthank you for calling.\nDana Agent")
    said = page.locator("#id_description_left")
    expect(said).to_have_text("Still to be filled in: {customer name}")
    examine(page, "prepared-text-gap")
    keys.type("caller")  # the first gap is selected, so that typing fills it in
    expect(field).to_have_value("Dear caller,\nthank you for calling.\nDana Agent")
    expect(said).to_have_text("")
    keys.press("Control+a", "Delete")
    keys.type("a::b")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_escape_leaves_the_text_as_it_was(open_as, texts):
    page = open_as("/contacts/new/")
    keys = Keyboard(page)
    field = page.get_by_label("What does the caller need?")
    keys.write("Alt+d", "Half a sentence")
    keys.press("Control+;")
    expect(page.get_by_role("dialog").get_by_role("option")).to_have_count(2)
    keys.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(field).to_be_focused()
    keys.type("!")
    expect(field).to_have_value("Half a sentence!")


def test_on_a_ticket_the_customer_is_named_and_the_button_does_the_same(open_as, office, texts, examine):
    page = open_as(f"/tickets/T{office.ticket.pk}/resolve/")
    page.get_by_role("button", name="Prepared text").click()
    page.get_by_role("dialog").get_by_role("option", name="Greeting").click()
    expect(page.get_by_label("What was done")).to_have_value(re.compile("^Dear Marisol Quintero,"))
    page.goto(f"/tickets/T{office.ticket.pk}/")
    page.get_by_label("Internal note").press("Control+;")
    page.keyboard.type("fee")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Internal note")).to_have_value("The current fees are on the fee schedule.")


def test_two_lines_of_a_text_are_shown_beside_a_long_area(open_as, office):
    area = cast.area("Patent Application Processing Office")
    PreparedText.objects.create(
        name="Late", text="Explained how to file late. " * 20, submission_id=uuid.uuid4(), area=area
    )
    keys = Keyboard(open_as(f"/tickets/{office.ticket.number}/note/"))
    keys.press("Control+;")
    shown = keys.page.get_by_role("option", name="Late").locator(".clip-2")
    expect(shown).to_be_visible()
    lines = "it => it.getBoundingClientRect().height / parseFloat(getComputedStyle(it).lineHeight)"
    assert round(shown.evaluate(lines)) == 2


def test_who_switched_single_keys_off_has_the_button_and_the_key_with_ctrl(open_as, people, texts):
    agent = people[roles.AGENT]
    agent.shortcuts = False
    agent.save()
    page = open_as("/contacts/new/")
    field = page.get_by_label("What does the caller need?")
    field.press_sequentially("::")
    expect(page.get_by_role("dialog")).to_have_count(0)
    field.press("Control+;")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name=re.compile("Prepared text.* for “What does the caller need")).click()
    expect(page.get_by_role("dialog")).to_be_visible()


def test_without_script_the_texts_are_a_page_to_copy_from(open_as, office, texts):
    page = open_as(f"/tickets/T{office.ticket.pk}/", script=False)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Prepared text").first.click()
    expect(opened.value.get_by_text("Dear Marisol Quintero,")).to_be_visible()


def test_a_supervisor_keeps_a_text(open_as, office, examine, forgiven):
    forgiven.add("status of 422")
    page = open_as("/texts/", SUPERVISOR)
    examine(page, "texts-none")
    page.get_by_role("link", name="New text").click()
    page.get_by_label("Name", exact=True).fill("Greeting")
    page.get_by_label("Text", exact=True).fill("Dear {name},")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("There is no placeholder {name}.").first).to_be_visible()
    examine(page, "text-refused")
    page.get_by_label("Text", exact=True).fill("Dear {customer name},")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The text “Greeting” is saved.")).to_be_visible()
    examine(page, "texts")
