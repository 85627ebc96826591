"""Who spoke last on a ticket: after every act that brings, moves or answers a contact, and in the queue."""

import contextlib
import random
import uuid
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from contacts.actions.logging_contacts import KeptOpen, Resolved
from contacts.actions.resolving import reopen_ticket
from contacts.actions.splitting_tickets import split_ticket
from contacts.actions.undoing_merges import undo_merge
from contacts.actions.waiting import wait_for_customer
from contacts.errors import TicketError
from contacts.models import Contact, Merge, Ticket, TimelineEntry
from contacts.queries.queue import queue
from contacts.queries.queue_choices import Choice
from tests import cast
from tests.contacts.acts import BY_NAME, browser, promise, resolve
from tests.contacts.merges import merge

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(dana, marisol) -> Ticket:
    """An open ticket of a customer who wrote, with dana."""
    return cast.ticket(dana, customer=marisol, channel="email")


def ago(minutes: int) -> datetime:
    return timezone.now() - timedelta(minutes=minutes)


def speaks(who: str, ticket: Ticket, by, *, minutes: int, **facts) -> datetime:
    """The customer (`in`) or we (`out`) are in touch so many minutes ago; the time."""
    at = ago(minutes)
    known = {"channel": "email", "outcome": KeptOpen("as_is")} | facts
    cast.contact(by, ticket=ticket, direction=who, started_at=at, **known)
    return at


def spoke_last(ticket: Ticket) -> datetime | None:
    return Ticket.objects.get(pk=ticket.pk).spoke_last_at


def listed(person, **choice) -> set[int]:
    return {each.pk for each in queue(cast.again(person), Choice(last="customer", **choice)).tickets}


def split_off(ticket: Ticket, contact: Contact, by) -> Ticket:
    return split_ticket(
        ticket, contact=contact, topic=cast.topic(), area=ticket.area, submission_id=uuid.uuid4(), by=by
    )


def test_a_customer_who_was_in_touch_waits_until_we_are(dana, ticket):
    assert spoke_last(ticket) == ticket.contacts.get().started_at
    assert listed(dana) == {ticket.pk}
    speaks("out", ticket, dana, minutes=1)
    assert spoke_last(ticket) is None
    assert listed(dana) == set()


@pytest.mark.parametrize("channel", ["phone", "walk_in"])
def test_who_called_or_came_was_spoken_with_and_waits_when_in_touch_again(dana, ticket, channel):
    called = cast.ticket(dana, channel=channel)
    assert listed(dana) == {ticket.pk}
    assert not Ticket.objects.get(pk=called.pk).is_unanswered
    speaks("in", called, dana, minutes=0, channel=channel)
    assert listed(dana) == {ticket.pk, called.pk}
    assert Ticket.objects.get(pk=called.pk).is_unanswered


def test_freescout_5501_who_writes_again_and_again_stays_in_the_list(dana, ticket):
    """A conversation left the list when its customer replied several times."""
    speaks("out", ticket, dana, minutes=2)
    for minutes in (1, 0, 0):
        at = speaks("in", ticket, dana, minutes=minutes)
        assert spoke_last(ticket) == at
        assert listed(dana) == {ticket.pk}


def test_a_ticket_that_we_opened_with_a_call_of_ours_waits_for_nobody(dana):
    assert spoke_last(cast.ticket(dana, direction="out")) is None


def test_what_is_answered_in_the_contact_itself_is_answered(dana, ticket):
    done = Resolved(cast.code(), "Monday to Friday.")
    assert spoke_last(cast.ticket(dana, outcome=done)) is None
    speaks("in", ticket, dana, minutes=0, outcome=done)
    assert (spoke_last(ticket), Ticket.objects.get(pk=ticket.pk).state) == (None, "resolved")


def test_a_resolution_answers_and_the_next_contact_asks_again(dana, ticket):
    resolve(ticket, dana)
    assert spoke_last(ticket) is None
    at = speaks("in", ticket, dana, minutes=0)
    assert spoke_last(ticket) == at


def test_who_reopens_a_ticket_did_not_hear_from_the_customer(dana, ticket):
    resolve(ticket, dana)
    reopen_ticket(ticket, reason="The wrong form went out.", by=dana)
    assert spoke_last(ticket) is None
    speaks("out", ticket, dana, minutes=0, outcome=KeptOpen("mine"))
    assert spoke_last(ticket) is None


