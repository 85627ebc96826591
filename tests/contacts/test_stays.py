"""How long a ticket was in each area, and with whom."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from contacts.models import Ticket, TimelineEntry
from contacts.queries.stays import MOST_PEOPLE, whereabouts
from contacts.queries.ticket_page import NEWEST
from tests import cast
from tests.contacts.acts import BY_NAME, browser, other_area, put_back, resolve
from uccms.accounts.models import BusinessArea, User
from uccms.web.template_words.times import lasted

Kind = TimelineEntry.Kind
OPENED = datetime(2026, 3, 2, 14, tzinfo=UTC)
CENTER, RECEIPTS = BusinessArea(pk=1, name="Contact Center"), BusinessArea(pk=2, name="Receipts")
DANA, HELEN = User(pk=1, name="Dana"), User(pk=2, name="Helen")


def ticket(**facts) -> Ticket:
    known = {"area": RECEIPTS, "state": "resolved", "opened_at": OPENED, "opened_by": DANA}
    return Ticket(**known | {"resolved_at": OPENED + timedelta(hours=9)} | facts)


def line(hours: float, kind: str, **facts) -> TimelineEntry:
    return TimelineEntry(kind=kind, at=OPENED + timedelta(hours=hours), **facts)


def moved(hours: float, **facts) -> TimelineEntry:
    return line(hours, Kind.FORWARDED, **{"origin": CENTER, "to": RECEIPTS} | facts)


def told(of: Ticket, *lines: TimelineEntry, are_all: bool = True) -> dict:
    found = whereabouts(of, lines, are_all=are_all)
    return {
        each.area.name: (
            each.lasted / timedelta(hours=1),
            {person.name: time / timedelta(hours=1) for person, time in each.longest},
        )
        for each in found.stays
    }


def test_each_area_and_person_has_the_time_between_the_lines():
    lines = (moved(2), line(3, Kind.ASSIGNED, person=HELEN), line(7, Kind.RESOLVED))
    assert told(ticket(), *lines) == {"Contact Center": (2, {}), "Receipts": (5, {"Helen": 4})}


def test_forwarded_or_routed_to_a_person_it_is_with_them_at_once():
    lines = (moved(2, person=HELEN), line(7, Kind.RESOLVED))
    assert told(ticket(), *lines)["Receipts"] == (5, {"Helen": 5})
    stayed = line(1, Kind.ROUTED, person=HELEN)
    assert told(ticket(), stayed, line(4, Kind.RESOLVED)) == {"Receipts": (4, {"Helen": 3})}
    only_high = line(2, Kind.ROUTED, priority="high")
    assert told(ticket(), stayed, only_high, line(4, Kind.RESOLVED)) == {"Receipts": (4, {"Helen": 3})}


def test_back_and_forth_is_added_up():
    back = line(3, Kind.FORWARDED, origin=RECEIPTS, to=CENTER)
    lines = (moved(2), back, moved(5), line(9, Kind.RESOLVED))
    assert told(ticket(), *lines) == {"Contact Center": (4, {}), "Receipts": (5, {})}


def test_what_is_resolved_or_merged_is_nowhere_until_it_is_opened_again():
    lines = [line(1, Kind.ASSIGNED, person=HELEN), line(2, Kind.RESOLVED), line(6, Kind.CLOSED)]
    assert told(ticket(), *lines) == {"Receipts": (2, {"Helen": 1})}
    lines += [line(7, Kind.REOPENED), line(8, Kind.MERGED)]
    assert told(ticket(), *lines) == {"Receipts": (3, {"Helen": 2})}
    lines += [line(8.5, Kind.UNMERGED), line(9, Kind.RESOLVED)]
    assert told(ticket(), *lines) == {"Receipts": (3.5, {"Helen": 2.5})}
    given_back = [*lines[:2], line(4, Kind.REOPENED, person=DANA), line(5, Kind.RESOLVED)]
    assert told(ticket(), *given_back) == {"Receipts": (3, {"Helen": 1, "Dana": 1})}


def test_who_had_it_from_the_beginning_is_known_where_no_line_says_otherwise():
    assert told(ticket(assignee=HELEN), line(3, Kind.RESOLVED)) == {"Receipts": (3, {"Helen": 3})}
    back = line(1, Kind.ASSIGNED, person=None)
    assert told(ticket(assignee=HELEN), back, line(3, Kind.RESOLVED)) == {"Receipts": (3, {"Dana": 1})}


def test_what_is_open_counts_until_now(db):
    now = timezone.now()
    open_one = ticket(state="open", resolved_at=None, opened_at=now - timedelta(hours=3), assignee=HELEN)
    (stay,) = whereabouts(open_one, [], are_all=True).stays
    assert stay.is_there
    assert lasted(stay.lasted) == lasted(stay.people[HELEN]) == "3 h"


def test_a_line_that_was_written_before_the_one_above_it_takes_nothing_away():
    lines = (line(4, Kind.ASSIGNED, person=HELEN), moved(2), line(7, Kind.RESOLVED))
    assert told(ticket(), *lines) == {"Contact Center": (4, {}), "Receipts": (3, {})}


def test_of_a_long_ticket_it_is_what_its_shown_lines_say():
    lines = (line(2, Kind.ASSIGNED, person=HELEN), line(4, Kind.RESOLVED))
    assert told(ticket(), *lines, are_all=False) == {"Receipts": (2, {"Helen": 2})}
    assert whereabouts(ticket(), lines, are_all=False).since == lines[0].at
    assert whereabouts(ticket(), lines, are_all=True).since is None


def test_of_many_people_those_who_had_it_longest_are_named():
    people = [User(pk=n, name=f"P{n}") for n in range(1, 9)]
    lines = [line(n * n, Kind.ASSIGNED, person=each) for n, each in enumerate(people)]
    (stay,) = whereabouts(ticket(), [*lines, line(70, Kind.RESOLVED)], are_all=True).stays
    assert [person.name for person, _ in stay.longest] == ["P8", "P7", "P6", "P5", "P4"]
    assert stay.others == len(people) - MOST_PEOPLE


@pytest.mark.parametrize(
    ("duration", "words"),
    [
        (timedelta(seconds=59), "under a minute"),
        (timedelta(minutes=12, seconds=59), "12 min"),
        (timedelta(hours=2, minutes=10), "2 h 10 min"),
        (timedelta(hours=3), "3 h"),
        (timedelta(days=1, minutes=5), "1 day"),
        (timedelta(days=3, hours=4, minutes=5), "3 days 4 h"),
    ],
)
def test_it_is_said_in_its_two_largest_measures(duration, words):
    assert lasted(duration) == words


@pytest.mark.django_db
def test_the_tickets_page_and_its_review_say_it(dana, cleo, ticket_of_two):
    for user, address in (
        (dana, f"/tickets/T{ticket_of_two.pk}/"),
        (dana, f"/tickets/T{ticket_of_two.pk}/news/"),
        (cleo, f"/supervision/review/T{ticket_of_two.pk}/"),
    ):
        page = browser(user).get(address).content.decode()
        where = page.split('id="h-where"')[1].split("</section>")[0]
        assert "<dt>Filing Receipts</dt><dd>2 h" in where, address
        assert "with Dana Hollis for 2 h" in where
        assert "<dt>Petitions</dt><dd>1 h" in where
        assert "so far" not in where


@pytest.mark.django_db
def test_the_page_of_a_ticket_with_a_thousand_lines_says_since_when(dana, ticket_of_dana):
    notes = [TimelineEntry(ticket=ticket_of_dana, kind=Kind.NOTE, by=dana, text=f"{n}") for n in range(1000)]
    TimelineEntry.objects.bulk_create(notes)
    page = browser(dana).get(f"/tickets/T{ticket_of_dana.pk}/").content.decode()
    where = page.split('id="h-where"')[1].split("</section>")[0]
    assert "as far as its lines are shown" in where
    assert page.count("entry--note") == NEWEST


@pytest.fixture
def ticket_of_dana(dana) -> Ticket:
    return cast.ticket(dana)


@pytest.fixture
def ticket_of_two(dana, luis) -> Ticket:
    """Two hours with dana, an hour in another area."""
    found = cast.ticket(dana)
    put_back(found, dana)
    BY_NAME["forward"].send(dana, found, to=other_area().pk)
    resolve(found, luis)
    now = timezone.now()
    for kind, hours in ((Kind.ASSIGNED, 1), (Kind.FORWARDED, 1), (Kind.RESOLVED, 0)):
        found.timeline.filter(kind=kind).update(at=now - timedelta(hours=hours))
    Ticket.objects.filter(pk=found.pk).update(opened_at=now - timedelta(hours=3))
    return Ticket.objects.get(pk=found.pk)
