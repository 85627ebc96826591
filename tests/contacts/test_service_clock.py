"""The service clock: it runs in business hours while we are asked, and due times follow it."""

import threading
import time
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from contacts.actions import service_clock
from contacts.actions.following_up import promise_follow_up
from contacts.actions.forwarding import forward_ticket
from contacts.actions.keeping_hours import change_week
from contacts.actions.keeping_targets import add_target, change_target, remove_target
from contacts.actions.logging_contacts import Forwarded, KeptOpen, Resolved
from contacts.actions.reckoning import BATCH, reckon_batch
from contacts.actions.resolving import reopen_ticket, resolve_ticket
from contacts.actions.waiting import wait_for_customer
from contacts.models import ServiceTarget, Ticket
from contacts.models.tickets import NEVER
from tests import cast
from tests.contacts.acts import at_once, soon
from uccms.accounts.models import BusinessArea

pytestmark = pytest.mark.django_db
OFFICE = ZoneInfo("America/New_York")
OPEN_DAY = "2026-11-23"  # a Monday; hours are 8:30 to 5


def at(text: str) -> datetime:
    """A moment of the week in which these tests happen."""
    return datetime.fromisoformat(f"{OPEN_DAY}T{text}" if len(text) == 5 else text).replace(tzinfo=OFFICE)


def target(area: BusinessArea, *, answer: float | None = 4, resolve: float | None = 16, topic=None):
    """A target in hours."""
    return ServiceTarget.objects.create(
        area=area,
        topic=topic,
        first_answer=answer and answer * 60,
        resolution=resolve and resolve * 60,
    )


def mail_in(by, text: str = "09:30", **facts) -> Ticket:
    """A ticket that an e-mail opened at this time."""
    known = {"channel": "email", "started_at": at(text)}
    with service_clock.going_by(at(text)):
        return as_it_is(cast.ticket(by, **known | facts))


def then(text: str, act: Callable, *args, **kwargs):
    """Do this at this time of the week."""
    with service_clock.going_by(at(text)):
        return act(*args, **kwargs)


