"""After an act, in a browser: on the ticket, back in the list, or on the next one, as the agent chose it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from contacts.models import Ticket
from tests import cast
from tests.browser.contacts.keyboard import Keyboard
from tests.browser.waiting import follow
from tests.contacts.acts import BY_NAME, resolve
from uccms.accounts import roles
from uccms.accounts.models import User

LIST = "/tickets/?assignee=me&sort=oldest"


@pytest.fixture
def agent(people) -> User:
    return people[roles.AGENT]


@pytest.fixture
def held(agent) -> list[Ticket]:
    """Four open tickets of the agent, who can resolve them."""
    cast.code()
    return [cast.ticket(agent, description=f"Question {n} about a receipt.") for n in range(4)]


@pytest.fixture
def likes(agent) -> Callable[[str], None]:
    """Let the agent like to go on somewhere else."""

    def choose(where: str) -> None:
        User.objects.filter(pk=agent.pk).update(after_acting=where)

    return choose


def opened_from_the_list(page: Page, place: int) -> Keyboard:
    """Open the ticket in this place by keys."""
    keys = Keyboard(page)
    keys.press(*("j",) * place)
    keys.follow("o")
    return keys


def resolved_by_keys(keys: Keyboard) -> None:
    keys.follow("r")
    keys.page.get_by_label("Resolution code").select_option(label="Answered")
    keys.page.get_by_label("What was done").fill("Told her.")
    keys.follow("Control+Enter")


def on(page: Page, ticket: Ticket) -> None:
    expect(page).to_have_url(re.compile(f"/tickets/{ticket.number}/$"))


def says(page: Page, sentence: str) -> None:
    expect(page.get_by_role("status").filter(has_text=sentence)).to_be_visible()


def test_where_to_go_on_is_chosen_on_ones_own_page(open_as, agent, examine):
    page = open_as("/account/")
    group = page.get_by_role("group", name="After an act on a ticket, show")
    expect(group.get_by_label("The ticket", exact=True)).to_be_checked()
    group.get_by_text("The next of its list").click()
    follow(page.get_by_role("button", name="Save"))
    expect(group.get_by_label("The next of its list")).to_be_checked()
    examine(page, "account-after-acting")
    assert cast.again(agent).after_acting == "next"


def test_the_ticket_stays_as_long_as_nobody_chose_otherwise(open_as, held):
    page = open_as(LIST)
    keys = opened_from_the_list(page, 2)
    resolved_by_keys(keys)
    says(page, "is resolved.")
    on(page, held[1])


def test_back_in_the_list_the_cursor_is_on_the_row(open_as, held, likes):
    likes("list")
    page = open_as(LIST)
    keys = opened_from_the_list(page, 2)
    keys.follow("n")
    keys.type("She called twice.")
    keys.follow("Control+Enter")
    says(page, f"{held[1].number}: The note is on the timeline.")
    expect(page.get_by_role("heading", name="Tickets", exact=True)).to_be_visible()
    expect(page.locator(f"#{held[1].number} [data-row-link]")).to_be_focused()
    keys.follow("o")
    resolved_by_keys(keys)
    says(page, f"Ticket {held[1].number} is resolved.")
    expect(page.locator("tbody tr")).to_have_count(3)


def test_a_list_is_worked_off_from_ticket_to_ticket(open_as, agent, held, likes):
    likes("next")
    page = open_as(LIST)
    keys = opened_from_the_list(page, 1)
    resolve(held[1], agent)  # meanwhile
    resolved_by_keys(keys)
    on(page, held[2])
    says(page, f"Ticket {held[0].number} is resolved.")
    keys.follow("c")
    keys.type("Told her that it is in the mail.")
    keys.follow("Control+Enter")
    on(page, held[3])
    says(page, f"{held[2].number}: The contact is on the timeline.")
    keys.follow("w")
    keys.follow("Control+Enter")
    expect(page).to_have_url(re.compile(re.escape(LIST)))  # it was the last one
    says(page, f"Ticket {held[3].number} waits for the customer.")


def test_after_the_last_row_comes_the_next_page(open_as, held, likes, monkeypatch):
    monkeypatch.setattr("contacts.queries.queue.PAGE", 2)
    likes("next")
    page = open_as(LIST)
    keys = opened_from_the_list(page, 2)
    resolved_by_keys(keys)
    expect(page.locator("tbody tr")).to_have_count(2)
    expect(page.locator("tbody tr").first).to_have_attribute("id", held[2].number)


def test_files_are_sent_by_script_and_lead_on_all_the_same(
    open_as, held, likes, forgiven, settings, tmp_path
):
    forgiven.add("status of 422")
    settings.FILES_ROOT = tmp_path / "files"
    likes("next")
    page = open_as(LIST)
    keys = opened_from_the_list(page, 1)
    keys.follow("t")
    letter = {"name": "letter.txt", "mimeType": "text/plain", "buffer": b"Please mail the receipt."}
    page.get_by_label("Files", exact=True).set_input_files([letter])
    page.get_by_label("Note").fill("Passport 123456789, date of birth 3/4/1971")  # is to be mended first
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-errors]")).to_be_focused()
    page.get_by_label("Note").fill("As she promised.")
    keys.follow("Control+Enter")
    on(page, held[1])
    says(page, f"{held[0].number}: The file is attached.")


def test_from_the_desk_it_goes_back_to_the_desk_and_on_in_its_list(open_as, agent, held, likes):
    mine = Ticket.objects.filter(pk__in=[each.pk for each in held])
    likes("list")
    page = open_as("/desk/")
    rows = page.get_by_role("region", name="My open tickets").locator("a.strong")
    numbers = [
        href.split("/")[2] for href in rows.evaluate_all("links => links.map((a) => a.getAttribute('href'))")
    ]
    assert set(numbers) == {each.number for each in mine}
    follow(rows.first)
    keys = Keyboard(page)
    expect(page.get_by_role("navigation", name="The list you came from")).to_contain_text("Back to My desk")
    keys.follow("n")
    keys.type("She called twice.")
    keys.follow("Control+Enter")
    expect(page).to_have_url(re.compile("/desk/$"))
    says(page, f"{numbers[0]}: The note is on the timeline.")
    likes("next")
    follow(rows.first)
    resolved_by_keys(keys)
    expect(page).to_have_url(re.compile(f"/tickets/{numbers[1]}/$"))


def test_what_is_taken_on_the_desk_leaves_one_there(open_as, people, agent, likes):
    stranger = cast.staff("luis", cast.area("Petitions"), name="Luis Ferreira")
    theirs = cast.ticket(stranger)
    BY_NAME["forward"].send(stranger, theirs, to=cast.call_center().pk)
    likes("list")
    page = open_as("/desk/")
    follow(page.get_by_role("button", name=f"Take {theirs.number}"))
    expect(page).to_have_url(re.compile("/desk/$"))
    says(page, f"Ticket {theirs.number} is yours.")


@pytest.mark.parametrize("where", ["list", "next"])
def test_without_script_it_is_the_list_that_the_agent_starts_with(open_as, agent, held, likes, where):
    likes(where)
    agent.saved_views.create(
        name="Faxes",
        filter="channel=fax",
        is_start=True,
        submission_id="6f1f3c1e-0000-4000-8000-000000000003",
    )
    page = open_as(LIST, script=False)
    follow(page.get_by_role("link", name="Question 1 about a receipt"))
    page.get_by_label("Internal note", exact=True).fill("She called twice.")
    follow(page.get_by_role("button", name="Add internal note"))
    expect(page.get_by_role("heading", name="Faxes")).to_be_visible()
    says(page, f"{held[1].number}: The note is on the timeline.")


def test_a_ticket_that_was_opened_from_no_list_leads_to_the_queue(open_as, held, likes):
    likes("next")
    page = open_as(f"/tickets/{held[0].number}/")
    resolved_by_keys(Keyboard(page))
    expect(page.get_by_role("heading", name="All open")).to_be_visible()