def test_a_contact_of_ours_that_opens_a_ticket_again_leaves_nothing_to_answer(dana, ticket):
    resolve(ticket, dana)
    speaks("out", ticket, dana, minutes=0, outcome=KeptOpen("mine"))
    assert (Ticket.objects.get(pk=ticket.pk).state, spoke_last(ticket)) == ("open", None)


def test_what_is_written_down_late_counts_when_it_took_place(dana, ticket):
    first = spoke_last(ticket)
    speaks("out", ticket, dana, minutes=600)  # before the customer asked
    assert spoke_last(ticket) == first
    speaks("out", ticket, dana, minutes=1)
    speaks("in", ticket, dana, minutes=2)  # before we called
    assert spoke_last(ticket) is None
    at = speaks("in", ticket, dana, minutes=0)
    speaks("in", ticket, dana, minutes=500)
    assert spoke_last(ticket) == at


def test_who_resolved_did_not_know_of_a_letter_that_is_written_down_later(dana, ticket):
    resolve(ticket, dana)
    letter = speaks("in", ticket, dana, minutes=60, channel="postal")
    assert spoke_last(ticket) == letter


def test_notes_promises_and_forwarding_answer_nobody(dana, ticket):
    at = spoke_last(ticket)
    BY_NAME["note"].send(dana, ticket)
    promise(ticket, dana)
    BY_NAME["forward"].send(dana, ticket)
    assert spoke_last(ticket) == at
    assert listed(dana) == {ticket.pk}


def test_while_we_wait_for_the_customer_it_is_not_our_turn(dana, ticket):
    at = spoke_last(ticket)
    wait_for_customer(ticket, note="For the signed copy.", by=dana)
    assert listed(dana) == set()
    assert "spoke last," not in browser(dana).get(f"/tickets/T{ticket.pk}/").content.decode()
    reopen_ticket(ticket, reason="That was the other ticket.", by=dana)
    assert (spoke_last(ticket), listed(dana)) == (at, {ticket.pk})


def test_of_two_tickets_that_become_one_the_newest_contact_says_who_spoke_last(dana, older, newer):
    speaks("out", older, dana, minutes=1)
    theirs = speaks("in", newer, dana, minutes=0)
    done = merge(newer, older, dana)
    assert (spoke_last(older), spoke_last(newer)) == (theirs, None)
    undo_merge(done, by=dana)
    assert (spoke_last(older), spoke_last(newer)) == (None, theirs)


def test_an_answer_on_one_of_two_tickets_that_become_one_answers_on_both(dana, older, newer):
    asked = spoke_last(older)
    speaks("out", newer, dana, minutes=0)
    done = merge(newer, older, dana)
    assert spoke_last(older) is None
    undo_merge(done, by=dana)
    assert spoke_last(older) == asked


def test_what_was_resolved_before_it_was_merged_in_is_not_asked_again(dana, older):
    speaks("out", older, dana, minutes=2)
    done, last = cast.ticket(dana, started_at=ago(1)), cast.ticket(dana, started_at=ago(10))
    resolve(done, dana)
    speaks("out", last, dana, minutes=5)
    merge(done, last, dana)
    assert spoke_last(last) is None
    merge(last, older, dana)  # and so on, through any number of merges
    assert spoke_last(older) is None


def test_an_undo_leaves_what_was_said_since_where_it_was_said(dana, older, newer):
    asked = spoke_last(newer)
    done = merge(newer, older, dana)
    speaks("out", older, dana, minutes=0)
    undo_merge(done, by=dana)
    assert (spoke_last(older), spoke_last(newer)) == (None, asked)


def test_a_contact_that_is_split_off_takes_along_whether_it_was_answered(dana, ticket):
    asked = spoke_last(ticket)
    ours = speaks("out", ticket, dana, minutes=2)
    again = speaks("in", ticket, dana, minutes=1)
    theirs, ours = ticket.contacts.get(started_at=again), ticket.contacts.get(started_at=ours)
    new = split_off(ticket, theirs, dana)
    assert (spoke_last(ticket), spoke_last(new)) == (None, again)
    called = split_off(ticket, ours, dana)
    assert (spoke_last(ticket), spoke_last(called)) == (asked, None)


