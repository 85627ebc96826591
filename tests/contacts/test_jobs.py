"""The background work of contacts: each job runs twice without harm."""

from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django import app

from contacts import jobs
from contacts.actions.keeping_customers import change_customer
from contacts.models import FollowUp, NameWord, Ticket
from tests import cast
from tests.contacts.acts import BY_NAME, at_once, changes_of, lines, promise, resolve

pytestmark = pytest.mark.django_db
NOW = 0


def fall_due(follow_up: FollowUp) -> None:
    FollowUp.objects.filter(pk=follow_up.pk).update(due_at=timezone.now() - timedelta(minutes=1))


def test_both_jobs_are_on_the_clock():
    known = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}
    assert known["contacts.jobs.open_tickets_whose_follow_up_is_due"] == "* * * * *"
    assert known["contacts.jobs.forget_words_that_nobody_bears"] == "*/10 * * * *"


def test_a_follow_up_whose_time_has_come_opens_its_ticket_once(ticket, dana):
    fall_due(promise(ticket, dana))
    for _ in range(2):
        jobs.open_tickets_whose_follow_up_is_due(NOW)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.waiting_for) == ("open", "")
    assert [each.by for each in lines(ticket, "due")] == [None]
    assert changes_of("contacts_ticket", ticket.pk)[-1].actor_id is None
    assert ticket.follow_ups.get().is_open, "it is due, and still to be kept"


def test_a_ticket_that_waits_again_is_not_opened_again_by_the_same_promise(ticket, dana):
    fall_due(promise(ticket, dana))
    jobs.open_tickets_whose_follow_up_is_due(NOW)
    BY_NAME["wait"].send(dana, ticket)
    jobs.open_tickets_whose_follow_up_is_due(NOW)
    ticket.refresh_from_db()
    assert ticket.state == "waiting"


def test_a_promise_for_a_time_to_come_opens_nothing(ticket, dana):
    promise(ticket, dana)
    jobs.open_tickets_whose_follow_up_is_due(NOW)
    ticket.refresh_from_db()
    assert ticket.state == "waiting"


def test_a_ticket_that_waits_for_the_customer_is_opened_too(ticket, dana):
    follow_up = promise(ticket, dana)
    BY_NAME["wait"].send(dana, ticket)
    fall_due(follow_up)
    jobs.open_tickets_whose_follow_up_is_due(NOW)
    ticket.refresh_from_db()
    assert ticket.state == "open"


def test_two_promises_that_fall_due_together_open_the_ticket_with_one_line(ticket, dana):
    for follow_up in (promise(ticket, dana), promise(ticket, dana)):
        fall_due(follow_up)
    jobs.open_tickets_whose_follow_up_is_due(NOW)
    assert len(lines(ticket, "due")) == 1
    assert not FollowUp.objects.filter(reopened_at=None).exists()


def test_a_resolved_ticket_stays_resolved(ticket, dana):
    follow_up = promise(ticket, dana)
    Ticket.objects.filter(pk=ticket.pk).update(state="open", waiting_for="")
    BY_NAME["withdraw"].send(dana, ticket)
    resolve(ticket, dana)
    fall_due(follow_up)
    jobs.open_tickets_whose_follow_up_is_due(NOW)
    ticket.refresh_from_db()
    assert ticket.state == "resolved"


@pytest.mark.django_db(transaction=True)
def test_the_job_and_an_agent_at_the_same_time_never_block_each_other(ticket, dana):
    """The job once locked promises before tickets, an agent tickets before promises: one of them died."""
    tickets = [ticket, *(cast.ticket(dana) for _ in range(5))]
    for each in tickets:
        fall_due(promise(each, dana))
    acts = [lambda each=each: BY_NAME["withdraw"].send(dana, each).status_code for each in tickets]
    run = [lambda: jobs.open_tickets_whose_follow_up_is_due(NOW)] * 3
    results = at_once([*acts, *run])
    assert not [each for each in results if isinstance(each, Exception)]
    assert set(results[: len(acts)]) == {302}


def test_words_that_nobody_bears_are_forgotten(dana, marisol):
    change_customer(marisol, version=1, name="Ines Okafor", by=dana)
    assert NameWord.objects.filter(word="quintero").exists()
    for _ in range(2):
        jobs.forget_words_that_nobody_bears(NOW)
    assert set(NameWord.objects.values_list("word", flat=True)) == {"ines", "okafor"}
    assert cast.Customer.objects.get().name == "Ines Okafor"
