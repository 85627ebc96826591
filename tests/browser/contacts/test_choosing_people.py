"""One of thousands of staff is chosen by a few letters, with script and without, by keyboard."""

import re

import pytest
from playwright.sync_api import Page, expect

from contacts.models import RoutingRule
from tests import cast
from tests.browser.contacts.keyboard import Keyboard
from tests.browser.contacts.office import as_it_is
from tests.contacts.crowd import crowd, forty_areas
from uccms.accounts import roles

FOUND = re.compile("Zoë Abara")


@pytest.fixture
def zoe(office):
    """Is in no list of two thousand people that are offered by default."""
    crowd(*forty_areas(), office.receipts, number=2_000)
    return cast.staff("zoe", cast.area("Art Unit 2103"), name="Zoë Abara")


@pytest.fixture
def page(open_as, office, zoe) -> Page:
    return open_as(f"/tickets/{office.ticket.number}/", office.agent)


def slow(page: Page, address: str) -> list:
    """Answers of this address wait until they are let through."""
    held: list = []
    page.route(address, lambda route: held.append(route))
    return held


def test_a_ticket_is_forwarded_to_one_of_two_thousand_by_a_few_letters(page, office, zoe, examine):
    keys = Keyboard(page)
    keys.follow("f")
    box = page.get_by_role("combobox", name="To")
    expect(box).to_be_focused()
    expect(page.locator("[name=to_named]")).to_have_count(0)
    keys.type("zo")
    expect(page.get_by_role("option")).to_have_text(
        [re.compile("Zoë Abara, not signed in.*Art Unit 2103", re.S)]
    )
    examine(page, "forward-to-one-of-many")
    keys.press("Tab")
    expect(box).to_have_value("Zoë Abara, not signed in")
    keys.tab_to("Note for them")
    keys.type("She knows it.")
    with page.expect_navigation():
        keys.press("Control+Enter")
    page.get_by_text("is now with Zoë Abara in Art Unit 2103.").wait_for()
    assert as_it_is(office.ticket).assignee == zoe


def test_who_is_quicker_than_the_answer_is_understood_all_the_same(page, office, zoe):
    """The name goes along as it was typed, and the first of an earlier list is not taken."""
    keys = Keyboard(page)
    keys.follow("f")
    keys.type("quill")
    expect(page.get_by_role("option").first).to_be_visible()
    slow(page, "**/people/forward/")
    page.get_by_role("combobox", name="To").fill("zoe aba")
    keys.press("Tab")
    expect(page.locator("[name=to_named]")).to_have_value("zoe aba")
    with page.expect_navigation():
        keys.press("Control+Enter")
    page.get_by_text("is now with Zoë Abara in Art Unit 2103.").wait_for()
    assert as_it_is(office.ticket).assignee == zoe


def test_the_only_one_is_taken_when_the_answer_comes_late(page, office, zoe):
    keys = Keyboard(page)
    keys.follow("f")
    held = slow(page, "**/people/forward/")
    box = page.get_by_role("combobox", name="To")
    box.fill("zoe")
    keys.press("Tab")
    expect(page.locator("[name=to_named]")).to_have_value("zoe")
    while not held:
        page.wait_for_timeout(20)
    held[0].continue_()
    expect(box).to_have_value("Zoë Abara, not signed in")
    expect(page.locator("[name=to_named]")).to_have_count(0)


def test_a_name_that_several_have_stays_with_a_sentence_and_is_chosen_then(
    page, office, zoe, examine, forgiven
):
    forgiven.add("status of 422")
    other = cast.staff("zoltan", cast.area("Art Unit 2104"), name="Zoltan Abara")
    keys = Keyboard(page)
    keys.follow("f")
    slow(page, "**/people/forward/")
    page.get_by_role("combobox", name="To").fill("abara")
    keys.press("Tab")
    with page.expect_navigation():
        keys.press("Control+Enter")
    page.unroute("**/people/forward/")
    expect(page.locator("#id_to_error")).to_contain_text(
        "2 are called “abara”. Choose one of them in the list."
    )
    box = page.get_by_role("combobox", name="To")
    expect(box).to_have_value("abara")
    examine(page, "forward-to-several-of-a-name")
    box.focus()
    keys.press("ArrowDown")
    expect(page.get_by_role("option").first).to_contain_text("Zoltan Abara, not signed in (Art Unit 2104)")
    keys.press("Enter")
    with page.expect_navigation():
        keys.press("Control+Enter")
    page.get_by_text("is now with Zoltan Abara in Art Unit 2104.").wait_for()
    assert as_it_is(office.ticket).assignee == other


