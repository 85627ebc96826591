"""Hours, special days and targets of areas, on screens of supervisors and administrators."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from contacts.actions.keeping_holidays import have_federal_holidays
from contacts.actions.keeping_hours import (
    add_closed_day,
    change_week,
    remove_closed_day,
)
from contacts.actions.keeping_targets import add_target
from contacts.calendars import OFFICE_WEEK, calendar_of, office_calendar, week_of
from contacts.errors import Conflict, TicketError
from contacts.models import ClosedDay, OpeningHours, ServiceTarget
from contacts.office_time import at_hour, closed_because, next_open_day
from contacts.opening_words import mark_of
from tests import cast
from tests.contacts.acts import BY_NAME, browser, changes_of, written

pytestmark = pytest.mark.django_db
HOURS = "/areas/filing-receipts/hours/"
DAYS = "/areas/filing-receipts/days/"
TARGETS = "/areas/filing-receipts/targets/"
THANKSGIVING = date(2026, 11, 26)


def week(**days: str) -> dict:
    """The form as a browser sends it, for an area that never said when it is open."""
    return {"read": mark_of(OFFICE_WEEK)} | {f"day_{n}": days.get(f"d{n}", "") for n in range(7)}


def ahead(days: int = 30) -> date:
    return timezone.localdate() + timedelta(days=days)


def new_day(**facts) -> dict:
    known = {"submission_id": str(uuid.uuid4()), "day": ahead().isoformat(), "kind": "closed", "name": "Move"}
    return known | facts


def test_a_supervisor_says_when_their_area_is_open(sven, filing):
    sent = week(d0="8:30 a.m. to noon, 1 to 5 p.m.", d5="10-14")
    assert browser(sven).post(HOURS, sent).status_code == 302
    assert week_of(filing)[0] == ((510, 720), (780, 1020))
    assert week_of(filing)[5] == ((600, 840),)
    assert week_of(filing)[1] == ()
    assert {each.actor_id for each in changes_of("contacts_openinghours")} == {sven.pk}
    page = browser(sven).get("/areas/filing-receipts/").content.decode()
    assert "8:30 a.m. to noon, 1 p.m. to 5 p.m." in page


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        ({"d0": "whenever"}, "is no range of times"),
        ({"d0": "17:00 to 9:00"}, "ends before it begins"),
        ({"d0": "9-12, 11-13"}, "Two of these times overlap."),
        ({}, "The area has to be open at some time in the week."),
        ({"d0": "9 to 17:00\x00"}, "is no time of day"),
        ({"d0": "9 to 17:00," * 50}, "At most 160 characters"),
    ],
)
def test_hours_that_cannot_be_get_a_sentence_and_keep_what_was_typed(sven, filing, days, sentence):
    answer = browser(sven).post(HOURS, week(d1="8:15 to 17:45", **days) if days else week())
    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence.lower() in page.lower()
    assert not days or "8:15 to 17:45" in page
    assert not OpeningHours.objects.exists()


def test_who_read_other_hours_is_told_and_keeps_what_they_typed(sven, filing):
    sent = week(d0="9 to 17:00")
    assert browser(sven).post(HOURS, sent).status_code == 302
    late = browser(sven).post(HOURS, week(d0="7 to 15:00"))
    assert late.status_code == 409
    page = late.content.decode()
    assert "Somebody changed this while you were writing" in page
    assert "Mon 9 a.m. to 5 p.m." in page and "7 to 15:00" in page
    assert week_of(filing)[0] == ((540, 1020),)
    again = week(d0="7 to 15:00") | {"read": mark_of(week_of(filing))}
    assert browser(sven).post(HOURS, again).status_code == 302


def test_a_supervisor_keeps_no_other_area_and_an_administrator_all(sven, adam, dana, petitions):
    assert browser(sven).get("/areas/petitions/").status_code == 404
    assert browser(sven).post("/areas/petitions/hours/", week(d0="9-17")).status_code == 404
    for person in (sven, dana):
        with pytest.raises(PermissionDenied):
            change_week(petitions, week=OFFICE_WEEK, by=person)
    assert browser(adam).post("/areas/petitions/hours/", week(d0="9-17")).status_code == 302
    assert "Petitions" in browser(adam).get("/areas/").content.decode()


def test_only_an_administrator_changes_the_days_of_all_areas(sven, adam):
    with pytest.raises(PermissionDenied):
        add_closed_day(None, day=ahead(), name="x", kind="closed", submission_id=uuid.uuid4(), by=sven)
    assert "New day" not in browser(sven).get("/holidays/").content.decode()
    assert browser(adam).post("/holidays/new/", new_day()).status_code == 302
    assert ClosedDay.objects.get().area is None


def test_an_administrator_changes_federal_holidays_and_other_days_where_they_are_listed(adam, sven):
    """The list of all areas had no way to change a day, and said to change it there."""
    have_federal_holidays()
    federal = ClosedDay.objects.filter(day__gte=ahead(0)).first()
    own = ClosedDay.objects.create(day=ahead(700), name="Move")
    page = browser(adam).get("/holidays/").content.decode()
    for row in (federal, own):
        assert f'href="/holidays/{row.pk}/"' in page
        assert f'action="/holidays/{row.pk}/remove/"' in page
    assert 'href="/holidays/' not in browser(sven).get("/holidays/").content.decode()
    usual = {"submission_id": str(uuid.uuid4()), "kind": "usual", "name": "We work", "version": 1}
    assert browser(adam).post(f"/holidays/{federal.pk}/", usual).status_code == 302
    federal.refresh_from_db()
    assert federal.kind == "usual"


def test_every_day_to_come_is_listed_so_that_it_can_be_changed(sven, filing):
    far = ahead(3 * 365)
    assert browser(sven).post(f"{DAYS}new/", new_day(day=str(far))).status_code == 302
    row = ClosedDay.objects.get()
    later = ClosedDay.objects.create(day=ahead(5000), area=filing, name="From before there was a limit")
    page = browser(sven).get("/areas/filing-receipts/").content.decode()
    for each in (row, later):
        assert f'href="{DAYS}{each.pk}/"' in page


def test_an_area_that_opens_early_may_close_early(sven, filing):
    assert browser(sven).post(HOURS, week(**{f"d{n}": "6-14" for n in range(7)})).status_code == 302
    early = new_day(kind="early", closes="7 a.m.")
    assert browser(sven).post(f"{DAYS}new/", early).status_code == 302


def test_an_areas_own_day_goes_before_that_of_all(filing, petitions):
    day = ahead()
    while day.weekday() > 4 or calendar_of(filing).special_on(day):
        day += timedelta(days=1)
    ClosedDay.objects.create(day=day, name="Storm")
    ClosedDay.objects.create(day=day, area=filing, name="We are here", kind="early", closes=13 * 60)
    assert calendar_of(petitions).ranges_on(day) == office_calendar().ranges_on(day) == ()
    assert calendar_of(filing).ranges_on(day) == ((510, 780),)
    assert closed_because(at_hour(day, 14), calendar_of(filing)).endswith(
        "is closed from 1 p.m. on: We are here"
    )
    assert closed_because(at_hour(day, 10), calendar_of(filing)) == ""


def test_no_promise_falls_on_a_closed_day_of_the_area(ticket, dana, filing):
    day = next_open_day(ahead(10))
    ClosedDay.objects.create(day=day, area=filing, name="Move")
    answer = BY_NAME["follow_up"].send(dana, ticket, due_at=written(at_hour(day, 10)))
    assert answer.status_code == 422
    assert "is a closed day: Move. No promise can fall then." in answer.content.decode()
    assert not ticket.follow_ups.exists()


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"day": ""}, "Say which day."),
        ({"day": "32 Smarch"}, "This is no day."),
        ({"day": "2020-01-02"}, "The day is over."),
        ({"name": " "}, "Say why the day is special."),
        ({"kind": "lazy"}, "lazy is not one of the available choices"),
        ({"kind": "early"}, "Say when it closes on this day."),
        ({"kind": "early", "closes": "tea time"}, "is no time of day"),
        ({"kind": "early", "closes": "midnight"}, "Say when it closes on this day."),
        ({"kind": "early", "closes": "3"}, "It opens at 8:30 a.m. on this day."),
        ({"kind": "early", "closes": "8:30"}, "It opens at 8:30 a.m. on this day."),
        ({"day": "2190-01-02"}, "The day is more than three years away."),
        ({"name": "For Ann, SSN 219-09-9999"}, "social security number"),
    ],
)
def test_a_day_that_cannot_be_gets_a_sentence(sven, filing, facts, sentence):
    answer = browser(sven).post(f"{DAYS}new/", new_day(**facts))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not ClosedDay.objects.exists()


def test_a_day_sent_twice_is_one_and_another_of_the_same_day_is_refused(sven, filing):
    sent = new_day()
    for _ in range(2):
        assert browser(sven).post(f"{DAYS}new/", sent).status_code == 302
    assert ClosedDay.objects.count() == 1
    answer = browser(sven).post(f"{DAYS}new/", new_day())
    assert answer.status_code == 422
    assert "This day is on the list already." in answer.content.decode()


def test_a_day_is_changed_by_who_read_it_as_it_is_and_removed(sven, filing):
    row = ClosedDay.objects.create(day=ahead(), area=filing, name="Move")
    early = {
        "submission_id": str(uuid.uuid4()),
        "kind": "early",
        "closes": "1 p.m.",
        "name": "Move",
        "version": 1,
    }
    for _ in range(2):  # the same form, sent twice
        assert browser(sven).post(f"{DAYS}{row.pk}/", early).status_code == 302
    for otherwise in ({"kind": "closed"}, {"closes": "2 p.m."}):
        assert browser(sven).post(f"{DAYS}{row.pk}/", early | otherwise).status_code == 409
    late = browser(sven).post(f"{DAYS}{row.pk}/", early | {"name": "Flood"})
    assert late.status_code == 409
    assert "Closes early: Move" in late.content.decode()
    with pytest.raises(Conflict):
        remove_closed_day(row, version=1, by=sven)
    assert browser(sven).post(f"{DAYS}{row.pk}/remove/", {"version": 2}).status_code == 302
    assert not ClosedDay.objects.exists()


@pytest.mark.parametrize("key", ["1", "99999999999999999999"])
def test_a_day_of_another_area_or_of_all_is_not_changed_here(sven, filing, petitions, key):
    theirs = ClosedDay.objects.create(day=ahead(), area=petitions, name="Move")
    general = ClosedDay.objects.create(day=ahead(), name="Move")
    for each in (key, theirs.pk, general.pk):
        assert browser(sven).post(f"{DAYS}{each}/remove/", {"version": 1}).status_code == 404
        assert browser(sven).get(f"{DAYS}{each}/").status_code == 404
    assert ClosedDay.objects.count() == 2


def test_a_supervisor_sets_changes_and_removes_a_target(sven, greta, filing):
    sent = {"submission_id": str(uuid.uuid4()), "topic": "", "first_answer": "1.5", "resolution": "40"}
    for _ in range(2):
        assert browser(sven).post(f"{TARGETS}new/", sent).status_code == 302
    target = ServiceTarget.objects.get()
    assert (target.topic, target.first_answer, target.resolution) == (None, 90, 2400)
    page = browser(sven).get("/areas/filing-receipts/").content.decode()
    assert "1.5 h" in page and "All other topics" in page
    change = {"submission_id": str(uuid.uuid4()), "topic": cast.topic().pk, "resolution": "16", "version": 1}
    for _ in range(2):  # the same form, sent twice
        assert browser(sven).post(f"{TARGETS}{target.pk}/", change).status_code == 302
    late = browser(sven).post(f"{TARGETS}{target.pk}/", change | {"resolution": "8"})
    assert late.status_code == 409
    assert "first answer none, resolution 16, in business hours" in late.content.decode()
    for _ in range(2):  # the same button, pressed twice
        gone = browser(sven).post(f"{TARGETS}{target.pk}/remove/", {"version": 2}, follow=True)
        assert "The target is removed." in gone.content.decode()
    assert not ServiceTarget.objects.exists()
    assert browser(greta).post(f"{TARGETS}{target.pk}/remove/", {"version": 2}).status_code == 404


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({}, "Give hours for the first answer, for the resolution, or for both."),
        ({"resolution": "soon"}, "This is no number of hours."),
        ({"resolution": "0"}, "A quarter of an hour (0.25) is the least."),
        ({"resolution": "-3"}, "is the least."),
        ({"resolution": "1e9"}, "hours are the most."),
        ({"resolution": "NaN"}, "This is no number of hours."),
        ({"first_answer": "8", "resolution": "4"}, "The first answer cannot be due after the resolution."),
        ({"resolution": "8", "topic": "99999999"}, "not one of the available choices"),
    ],
)
def test_a_target_that_cannot_be_gets_a_sentence(sven, filing, facts, sentence):
    answer = browser(sven).post(f"{TARGETS}new/", {"submission_id": str(uuid.uuid4())} | facts)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not ServiceTarget.objects.exists()


def test_an_answer_due_after_the_resolution_is_refused_at_its_field(sven, filing):
    sent = {"submission_id": str(uuid.uuid4()), "first_answer": "8", "resolution": "4"}
    page = browser(sven).post(f"{TARGETS}new/", sent).content.decode()
    assert 'aria-describedby="id_first_answer_error' in page
    with pytest.raises(TicketError, match="cannot be due after"):
        add_target(filing, topic=None, first_answer=480, resolution=240, submission_id=uuid.uuid4(), by=sven)
    same = sent | {"resolution": "8"}
    assert browser(sven).post(f"{TARGETS}new/", same).status_code == 302


def test_a_second_target_for_a_topic_is_refused(sven, filing):
    ServiceTarget.objects.create(area=filing, resolution=60)
    answer = browser(sven).post(f"{TARGETS}new/", {"submission_id": str(uuid.uuid4()), "resolution": "8"})
    assert answer.status_code == 422
    assert "There is a target for this topic already." in answer.content.decode()


@pytest.mark.parametrize(
    "row",
    [
        lambda area: OpeningHours(area=area, weekday=7, opens=0, closes=60),
        lambda area: OpeningHours(area=area, weekday=0, opens=60, closes=60),
        lambda area: OpeningHours(area=area, weekday=0, opens=60, closes=1441),
        lambda area: ClosedDay(area=area, day=THANKSGIVING, name="x", kind="early"),
        lambda area: ClosedDay(area=area, day=THANKSGIVING, name="x", closes=60),
        lambda area: ClosedDay(area=area, day=THANKSGIVING, name="x", is_federal=True),
        lambda area: ClosedDay(day=THANKSGIVING, name="x", is_removed=True),
        lambda area: ServiceTarget(area=area),
        lambda area: ServiceTarget(area=area, resolution=0),
    ],
)
def test_the_database_itself_refuses_what_cannot_be(filing, row):
    with pytest.raises(IntegrityError), transaction.atomic():
        row(filing).save()


def test_who_may_finds_the_screens_in_the_navigation(sven, adam, dana):
    for person, where, there in (
        (sven, "/supervision/", True),
        (sven, "/account/", False),
        (adam, "/account/", True),
        (dana, "/account/", False),
    ):
        page = browser(person).get(where).content.decode()
        assert ('href="/areas/"' in page) is there
