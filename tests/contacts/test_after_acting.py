"""Where the page goes after an act on a ticket: where its agent likes to go on."""

import pytest

from contacts.models import Ticket
from tests import cast
from tests.contacts.acts import ACTS, BY_NAME, browser
from uccms.accounts.models import User

pytestmark = pytest.mark.django_db
FILTERS = "assignee=nobody&sort=oldest"
WORK = [
    "add_contact", "note", "attach", "assign", "forward", "follow_up", "withdraw", "prioritize", "wait",
    "resolve", "reopen", "take",
]  # fmt: skip
MENDS = ["remove_file", "correct", "remove", "merge", "link", "split"]


@pytest.fixture
def likes(dana):
    """Let dana like to go on somewhere else."""

    def choose(where: str) -> None:
        User.objects.filter(pk=dana.pk).update(after_acting=where)

    return choose


def went(act: str, dana, ticket: Ticket, **sent) -> str:
    answer = BY_NAME[act].send(dana, ticket, **sent)
    assert answer.status_code == 302, answer.content.decode()
    return answer.headers["Location"]


def numbers(*tickets: Ticket) -> str:
    return " ".join(each.number for each in tickets)


def test_every_act_is_work_or_mends_the_record():
    assert {each.name for each in ACTS} == {*WORK, *MENDS}


@pytest.mark.parametrize("act", WORK)
def test_it_stays_on_the_ticket_unless_somebody_chose_otherwise(dana, ticket, act):
    BY_NAME[act].prepare(ticket, dana)
    at_home = "/desk/" if act == "forward" else f"/tickets/{ticket.number}/"
    assert went(act, dana, ticket, list=FILTERS, list_after="T1") == at_home


@pytest.mark.parametrize("act", WORK)
def test_back_to_its_row_of_the_list_it_was_opened_from(dana, ticket, likes, act):
    likes("list")
    BY_NAME[act].prepare(ticket, dana)
    assert went(act, dana, ticket, list=FILTERS) == f"/tickets/?{FILTERS}#{ticket.number}"


@pytest.mark.parametrize("act", WORK)
def test_on_to_the_next_one_of_the_list_it_was_opened_from(dana, ticket, likes, act):
    likes("next")
    following = cast.ticket(dana)
    BY_NAME[act].prepare(ticket, dana)
    sent = {"list": "state=unresolved", "list_after": following.number}
    assert went(act, dana, ticket, **sent) == f"/tickets/{following.number}/"


@pytest.mark.parametrize("act", MENDS)
@pytest.mark.parametrize("where", ["list", "next"])
def test_what_mends_the_record_shows_what_came_of_it(dana, ticket, likes, act, where):
    likes(where)
    BY_NAME[act].prepare(ticket, dana)
    address = went(act, dana, ticket, list=FILTERS, list_after=ticket.number)
    assert address.startswith("/tickets/T"), address


def test_without_script_the_list_is_the_one_that_the_agent_starts_with(dana, ticket, likes):
    for where in ("list", "next"):
        likes(where)
        assert went("note", dana, ticket) == "/tickets/"


def test_from_the_desk_it_goes_back_to_the_desk_and_on_to_what_is_open(dana, ticket, likes):
    likes("list")
    assert went("note", dana, ticket, list="desk") == "/desk/"
    likes("next")
    done, following = cast.ticket(dana), cast.ticket(dana)
    went("resolve", dana, done)
    sent = {"list": "desk", "list_after": numbers(done, following)}
    assert went("note", dana, ticket, **sent) == f"/tickets/{following.number}/"
    assert went("note", dana, ticket, list="desk", list_after=done.number) == "/desk/"


def test_the_next_one_is_the_first_that_is_still_in_the_list_and_that_one_may_see(
    dana, mara, luis, ticket, likes
):
    likes("next")
    resolved, taken, theirs, free = (cast.ticket(each) for each in (dana, mara, luis, dana))
    went("resolve", dana, resolved)
    for each in (ticket, theirs, free):
        Ticket.objects.filter(pk=each.pk).update(assignee=None)
    sent = {"list": FILTERS, "list_after": numbers(resolved, taken, theirs, free)}
    assert went("note", dana, ticket, **sent) == f"/tickets/{free.number}/"


def test_after_the_last_one_comes_the_next_page_or_the_list(dana, ticket, likes):
    likes("next")
    sent = {"list": "sort=oldest", "list_after": "", "list_next": "sort=oldest&at=eyJ:x:y"}
    assert went("note", dana, ticket, **sent).startswith("/tickets/?sort=oldest&at=eyJ%3Ax%3Ay")
    sent["list_next"] = ""
    assert went("note", dana, ticket, **sent) == f"/tickets/?sort=oldest#{ticket.number}"


@pytest.mark.parametrize(
    "sent", ["//evil.example", "state=x&at=%00", "T" * 9000, "\x00", "T99999999999999999999"]
)
def test_whatever_is_sent_of_the_list_leads_to_a_page_of_ours(dana, ticket, likes, sent):
    for where in ("list", "next"):
        likes(where)
        address = went("note", dana, ticket, list=sent, list_after=sent, list_next=sent)
        assert address.startswith("/tickets/")
        assert browser(dana).get(address).status_code == 200


def test_the_sentence_names_the_ticket_that_one_left(dana, ticket, likes):
    client = browser(dana)
    note = BY_NAME["note"]
    answer = client.post(note.address(ticket), note.form(ticket), follow=True)
    assert "The note is on the timeline." in answer.content.decode()
    assert f"{ticket.number}: The note" not in answer.content.decode()
    likes("list")
    for act, sentence in (
        ("note", f"{ticket.number}: The note is on the timeline."),
        ("resolve", f"Ticket {ticket.number} is resolved."),
    ):
        answer = client.post(BY_NAME[act].address(ticket), BY_NAME[act].form(ticket), follow=True)
        assert sentence in answer.content.decode()
        assert f"{ticket.number}: Ticket" not in answer.content.decode()


def test_only_who_goes_on_elsewhere_is_asked_for_the_list(dana, ticket, likes):
    addresses = (
        f"/tickets/{ticket.number}/",
        f"/tickets/{ticket.number}/resolve/",
        f"/tickets/{ticket.number}/attach/",
    )
    for address in addresses:
        assert "data-after-acting" not in browser(dana).get(address).content.decode()
    likes("next")
    for address in addresses:
        assert "data-after-acting" in browser(dana).get(address).content.decode()


def test_what_was_sent_of_the_list_is_there_when_a_form_comes_back(dana, ticket, likes):
    likes("list")
    answer = BY_NAME["resolve"].send(dana, ticket, resolution="", list=FILTERS)
    assert answer.status_code == 422
    assert f'name="list" value="{FILTERS.replace("&", "&amp;")}"' in answer.content.decode()
