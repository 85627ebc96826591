"""Wrap-up in a browser: counted down for the eye, said once, answered without leaving what one types."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from contacts.models import Contact
from tests.browser.contacts.office import Office
from tests.browser.waiting import follow, pages_asked_for
from uccms.accounts.models import WrapUp

WORDS = "Wrap-up until"


@pytest.fixture
def called(office) -> Office:
    """The agent has just ended a call, with a minute of wrap-up."""
    now = timezone.now()
    WrapUp.objects.create(user=office.agent, began_at=now, until=now + timedelta(seconds=60), seconds=60)
    return office


def strip(page: Page):
    return page.get_by_role("region", name="Wrap-up")


def counted(page: Page) -> str:
    return page.locator("[data-wrap-up-shown]").inner_text()


def test_a_call_is_saved_and_wrap_up_begins_on_the_next_page(open_as, office, examine):
    center = office.agent.areas[0]
    center.wrap_up_seconds = 90
    center.save()
    page = open_as("/contacts/new/")
    expect(strip(page)).to_have_count(0)
    page.locator("#id_topic").evaluate(
        "(it) => { it.value = [...it.options].find((each) => each.text === 'Office hours').value;"
        " it.dispatchEvent(new Event('change', { bubbles: true })); }"
    )
    follow(page.get_by_role("button", name="Save contact"))
    expect(page.get_by_role("heading", name="Saved. The ticket number is")).to_be_visible()
    assert Contact.objects.latest("pk").ended_at is not None
    expect(strip(page)).to_contain_text(WORDS)
    expect(page.locator("[data-wrap-up-shown]")).to_have_text(re.compile(r"^1:[0-2]\d$"))
    examine(page, "wrap-up")
    follow(page.get_by_role("link", name="Next contact"))
    expect(strip(page)).to_contain_text(WORDS)
    examine(page, "wrap-up-contact-screen")


def test_extend_and_all_done_leave_what_is_typed_and_the_focus(open_as, called):
    page = open_as(f"/tickets/{called.ticket.number}/note/")
    note = page.get_by_label("Internal note")
    note.fill("Half a sentence")
    asked = pages_asked_for(page)
    extend = page.get_by_role("button", name="Extend the wrap-up")
    extend.click()
    expect(page.locator("[data-wrap-up-shown]")).to_have_text(re.compile(r"^1:[345]\d$"))
    expect(extend).to_be_focused()
    page.get_by_role("button", name="All done with the wrap-up").click()
    expect(strip(page)).to_contain_text("Your wrap-up is over.")
    expect(page.get_by_role("status").filter(has_text="Your wrap-up is over.")).to_be_focused()
    assert not WrapUp.objects.exists()
    expect(note).to_have_value("Half a sentence")
    assert asked == []
    page.get_by_role("button", name="Extend the wrap-up").click()
    expect(strip(page)).to_contain_text("The wrap-up is over already.")


def test_seconds_are_not_read_out_and_its_end_is_said_once_and_moves_nothing(open_as, called):
    page = open_as("/desk/")
    said = strip(page).get_by_role("status")
    expect(said).to_contain_text(WORDS)
    page.evaluate(
        """() => {
            window.announced = [];
            const said = document.querySelector("[data-wrap-up-said]");
            new MutationObserver(() => window.announced.push(said.textContent.trim()))
                .observe(said, { childList: true, subtree: true, characterData: true });
        }"""
    )
    before = counted(page)
    expect(page.locator("[data-wrap-up-shown]")).not_to_have_text(before)
    assert page.evaluate("window.announced") == []
    assert page.locator("[data-wrap-up-shown]").get_attribute("aria-hidden") == "true"
    top = page.locator("main").bounding_box()["y"]
    page.evaluate("() => { const real = performance.now(); performance.now = () => real + 70_000; }")
    expect(said).to_have_text("Your wrap-up is over.")
    page.wait_for_timeout(1_500)
    assert page.evaluate("window.announced") == ["Your wrap-up is over."]
    assert page.locator("main").bounding_box()["y"] == top
    assert WrapUp.objects.exists(), "running out sends nothing"


def test_without_script_it_says_until_when_and_two_buttons_lead_back(open_as, called):
    page = open_as("/tickets/?sort=oldest", called.agent, script=False)
    expect(strip(page)).to_contain_text(WORDS)
    follow(page.get_by_role("button", name="Extend the wrap-up"))
    expect(page).to_have_url(re.compile(r"/tickets/\?sort=oldest$"))
    expect(page.get_by_text("Your wrap-up is extended.")).to_be_visible()
    assert 100 < WrapUp.objects.get().left <= 120
    follow(page.get_by_role("button", name="All done with the wrap-up"))
    expect(page.get_by_text("Your wrap-up is over.")).to_be_visible()
    expect(strip(page)).to_have_count(0)


def test_a_supervisor_sets_it_on_the_areas_page(open_as, people, examine):
    supervisor = people["Supervisor"]
    page = open_as("/areas/contact-center/", supervisor)
    follow(page.get_by_role("link", name="Change the wrap-up"))
    page.get_by_label("Seconds after a call").fill("90")
    examine(page, "keeping-wrap-up")
    follow(page.get_by_role("button", name="Save the wrap-up"))
    expect(page.get_by_text("90 seconds, in which nothing new is given")).to_be_visible()
    examine(page, "area-wrap-up")