def as_it_is(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def dues(ticket: Ticket) -> tuple:
    """First answer and resolution, as the wall clock shows them."""
    ticket = as_it_is(ticket)
    found = (ticket.first_answer_due, ticket.resolution_due)
    return tuple(due and due.astimezone(OFFICE).strftime("%d %H:%M") for due in found)


def resolve(ticket: Ticket, by) -> Ticket:
    return resolve_ticket(ticket, code=cast.code(), resolution="Sent a new receipt.", by=by)


def test_a_ticket_is_due_by_its_areas_target_in_business_hours(dana, filing):
    target(filing)
    ticket = mail_in(dana, "14:00")
    assert dues(ticket) == ("24 09:30", "25 13:00")
    assert ticket.due_key == ticket.first_answer_due


def test_without_a_target_nothing_is_due(dana, filing):
    ticket = mail_in(dana)
    assert dues(ticket) == (None, None)
    assert (ticket.due_key, ticket.untold_due) == (NEVER, NEVER)
    assert ticket.clock_from == at("09:30")


def test_a_topics_own_target_goes_before_that_of_all_others(dana, filing):
    target(filing)
    target(filing, topic=cast.topic(), answer=1, resolve=None)
    target(filing, topic=cast.topic("Something else"), answer=2)
    assert dues(mail_in(dana)) == ("23 10:30", None)


def test_a_call_is_answered_by_who_takes_it_and_an_email_by_writing_back(dana, filing):
    target(filing)
    call = mail_in(dana, channel="phone")
    assert call.answered_at == at("09:30")
    assert call.due_key == call.resolution_due
    written = mail_in(dana)
    assert written.answered_at is None
    answer = {"ticket": written, "outcome": KeptOpen("as_is"), "channel": "email"}
    then("10:00", cast.contact, dana, direction="in", started_at=at("10:00"), **answer)
    assert as_it_is(written).answered_at is None, "the customer wrote again"
    then("11:00", cast.contact, dana, direction="out", started_at=at("11:00"), **answer)
    written = as_it_is(written)
    assert (written.answered_at, written.due_key) == (at("11:00"), written.resolution_due)
    then("12:00", cast.contact, dana, direction="out", started_at=at("12:00"), **answer)
    assert as_it_is(written).answered_at == at("11:00"), "the first answer counts"


def test_the_clock_stands_while_we_wait_for_the_customer(dana, filing):
    target(filing, answer=None, resolve=4)
    ticket = mail_in(dana, "09:30")
    assert dues(ticket) == (None, "23 13:30")
    then("10:30", wait_for_customer, ticket, by=dana)
    waiting = as_it_is(ticket)
    assert (waiting.clock_from, waiting.clock_used, waiting.resolution_due) == (None, 3600, None)
    assert waiting.due_key == NEVER
    two_days_later = "2026-11-25T15:00"
    then(two_days_later, cast.contact, dana, ticket=ticket, outcome=KeptOpen("as_is"), started_at=at("10:40"))
    assert dues(ticket)[1] == "27 09:30", "an hour was used, Thanksgiving lies between"


def test_the_clock_runs_while_the_customer_waits_for_our_follow_up(dana, filing):
    target(filing, answer=None, resolve=4)
    ticket = mail_in(dana)
    then("10:30", promise_follow_up, ticket, due_at=soon(), by=dana)
    ticket = as_it_is(ticket)
    assert (ticket.state, ticket.clock_from) == ("waiting", at("09:30"))
    assert ticket.due_key == ticket.resolution_due


def test_what_is_due_first_is_what_the_queue_sorts_by(dana, filing):
    target(filing, answer=None, resolve=400)
    ticket = as_it_is(cast.ticket(dana, channel="email"))
    assert ticket.due_for == "Resolve"
    promise_follow_up(ticket, due_at=soon(), by=dana)
    ticket = as_it_is(ticket)
    assert (ticket.due_key, ticket.due_for) == (soon(), "Promise")


def test_forwarded_it_has_the_other_areas_target_less_what_was_used(dana, filing, petitions):
    target(filing, answer=2, resolve=8)
    target(petitions, answer=4, resolve=10)
    ticket = mail_in(dana, "09:30")
    then("11:00", forward_ticket, ticket, to=petitions, by=dana)
    ticket = as_it_is(ticket)
    assert (ticket.clock_used, ticket.clock_from) == (5400, at("11:00"))
    assert dues(ticket) == ("23 13:30", "24 11:00")


def test_each_areas_time_counts_in_that_areas_hours(dana, sven, filing, petitions):
    late = (((12 * 60, 20 * 60),),) * 5 + ((), ())
    change_week(filing, week=late, by=sven)
    target(petitions, answer=None, resolve=4)
    ticket = mail_in(dana, "09:00")
    then("13:00", forward_ticket, ticket, to=petitions, by=dana)
    assert as_it_is(ticket).clock_used == 3600, "filing opened at noon"
    assert dues(ticket)[1] == "23 16:00"


def test_who_forwards_what_is_late_makes_it_no_less_late(dana, filing, petitions):
    target(filing, answer=None, resolve=1)
    target(petitions, answer=None, resolve=1)
    ticket = mail_in(dana, "09:30")
    then("14:00", forward_ticket, ticket, to=petitions, by=dana)
    assert dues(ticket)[1] == "23 10:30"


def test_a_letter_that_was_forwarded_at_once_counts_from_when_it_came(dana, filing, petitions):
    target(petitions, answer=4)
    with service_clock.going_by(at("12:30")):
        ticket = cast.ticket(dana, channel="postal", started_at=at("09:30"), outcome=Forwarded(petitions))
    assert as_it_is(ticket).clock_used == 3 * 3600
    assert dues(ticket)[0] == "23 13:30"


def test_resolving_answers_and_stops_the_clock_and_keeps_what_was_due(dana, filing):
    target(filing)
    ticket = mail_in(dana)
    before = dues(ticket)
    then("10:30", resolve, ticket, dana)
    ticket = as_it_is(ticket)
    assert (ticket.clock_from, ticket.clock_used) == (None, 3600)
    assert ticket.answered_at == at("10:30")
    assert dues(ticket) == before
    assert (ticket.due_key, ticket.untold_due) == (NEVER, NEVER)


def test_what_is_resolved_in_the_first_contact_has_no_clock(dana, filing):
    target(filing)
    ticket = mail_in(dana, outcome=Resolved(cast.code(), "Sent it."))
    assert (ticket.clock_from, ticket.clock_used, ticket.resolution_due) == (None, 0, None)
    assert ticket.answered_at is not None


def test_a_reopened_ticket_has_the_whole_time_again(dana, filing):
    target(filing, answer=4, resolve=4)
    ticket = mail_in(dana)
    then("13:00", resolve, ticket, dana)
    then("2026-11-24T09:30", reopen_ticket, ticket, reason="It came back.", by=dana)
    assert dues(ticket) == ("23 13:30", "24 13:30")
    assert as_it_is(ticket).due_key == as_it_is(ticket).resolution_due


def test_over_the_end_of_summer_time_it_is_due_at_the_hour_on_the_wall(dana, filing):
    target(filing, answer=None, resolve=2)
    ticket = mail_in(dana, "2026-10-30T16:00")
    assert as_it_is(ticket).resolution_due.astimezone(OFFICE) == at("2026-11-02T09:30")
    assert as_it_is(ticket).resolution_due.utctimetuple().tm_hour == 14


def test_other_targets_give_open_tickets_new_due_times_and_no_conflict(dana, sven, filing, petitions):
    row = target(filing, answer=None, resolve=4)
    ticket, theirs = mail_in(dana), mail_in(dana)
    forward_ticket(theirs, to=petitions, by=dana)
    waiting = mail_in(dana)
    then("10:30", wait_for_customer, waiting, by=dana)
    version = as_it_is(ticket).version
    change_target(row, topic=None, first_answer=60, resolution=480, version=1, by=sven)
    for _ in range(2):
        assert reckon_batch(filing.pk) == 1
    ticket = as_it_is(ticket)
    assert dues(ticket) == ("23 10:30", "24 09:00")
    assert (ticket.due_key, ticket.version) == (ticket.first_answer_due, version)
    assert dues(waiting) == (None, None)
    remove_target(ServiceTarget.objects.get(), version=2, by=sven)
    reckon_batch(filing.pk)
    assert dues(ticket) == (None, None)
    assert as_it_is(ticket).due_key == NEVER


def test_other_hours_give_new_due_times(dana, sven, filing):
    target(filing, answer=None, resolve=4)
    ticket = mail_in(dana)
    change_week(filing, week=((((9 * 60, 11 * 60),),) * 5 + ((), ())), by=sven)
    reckon_batch(filing.pk)
    assert dues(ticket)[1] == "25 09:30"


def test_a_long_queue_is_reckoned_a_batch_at_a_time(dana, sven, filing, monkeypatch):
    monkeypatch.setattr("contacts.actions.reckoning.BATCH", 2)
    followed = []
    monkeypatch.setattr("contacts.actions.reckoning.have_reckoned", lambda *args: followed.append(args))
    tickets = [mail_in(dana) for _ in range(3)]
    add_target(filing, topic=None, first_answer=60, resolution=None, submission_id=cast.uuid.uuid4(), by=sven)
    assert followed.pop() == (filing.pk,)
    assert reckon_batch(filing.pk) == 2
    assert followed == [(filing.pk, tickets[1].pk)]
    assert reckon_batch(*followed.pop()[:1], after=tickets[1].pk) == 1
    assert followed == []
    assert {dues(each)[0] for each in tickets} == {"23 10:30"}
    assert BATCH >= 100


@pytest.mark.django_db(transaction=True)
def test_who_changes_a_target_waits_for_who_opens_a_ticket_by_the_old_one(dana, sven, filing):
    """Else the ticket would be committed after its due time was looked for, and keep the old one."""
    row = target(filing, answer=None, resolve=4)
    opened, order = threading.Event(), []

    def open_slowly() -> None:
        with transaction.atomic():
            mail_in(dana)
            opened.set()
            time.sleep(0.5)
            order.append("opened")

    def change() -> None:
        opened.wait(timeout=60)
        change_target(row, topic=None, first_answer=None, resolution=60, version=1, by=cast.again(sven))
        order.append("changed")

    assert at_once([open_slowly, change]) == [None, None]
    assert order == ["opened", "changed"]
    reckon_batch(filing.pk)
    assert dues(Ticket.objects.get())[1] == "23 10:30"


@pytest.mark.parametrize(
    "facts", [{"state": "resolved"}, {"state": "closed"}, {"state": "waiting", "waiting_for": "customer"}]
)
def test_the_database_itself_refuses_a_clock_that_runs_for_nobody(ticket, dana, facts):
    known = {"resolution_code": cast.code(), "resolved_at": timezone.now()}
    with pytest.raises(IntegrityError, match="the_clock_runs_for_us_alone"), transaction.atomic():
        Ticket.objects.filter(pk=ticket.pk).update(**known | facts)