def test_a_contact_that_waited_while_somebody_resolved_came_after_the_resolution(dana, ticket):
    """Its row says when it began to wait, which is before."""
    other = cast.ticket(dana, started_at=ago(10))
    speaks("out", other, dana, minutes=5)
    resolve(ticket, dana)
    at = speaks("in", ticket, dana, minutes=0)
    ticket.contacts.filter(started_at=at).update(recorded_at=ago(1))
    merge(ticket, other, dana)
    assert spoke_last(other) == at


def test_the_database_itself_refuses_a_resolved_ticket_that_waits_for_an_answer(dana, ticket):
    resolve(ticket, dana)
    with pytest.raises(IntegrityError, match="what_is_resolved_is_answered"), transaction.atomic():
        Ticket.objects.filter(pk=ticket.pk).update(spoke_last_at=timezone.now())


class Story:
    """Acts at random on a few tickets, each at a moment of its own, though a test is one transaction."""

    def __init__(self, dana, seed: int) -> None:
        self.dana, self.chance, self.moment = dana, random.Random(seed), 10_000
        self.merges: list[Merge] = []
        for _ in range(4):
            cast.ticket(dana, started_at=self.some_time())
            self.date()

    def some_time(self) -> datetime:
        return ago(self.chance.randint(0, 500))

    def date(self) -> None:
        """Give what was just written a time after all before it, and before all to come."""
        self.moment -= 1
        now, at = timezone.now() - timedelta(seconds=100), ago(60) - timedelta(seconds=self.moment)
        Contact.objects.filter(recorded_at__gt=now).update(recorded_at=at)
        TimelineEntry.objects.filter(at__gt=now).update(at=at)

    def go_on(self) -> None:
        standing = list(Ticket.objects.filter(merged_into=None).order_by("pk"))
        ticket = self.chance.choice(standing)
        others = [each for each in standing if each != ticket and each.is_unresolved]
        match self.chance.choice(
            ["in", "in", "out", "done", "resolve", "reopen", "wait", "merge", "undo", "split"]
        ):
            case "in" | "out" as who:
                self.speak(who, ticket, KeptOpen("as_is"))
            case "done" if ticket.is_unresolved:
                self.speak("in", ticket, Resolved(cast.code(), "Sent."))
            case "resolve" if ticket.is_unresolved:
                resolve(ticket, self.dana)
            case "reopen" if ticket.state != "open":
                reopen_ticket(ticket, reason="It came back.", by=self.dana)
            case "wait" if ticket.waiting_for != "customer" and ticket.is_unresolved:
                wait_for_customer(ticket, by=self.dana)
            case "merge" if others and len(standing) > 2:
                self.merges.append(merge(ticket, self.chance.choice(others), self.dana))
            case "undo" if self.merges:
                last = self.merges.pop()
                with contextlib.suppress(TicketError):
                    undo_merge(Merge.objects.get(pk=last.pk), by=self.dana)
            case "split" if ticket.contacts.count() > 1:
                split_off(ticket, self.chance.choice(list(ticket.contacts.all())), self.dana)
        self.date()

    def speak(self, who: str, ticket: Ticket, outcome) -> None:
        cast.contact(
            self.dana,
            ticket=ticket,
            direction=who,
            channel="fax",
            started_at=self.some_time(),
            outcome=outcome,
        )


def by_the_rule(ticket: Ticket) -> datetime | None:
    """When the customer spoke last unanswered, in plain words: one contact after another."""
    if not ticket.is_unresolved:
        return None
    one = [ticket]
    for each in one:
        one.extend(Ticket.objects.filter(merged_into=each))
    resolved = TimelineEntry.objects.filter(ticket__in=one, kind="resolved").values_list("at", flat=True)
    last = None
    for contact in ticket.contacts.order_by("started_at", "id"):
        if contact.direction == "out":
            last = None
        elif not any(at >= contact.recorded_at for at in resolved):
            last = contact.started_at
    return last


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whatever_happens_the_column_says_what_contacts_and_resolutions_say(dana, seed):
    story = Story(dana, seed)
    for _ in range(60):
        story.go_on()
        for each in Ticket.objects.all():
            assert each.spoke_last_at == by_the_rule(each), f"{each} is {each.state}"
