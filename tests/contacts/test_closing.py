"""What was resolved and rests is closed by itself, and opened again by the customer's next contact."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from contacts import jobs
from contacts.actions import closing
from contacts.actions.closing import close_all_resting_tickets
from contacts.actions.logging_contacts import KeptOpen
from contacts.models import Ticket
from tests import cast
from tests.contacts.acts import at_once, browser, changes_of, lines, resolve

pytestmark = pytest.mark.django_db


def resting(dana, days: int = 15) -> Ticket:
    """A ticket that was resolved so many days ago."""
    ticket = cast.ticket(dana)
    resolve(ticket, dana)
    Ticket.objects.filter(pk=ticket.pk).update(resolved_at=timezone.now() - timedelta(days=days))
    return ticket


def test_it_is_on_the_clock():
    known = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}
    assert known["contacts.jobs.close_what_was_resolved_and_rests"] == "20 * * * *"


def test_what_rests_is_closed_once_and_the_timeline_says_so(dana, client):
    old, young, unresolved = resting(dana), resting(dana, days=13), cast.ticket(dana)
    version = Ticket.objects.get(pk=old.pk).version
    for _ in range(2):
        jobs.close_what_was_resolved_and_rests(0)
    states = [Ticket.objects.get(pk=each.pk).state for each in (old, young, unresolved)]
    assert states == ["closed", "resolved", "open"]
    assert [each.by for each in lines(old, "closed")] == [None]
    assert Ticket.objects.get(pk=old.pk).version == version + 1, "a form that was read before is late"
    assert changes_of("contacts_ticket", old.pk)[-1].actor_id is None
    client.force_login(dana)
    assert "<strong>Closed</strong>" in client.get(f"/tickets/T{old.pk}/").content.decode()


def test_an_installation_says_after_how_many_days_or_never(dana, settings):
    resting(dana, days=3)
    settings.CLOSE_AFTER_DAYS = 0
    assert close_all_resting_tickets() == 0
    settings.CLOSE_AFTER_DAYS = 2
    assert close_all_resting_tickets() == 1


def test_it_goes_on_in_batches(dana, monkeypatch):
    for _ in range(5):
        resting(dana)
    monkeypatch.setattr(closing, "BATCH", 2)
    monkeypatch.setattr(closing, "BATCHES", 2)
    assert [close_all_resting_tickets(), close_all_resting_tickets()] == [4, 1]


def test_the_customers_next_contact_opens_it_again(dana, marisol):
    ticket = cast.ticket(dana, customer=marisol)
    resolve(ticket, dana)
    Ticket.objects.update(resolved_at=timezone.now() - timedelta(days=20))
    close_all_resting_tickets()
    cast.contact(dana, ticket=ticket, direction="out", outcome=KeptOpen("as_is"))
    assert Ticket.objects.get(pk=ticket.pk).state == "closed", "we called them, they did not"
    cast.contact(dana, ticket=ticket, outcome=KeptOpen("as_is"))
    ticket.refresh_from_db()
    assert (ticket.state, ticket.resolved_at) == ("open", None)
    assert lines(ticket, "reopened")[-1].contact is not None


def test_a_closed_ticket_is_opened_again_by_hand_with_a_reason(dana):
    ticket = resting(dana)
    close_all_resting_tickets()
    version = Ticket.objects.get(pk=ticket.pk).version
    sent = {"submission_id": str(cast.uuid.uuid4()), "version": version, "reason": "It came back."}
    assert browser(dana).post(f"/tickets/T{ticket.pk}/reopen/", sent).status_code == 302
    assert Ticket.objects.get(pk=ticket.pk).state == "open"


@pytest.mark.django_db(transaction=True)
def test_what_is_being_worked_on_is_left_for_the_next_run(dana):
    busy, free = resting(dana), resting(dana)
    with transaction.atomic():
        Ticket.objects.select_for_update().get(pk=busy.pk)
        assert at_once([close_all_resting_tickets]) == [1]
    assert Ticket.objects.get(pk=free.pk).state == "closed"
    assert close_all_resting_tickets() == 1


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_close_each_ticket_once(dana):
    tickets = [resting(dana) for _ in range(6)]
    assert sum(at_once([close_all_resting_tickets] * 3)) == 6
    assert [len(lines(each, "closed")) for each in tickets] == [1] * 6
