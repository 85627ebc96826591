"""A ticket's page that refreshes itself, without moving or losing what somebody types."""

import uuid

from playwright.sync_api import expect

from contacts.actions.noting import add_note
from contacts.actions.waiting import wait_for_customer
from contacts.models import Ticket
from tests import cast


def refresh(page) -> None:
    """What happens every 15 seconds, now."""
    with page.expect_response("**/news/"):
        page.evaluate("document.dispatchEvent(new CustomEvent('ticket:refresh'))")


def test_what_a_colleague_does_appears_and_what_is_typed_stays(open_as, people):
    agent, colleague = people["Agent"], cast.staff("luis", cast.call_center(), name="Luis Ferreira")
    ticket = cast.ticket(agent)
    page = open_as(f"/tickets/T{ticket.pk}/")
    page.evaluate("document.activeElement.blur()")
    add_note(ticket, text="The examiner called back.", submission_id=uuid.uuid4(), by=colleague)
    refresh(page)
    expect(page.locator(".timeline").get_by_text("The examiner called back.")).to_be_visible()

    text = page.get_by_role("textbox", name="Internal note")
    text.fill("Half a sen")
    wait_for_customer(Ticket.objects.get(pk=ticket.pk), by=colleague)
    before = text.bounding_box()
    refresh(page)
    button = page.get_by_role("button", name="The ticket changed, show it")
    expect(button).to_be_visible()
    expect(page.locator(".glance").get_by_text("Open", exact=True)).to_be_visible()
    assert text.bounding_box()["y"] == before["y"], "nothing moves under the hands"
    button.click()
    expect(page.locator(".glance").get_by_text("Waiting for the customer")).to_be_visible()
    expect(text).to_have_value("Half a sen")
    expect(button).to_be_hidden()