def test_a_colleague_is_assigned_by_a_few_letters_where_the_area_is_large(page, office):
    assignee = cast.staff("una", cast.call_center(), name="Una Ueda")
    crowd(cast.call_center(), number=60)
    keys = Keyboard(page)
    keys.follow("a")
    keys.type("ued una")
    expect(page.get_by_role("option")).to_have_count(1)
    keys.press("Enter")
    with page.expect_navigation():
        keys.press("Control+Enter")
    page.get_by_text("is now with Una Ueda.").wait_for()
    assert as_it_is(office.ticket).assignee == assignee


def test_the_queue_is_filtered_by_one_of_many(page, office, zoe, examine):
    page.goto("/tickets/")
    keys = Keyboard(page)
    box = page.get_by_role("combobox", name="Assigned")
    expect(box).to_have_attribute("placeholder", "anybody")
    box.focus()
    keys.type("zoe")
    expect(page.locator(".listbox").get_by_role("option")).to_have_text(FOUND)
    examine(page, "queue-of-one-of-many")
    keys.press("Enter")
    keys.tab_to("Show")
    with page.expect_navigation(url=re.compile(rf"assignee={zoe.pk}(&|$)")):
        keys.press("Enter")
    expect(page.get_by_role("combobox", name="Assigned")).to_have_value("Zoë Abara")
    box.focus()
    keys.press("Control+a")
    keys.type("me")
    keys.press("Enter")
    expect(page.locator("select[name=assignee]")).to_have_value("me")


def test_without_a_connection_the_short_list_goes_on(page, office, zoe, forgiven):
    forgiven.add("net::ERR_FAILED")
    keys = Keyboard(page)
    keys.follow("f")
    page.route("**/people/forward/", lambda route: route.abort())
    keys.type("fil rec")
    expect(page.get_by_role("option").first).to_contain_text("Filing Receipts")


def test_without_script_a_name_is_written_below_the_list(open_as, office, zoe, screenshot):
    page = open_as(f"/tickets/{office.ticket.number}/forward/", office.agent, script=False)
    keys = Keyboard(page)
    keys.tab_to("Somebody who is not in the list, by name")
    keys.type("abara zo")
    screenshot(page, "forward-by-name-without-script")
    with page.expect_navigation():
        keys.press("Enter")
    page.get_by_text("is now with Zoë Abara in Art Unit 2103.").wait_for()
    assert as_it_is(office.ticket).assignee == zoe


def test_without_script_the_queue_has_a_page_for_the_name(open_as, office, zoe):
    page = open_as("/tickets/?state=all", office.agent, script=False)
    with page.expect_navigation():
        page.get_by_role("link", name="by name …").press("Enter")
    keys = Keyboard(page)
    keys.type("zoe")
    with page.expect_navigation(url=re.compile(rf"state=all&assignee={zoe.pk}$")):
        keys.press("Enter")
    expect(page.locator("select[name=assignee] option:checked")).to_have_text("Zoë Abara")


def test_a_rule_gives_to_one_of_many(open_as, office, zoe, people):
    page = open_as("/supervision/rules/new/", roles.SUPERVISOR)
    keys = Keyboard(page)
    keys.type("Revivals")
    page.get_by_label("Area", exact=True).select_option(label="Art Unit 2103")
    page.get_by_role("combobox", name="Who gets it").focus()
    keys.type("zo")
    expect(page.get_by_role("option")).to_contain_text(["Zoë Abara (Art Unit 2103)"])
    with page.expect_navigation():
        keys.press("Control+Enter")
    page.get_by_text("The rule “Revivals” is saved.").wait_for()
    assert RoutingRule.objects.get().person == zoe
