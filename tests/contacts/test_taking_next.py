"""“Next” gives the most urgent ticket to one person; what is left idle goes back."""

import re
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from contacts.actions.drafting import save_draft
from contacts.actions.taking_next import give_back_idle_tickets, take_next
from contacts.models import Ticket, TimelineEntry
from tests import cast
from tests.contacts.acts import BY_NAME, at_once, browser, lines, put_back

pytestmark = pytest.mark.django_db


def left(ticket: Ticket) -> None:
    """As if it had been taken two hours ago."""
    Ticket.objects.filter(pk=ticket.pk).update(taken_at=timezone.now() - timedelta(hours=2))


def test_what_is_due_first_comes_first_then_the_oldest(dana, mara):
    first, second, urgent = (cast.ticket(dana) for _ in range(3))
    for each in (first, second, urgent):
        put_back(each, dana)
    Ticket.objects.filter(pk=urgent.pk).update(due_key=timezone.now())
    taken = [take_next(by=cast.again(mara)) for _ in range(4)]
    assert taken == [urgent, first, second, None]
    first.refresh_from_db()
    assert first.assignee == mara
    assert lines(first, "assigned")[-1].person == mara


def test_nobody_gets_what_is_not_of_their_areas_or_waits_or_is_held(dana, luis, ticket):
    theirs, waits = cast.ticket(dana), cast.ticket(dana)
    put_back(theirs, dana)
    put_back(waits, dana)
    BY_NAME["wait"].send(dana, waits)
    assert take_next(by=cast.again(luis)) is None
    assert take_next(by=cast.again(dana)) == theirs
    assert take_next(by=cast.again(dana)) is None
    assert Ticket.objects.get(pk=ticket.pk).assignee == dana


def test_next_opens_the_ticket_or_says_that_none_is_left(dana, petra):
    ticket = cast.ticket(dana)
    put_back(ticket, dana)
    client = browser(dana)
    assert client.get("/tickets/next/").status_code == 405
    assert client.post("/tickets/next/").url == f"/tickets/T{ticket.pk}/"
    assert "Nobody waits in your areas" in client.post("/tickets/next/", follow=True).content.decode()
    assert browser(petra).post("/tickets/next/").status_code == 404


def test_a_button_that_is_pressed_twice_takes_one_ticket(dana, mara):
    """Without script nothing prevents a double click: a second ticket would lie with who never saw it."""
    for _ in range(4):
        put_back(cast.ticket(dana), dana)
    client = browser(dana)
    form = re.search(r'action="/tickets/next/".*?</form>', client.get("/tickets/").content.decode())[0]
    sent = {"submission_id": re.search(r'name="submission_id" value="([^"]+)"', form)[1]}
    first, again = (client.post("/tickets/next/", sent).url for _ in range(2))
    assert first == again
    assert Ticket.objects.filter(assignee=dana).count() == 1
    assert browser(mara).post("/tickets/next/", sent).url != first, "somebody else's press is their own"
    TimelineEntry.objects.filter(submission_id=sent["submission_id"]).update(
        at=timezone.now() - timedelta(minutes=1)
    )
    assert client.post("/tickets/next/", sent).url != first, "a page that was left open asks for one more"
    assert client.post("/tickets/next/", {"submission_id": "x"}).url != first
    assert not Ticket.objects.filter(assignee=None).exists()


@pytest.mark.django_db(transaction=True)
def test_pressed_eight_times_at_once_it_takes_one_ticket(dana):
    for _ in range(9):
        put_back(cast.ticket(dana), dana)
    sent = {"submission_id": str(uuid.uuid4())}
    clients = [browser(dana) for _ in range(8)]
    taken = at_once([lambda client=client: client.post("/tickets/next/", sent).url for client in clients])
    assert len(set(taken)) == 1 and Ticket.objects.filter(assignee=dana).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_agents_at_once_never_get_the_same_fifty_times(dana, mara):
    tickets = [cast.ticket(dana) for _ in range(100)]
    Ticket.objects.update(assignee=None)
    taken = []
    for _ in range(50):
        given = at_once([lambda: take_next(by=cast.again(dana)), lambda: take_next(by=cast.again(mara))])
        assert all(isinstance(each, Ticket) for each in given), given
        taken += [each.pk for each in given]
    assert sorted(taken) == [each.pk for each in tickets], "each once, none left out"


def test_a_taken_ticket_that_is_left_goes_back_and_says_so(dana, mara, ticket):
    put_back(ticket, dana)
    take_next(by=cast.again(mara))
    assert give_back_idle_tickets() == 0, "not before its time"
    left(ticket)
    assert give_back_idle_tickets() == 1
    ticket.refresh_from_db()
    assert (ticket.assignee, ticket.taken_at) == (None, None)
    entry = lines(ticket, "assigned")[-1]
    assert (entry.by, entry.person) == (None, None)
    assert give_back_idle_tickets() == 0


@pytest.mark.parametrize("busy", ["note", "draft", "wait"])
def test_who_does_something_keeps_it(busy, dana, mara, ticket):
    put_back(ticket, dana)
    take_next(by=cast.again(mara))
    if busy == "draft":
        save_draft(by=mara, form="note", submission_id=cast.uuid.uuid4(), fields={"text": "x"}, ticket=ticket)
    else:
        BY_NAME[busy].send(mara, ticket)
    left(ticket)
    assert give_back_idle_tickets() == 0
    assert Ticket.objects.get(pk=ticket.pk).assignee == mara


def test_what_a_supervisor_assigned_does_not_go_back(sven, mara, dana, ticket):
    BY_NAME["assign"].send(sven, ticket, to=mara.pk)
    assert Ticket.objects.get(pk=ticket.pk).assignee == mara
    assert Ticket.objects.get(pk=ticket.pk).taken_at is None
