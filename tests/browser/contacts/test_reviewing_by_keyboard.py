"""Quality review in a browser: three tickets by keyboard, one goes back, the agent sees it and answers."""

import pytest
from playwright.sync_api import expect

from contacts.actions.resolving import reopen_ticket
from contacts.models import Review, Ticket
from tests import cast
from tests.browser.accessible import assert_accessible, assert_no_sideways_scrolling
from tests.browser.conftest import TELEPHONE
from tests.browser.contacts.keyboard import Keyboard
from tests.browser.waiting import follow
from tests.contacts.acts import find, resolve
from uccms.accounts import roles


@pytest.fixture
def done(people) -> list[Ticket]:
    """Three resolved tickets of the agent; the first one was opened again once."""
    agent = people[roles.AGENT]
    made = [cast.ticket(agent, description=f"Question {n} about a receipt.") for n in range(3)]
    resolve(made[0], agent)
    reopen_ticket(made[0], reason="It came back.", by=cast.again(agent))
    for each in made:
        resolve(each, agent)
    return made


def test_each_risk_and_agent_is_read_in_full_at_every_width(open_as, done):
    Ticket.objects.filter(pk=done[0].pk).update(was_overdue=True)
    page = open_as("/supervision/review/", roles.SUPERVISOR)
    first = page.locator(f"#T{done[0].pk}")
    expect(first).to_contain_text("Reopened, Was overdue")
    risk = first.locator(".cell-risk")
    assert risk.evaluate("cell => cell.scrollWidth <= cell.clientWidth")
    page.set_viewport_size(TELEPHONE)
    for ticket in done:
        row = page.locator(f"#T{ticket.pk}")
        places = {name: row.locator(f"[data-label={name}]").bounding_box()["x"] for name in ("Risk", "By")}
        assert set(places.values()) == {row.locator("td").first.bounding_box()["x"]}
        label = row.locator("[data-label=Risk]").evaluate(
            "cell => getComputedStyle(cell, '::before').content"
        )
        assert "Risk" in label


def test_a_supervisor_reviews_three_by_keyboard_and_the_agent_answers_the_one_that_went_back(
    open_as, done, people, examine
):
    page = open_as("/supervision/", roles.SUPERVISOR)
    keys = Keyboard(page)
    examine(page, "supervision")
    keys.follow("r")
    expect(page.locator("tbody tr").first).to_contain_text("Reopened")
    examine(page, "reviews")
    page.set_viewport_size({"width": 1280, "height": 900})
    keys.press("j", "j", "k")
    expect(page.locator(f"#T{done[0].pk} [data-row-link]")).to_be_focused()
    keys.follow("o")
    expect(page.get_by_role("heading", level=1)).to_contain_text(done[0].number)
    examine(page, "review")
    keys.press("Alt+c")
    keys.type("Say which form it is, and call her again.")
    keys.follow("Alt+b")
    expect(page.get_by_text(f"{done[0].number}: open again")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text(done[2].number)
    keys.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Next ticket")
    keys.press("Escape")
    keys.follow("f")
    expect(page.get_by_text(f"{done[2].number}: fine.")).to_be_visible()
    keys.press("Alt+c")
    keys.type("Well said.")
    keys.follow("Control+Enter")
    expect(page.get_by_role("heading", name="Nothing waits for a review")).to_be_visible()
    assert set(Review.objects.values_list("ticket", "verdict")) == {
        (done[0].pk, "back"), (done[1].pk, "comment"), (done[2].pk, "fine"),
    }  # fmt: skip

    desk = open_as("/desk/")
    section = desk.get_by_role("region", name="From quality review")
    expect(section).to_contain_text("call her again")
    examine(desk, "desk-review")
    follow(section.get_by_role("link", name=f"Answer the review of {done[0].number}"))
    examine(desk, "answer-review")
    desk.get_by_label("Your answer").fill("I called her; she has the form.")
    Keyboard(desk).follow("Control+Enter")
    section.get_by_role("button", name="Mark as read").click()
    expect(section).to_have_count(0)
    expect(desk.get_by_role("region", name="My open tickets")).to_contain_text("Question 0")

    page.goto("/supervision/review/")
    answers = page.get_by_role("region", name="Answers to your reviews")
    expect(answers).to_contain_text("she has the form")
    examine(page, "review-answers")
    answers.get_by_role("button", name="Seen").click()
    expect(answers).to_have_count(0)
    page.goto(f"/tickets/{done[0].number}/")
    expect(page.get_by_role("region", name="Quality review")).to_contain_text("she has the form")
    examine(page, "ticket-reviewed")


def test_the_second_of_two_supervisors_is_told_and_keeps_the_words(open_as, done, people, examine, forgiven):
    forgiven.add("status of 409")
    page = open_as(f"/supervision/review/{done[1].number}/", roles.SUPERVISOR)
    keys = Keyboard(page)
    other = cast.staff("greta", cast.call_center(), role=roles.SUPERVISOR, name="Greta Whitfield")
    find(other, done[1], "find_fine")
    keys.press("Alt+c")
    keys.type("Say which form it is.")
    keys.follow("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("Somebody was faster")
    expect(page.get_by_role("main")).to_contain_text("Greta Whitfield")
    expect(page.get_by_role("main")).to_contain_text("Say which form it is.")
    examine(page, "review-late")


def test_each_figure_leads_to_its_tickets_and_without_script_too(open_as, done):
    page = open_as("/supervision/", roles.SUPERVISOR, script=False)
    page.get_by_role("link", name="3 tickets resolved today").click()
    expect(page.locator("tbody tr")).to_have_count(3)
    page.goto(f"/supervision/review/{done[0].number}/")
    page.get_by_role("button", name="Fine").click()
    expect(page.get_by_text(f"{done[0].number}: fine.")).to_be_visible()


@pytest.mark.parametrize("script", [True, False])
def test_areas_with_nothing_open_are_unfolded_by_keyboard(open_as, people, screenshot, script):
    supervisor = people[roles.SUPERVISOR]
    for n in range(40):
        supervisor.memberships.create(area=cast.area(f"Art Unit {n:02}"))
    for _ in range(2):
        cast.ticket(people[roles.AGENT])
    page = open_as("/supervision/", roles.SUPERVISOR, script=script)
    quiet = page.get_by_role("link", name="0 open, Art Unit 07")
    expect(quiet).to_be_hidden()
    screenshot(page, "supervision-of-forty-areas-1280")
    fold = page.locator("summary", has_text="40 areas with nothing open")
    for _ in range(60):
        page.keyboard.press("Tab")
        if fold.evaluate("it => it === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(quiet).to_be_visible()
    screenshot(page, "supervision-of-forty-areas-unfolded-1280")
    if script:
        assert_accessible(page)
        columns = page.locator(".table--areas th:nth-child(2)").evaluate_all(
            "them => them.map((it) => it.getBoundingClientRect().right)"
        )
        assert len(set(columns)) == 1, "the columns of both tables stand below each other"
        page.set_viewport_size(TELEPHONE)
        assert_no_sideways_scrolling(page)
        screenshot(page, "supervision-of-forty-areas-unfolded-375")
        page.locator("summary", has_text="40 areas").click()
        screenshot(page, "supervision-of-forty-areas-375")
