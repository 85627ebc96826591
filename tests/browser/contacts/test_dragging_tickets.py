"""Rows of the queue dragged onto a target with the mouse, as in Zammad; keys and buttons still do it all."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from contacts.models import Several, Ticket
from tests import cast
from tests.browser.waiting import pages_asked_for
from uccms.accounts import roles


@pytest.fixture
def queued(people) -> list[Ticket]:
    """Five open tickets that nobody has, an area and a colleague to give them to."""
    agent = people[roles.AGENT]
    made = [cast.ticket(agent, description=f"Question {n} about a receipt.") for n in range(5)]
    Ticket.objects.update(assignee=None)
    for name in ("Petitions", "Trademark Assistance Center"):
        cast.area(name)
    cast.staff("luis", cast.call_center(), name="Luis Ferreira")
    return made


def row(page: Page, ticket: Ticket) -> Locator:
    return page.locator(f"#T{ticket.pk}")


def pick_up(page: Page, ticket: Ticket, part: str = "td:nth-child(2)") -> None:
    """Press the mouse on a row and move it a little, until the targets are there."""
    at = row(page, ticket).locator(part).bounding_box()
    page.mouse.move(at["x"] + 14, at["y"] + at["height"] / 2)
    page.mouse.down()
    page.mouse.move(at["x"] + 30, at["y"] + at["height"] / 2 + 6, steps=3)
    expect(page.locator("[data-targets]")).to_be_visible()


def put_down(page: Page, target: str) -> None:
    """Move the mouse onto a target and let go."""
    found = page.locator("[data-target]").filter(has_text=re.compile(f"^{target}"))
    at = found.bounding_box()
    page.mouse.move(at["x"] + at["width"] / 2, at["y"] + at["height"] / 2, steps=4)
    page.mouse.move(at["x"] + at["width"] / 2, at["y"] + at["height"] / 2 + 3)
    expect(found).to_have_class(re.compile("is-over"))
    page.mouse.up()


def drop(page: Page, target: str) -> None:
    with page.expect_navigation():
        put_down(page, target)


def test_ticked_rows_are_dropped_on_an_area_and_forwarded_with_one_note(open_as, queued, screenshot):
    page = open_as("/tickets/?sort=oldest")
    for ticket in queued[:3]:
        row(page, ticket).get_by_role("checkbox").check()
    pick_up(page, queued[1])
    screenshot(page, "drag-targets-1280")
    drop(page, "Petitions")
    expect(page.get_by_role("heading", name="Forward 3 tickets")).to_be_visible()
    expect(page.get_by_label("To", exact=True).locator("option:checked")).to_have_text("Petitions")
    page.get_by_label("Note on each of them").fill("All of one firm.")
    with page.expect_navigation():
        page.get_by_role("button", name="Forward").click()
    expect(page.get_by_role("heading", name="Forward: done for 3 of 3 tickets")).to_be_visible()
    forwarded = set(Ticket.objects.filter(area__slug="petitions").values_list("pk", flat=True))
    assert forwarded == {each.pk for each in queued[:3]}


def test_a_row_that_is_not_ticked_goes_alone_by_its_link_too_and_to_a_person(open_as, queued):
    page = open_as("/tickets/?sort=oldest")
    row(page, queued[0]).get_by_role("checkbox").check()
    pick_up(page, queued[4], "[data-row-link]")
    drop(page, "Luis Ferreira")
    expect(page.get_by_role("heading", name="Assign 1 ticket")).to_be_visible()
    expect(page.get_by_label("To", exact=True).locator("option:checked")).to_have_text("Luis Ferreira")
    expect(page.get_by_text(queued[4].number)).to_be_visible()
    assert Several.objects.count() == 0, "a drop alone changes nothing"
    with page.expect_navigation():
        page.get_by_role("link", name="Back to the tickets").click()
    expect(page).to_have_url(re.compile("sort=oldest"))


@pytest.mark.parametrize(
    ("target", "heading"),
    [
        ("Follow up", "Follow up 1 ticket"),
        ("Take", "Take 1 ticket"),
        ("High priority", "Set the priority of 1"),
    ],
)
def test_the_other_targets_open_their_forms(open_as, queued, target, heading):
    page = open_as("/tickets/")
    pick_up(page, queued[2])
    drop(page, target)
    expect(page.get_by_role("heading", name=heading)).to_be_visible()
    if target == "High priority":
        expect(page.get_by_label("Priority").locator("option:checked")).to_have_text("High")


def test_let_go_elsewhere_nothing_happens_and_the_targets_are_gone(open_as, queued):
    page = open_as("/tickets/?sort=oldest")
    asked = pages_asked_for(page)
    pick_up(page, queued[0])
    page.mouse.move(10, 10, steps=3)
    page.mouse.up()
    expect(page.locator("[data-targets]")).to_be_hidden()
    expect(page.locator(".is-dragged")).to_have_count(0)
    assert asked == []
    page.get_by_role("checkbox", name=f"Select {queued[0].number}").check()
    expect(page.get_by_text("1 selected")).to_be_visible()


def test_the_targets_keep_out_of_the_way_of_the_mouse(open_as, queued):
    page = open_as("/tickets/?sort=oldest")
    page.set_viewport_size({"width": 1280, "height": 420})
    row(page, queued[4]).scroll_into_view_if_needed()
    pick_up(page, queued[4])
    expect(page.locator("[data-targets]")).to_have_class(re.compile("targets--above"))
    page.keyboard.press("Escape")
    page.mouse.up()


def test_without_script_nothing_speaks_of_dragging(open_as, queued):
    page = open_as("/tickets/", script=False)
    expect(page.get_by_text("or drag rows with the mouse")).to_be_hidden()
    expect(page.locator("[data-targets]")).to_be_hidden()
