"""Federal holidays: put in by a job, removed for all areas or for one, and put back."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from contacts import federal_holidays, jobs
from contacts.actions.keeping_holidays import have_federal_holidays, put_holiday_back, remove_holiday_here
from contacts.actions.keeping_hours import change_closed_day, remove_closed_day
from contacts.actions.reckoning import reckon_batch
from contacts.calendars import calendar_of, office_calendar
from contacts.errors import Conflict
from contacts.models import ClosedDay, MissedTarget, ServiceTarget, Ticket
from contacts.office_time import at_hour, closed_because, next_open_day
from tests import cast
from tests.contacts.acts import at_once, browser, changes_of
from uccms.accounts import roles
from uccms.accounts.models import BusinessArea
from uccms.mail.models import Mail

pytestmark = pytest.mark.django_db
NOW = 0
THANKSGIVING = date(2026, 11, 26)
HOLIDAYS, AREA = "/holidays/", "/areas/filing-receipts/"
STALE = "Somebody changed this day since you read it."


@pytest.fixture
def holiday(db) -> ClosedDay:
    """The next federal holiday that is no weekend, on the list with all others."""
    have_federal_holidays()
    later = ClosedDay.objects.filter(is_federal=True, day__gt=timezone.localdate() + timedelta(days=1))
    return next(row for row in later.order_by("day") if row.day.weekday() < 5)


def page(person, address: str = HOLIDAYS) -> str:
    return browser(person).get(address).content.decode()


def press(person, address: str, version: int = 1, **more) -> str:
    """Press the button of a row; the page on which one is then."""
    answer = browser(person).post(address, {"version": version} | more, follow=True)
    assert answer.redirect_chain and answer.status_code == 200
    return answer.content.decode()


def remove(person, row: ClosedDay, version: int = 1) -> str:
    return press(person, f"{HOLIDAYS}{row.pk}/remove/", version)


def put_back(person, row: ClosedDay, version: int = 2) -> str:
    return press(person, f"{HOLIDAYS}{row.pk}/put-back/", version)


@pytest.fixture
def ada(db):
    """A second administrator."""
    return cast.staff("ada", role=roles.ADMINISTRATOR, name="Ada Brook")


def remove_here(person, row: ClosedDay, version: int = 1, submission_id: object = None) -> str:
    sent = {"submission_id": str(submission_id or uuid.uuid4())}
    return press(person, f"{AREA}holidays/{row.pk}/remove/", version, **sent)


def is_open(row: ClosedDay, area: BusinessArea | None = None) -> bool:
    return bool((calendar_of(area) if area else office_calendar()).ranges_on(row.day))


@pytest.fixture
def reckoned(monkeypatch) -> Callable[[], list[int | None]]:
    """Does what was put off for due times; gives for which areas that was, None for all."""
    asked: list[tuple[int | None, int]] = []
    monkeypatch.setattr(
        "contacts.actions.reckoning.have_reckoned", lambda area, after=0: asked.append((area, after))
    )

    def do() -> list[int | None]:
        now = asked.copy()
        asked.clear()
        for area, after in now:
            reckon_batch(area, after=after)
        return [area for area, _ in now]

    return do


def test_federal_holidays_are_put_in_once_and_what_people_changed_stays(adam):
    new = have_federal_holidays(today=date(2026, 11, 1))
    assert new >= 33
    row = ClosedDay.objects.get(day=THANKSGIVING)
    assert (row.is_federal, row.area, row.kind) == (True, None, "closed")
    change_closed_day(row, name="We work", kind="usual", version=1, by=adam)
    assert have_federal_holidays(today=date(2026, 11, 1)) == 0
    row.refresh_from_db()
    assert (row.kind, row.name) == ("usual", "We work")
    assert closed_because(at_hour(THANKSGIVING, 10)) == ""


def test_a_year_that_is_not_on_the_list_yet_has_its_federal_holidays_all_the_same(filing):
    assert "is a federal holiday" in closed_because(at_hour(THANKSGIVING, 10))
    ClosedDay.objects.create(day=date(2026, 11, 27), name="Snow")
    assert calendar_of(filing).ranges_on(THANKSGIVING) == ()
    assert next_open_day(date(2026, 11, 25)) == date(2026, 11, 30)


def test_a_holiday_that_is_removed_stays_away_however_often_the_job_runs_until_it_is_put_back(
    adam, holiday, filing
):
    assert not is_open(holiday) and not is_open(holiday, filing)
    there = ClosedDay.objects.count()
    assert f"{holiday.name} is removed" in remove(adam, holiday)
    assert is_open(holiday) and is_open(holiday, filing)
    for _ in range(2):
        jobs.put_federal_holidays_on_the_list(NOW)
    assert ClosedDay.objects.count() == there
    assert is_open(holiday) and is_open(holiday, filing)
    assert closed_because(at_hour(holiday.day, 10)) == ""
    assert f"{holiday.name} is on the list again" in put_back(adam, holiday)
    assert not is_open(holiday) and not is_open(holiday, filing)
    assert [each.actor_id for each in changes_of("contacts_closedday", holiday.pk)][1:] == [adam.pk] * 2


def test_a_removed_holiday_is_on_a_list_of_its_own_and_only_there(adam, sven, holiday):
    assert "Removed federal holidays" not in page(adam)
    said = remove(adam, holiday)
    for shown in (said, page(adam)):
        assert f'action="/holidays/{holiday.pk}/put-back/"' in shown
        assert f'href="/holidays/{holiday.pk}/"' not in shown
        assert shown.index("Removed federal holidays") < shown.index("<table"), "it is seen before the table"
    assert "Removed federal holidays" in page(sven) and "Put back" not in page(sven)
    assert f"{holiday.day:%b} {holiday.day.day}, {holiday.day.year}" not in page(sven, AREA)
    assert "Removed federal holidays" not in put_back(adam, holiday)
    assert f'href="/holidays/{holiday.pk}/"' in page(adam)


def test_what_was_said_of_a_holiday_is_there_when_it_is_put_back(adam, holiday):
    change_closed_day(holiday, name="Half a day", kind="early", closes=780, version=1, by=adam)
    remove(adam, holiday, 2)
    assert office_calendar().ranges_on(holiday.day) == ((510, 1020),)
    put_back(adam, holiday, 3)
    holiday.refresh_from_db()
    assert (holiday.name, holiday.kind, holiday.closes, holiday.version) == ("Half a day", "early", 780, 4)
    assert office_calendar().ranges_on(holiday.day) == ((510, 780),)


def test_a_year_of_which_every_holiday_is_removed_has_none(filing):
    """A year that the table does not know is read from the library; a removed holiday is known."""
    ClosedDay.objects.create(day=THANKSGIVING, name="Thanksgiving Day", is_federal=True, is_removed=True)
    assert office_calendar().ranges_on(THANKSGIVING) == calendar_of(filing).ranges_on(THANKSGIVING) != ()
    assert office_calendar().ranges_on(date(2026, 12, 25)) != ()
    assert office_calendar().ranges_on(date(2027, 12, 24)) == ()


def test_who_read_it_otherwise_removes_nothing_and_puts_nothing_back(adam, ada, holiday):
    change_closed_day(holiday, name="We close at one", kind="early", closes=780, version=1, by=adam)
    assert STALE in remove(adam, holiday)
    assert office_calendar().ranges_on(holiday.day) == ((510, 780),)
    remove(adam, holiday, 2)
    for version in (1, 2, 4):
        assert STALE in put_back(adam, holiday, version)
    assert STALE in remove(adam, holiday, 3), "it is removed already"
    assert STALE in remove(ada, holiday, 2), "somebody else removed it"
    assert is_open(holiday)
    put_back(adam, holiday, 3)
    assert STALE in put_back(adam, holiday, 4), "it is back already"
    assert STALE in put_back(ada, holiday, 3), "somebody else put it back"
    assert STALE in remove(adam, holiday, 2), "it was put back since"
    holiday.refresh_from_db()
    assert (holiday.is_removed, holiday.version) == (False, 4)


@pytest.mark.parametrize("version", ["", "x", "9" * 5000, "-1", "²"])
def test_a_version_that_is_none_changes_nothing(adam, sven, holiday, filing, version):
    for person, address in (
        (adam, f"{HOLIDAYS}{holiday.pk}/remove/"),
        (adam, f"{HOLIDAYS}{holiday.pk}/put-back/"),
        (sven, f"{AREA}holidays/{holiday.pk}/remove/"),
    ):
        assert STALE in press(person, address, version)
    assert not is_open(holiday, filing)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_remove_it_at_once_one_is_told(adam, ada, holiday):
    both = [lambda by=by: remove_closed_day(holiday, version=1, by=cast.again(by)) for by in (adam, ada)]
    results = at_once(both)
    assert [type(each) for each in results if each] == [Conflict]
    holiday.refresh_from_db()
    assert (holiday.is_removed, holiday.version) == (True, 2)


def test_a_button_that_is_pressed_twice_is_answered_as_the_first_time(adam, sven, holiday, filing, reckoned):
    """Without script nothing prevents a double click, and the second answer is the one that is read."""
    for _ in range(2):
        said = remove(adam, holiday)
        assert f"{holiday.name} is removed" in said and STALE not in said
    for _ in range(2):
        said = put_back(adam, holiday)
        assert f"{holiday.name} is on the list again" in said and STALE not in said
    holiday.refresh_from_db()
    assert (holiday.is_removed, holiday.version) == (False, 3)

    remove_here(sven, holiday, 3)
    own = ClosedDay.objects.get(area=filing)
    for _ in range(2):
        said = press(sven, f"{AREA}days/{own.pk}/remove/")
        assert (
            f"is as it is for all areas again: closed all day, {holiday.name}" in said and STALE not in said
        )
    assert len(changes_of("contacts_closedday", own.pk)) == 2
    assert reckoned() == [None, None, filing.pk, filing.pk], "due times follow once for each act"


def test_a_day_that_somebody_else_removed_is_not_there_any_more(sven, greta, holiday, filing):
    remove_here(sven, holiday)
    own = ClosedDay.objects.get(area=filing)
    assert browser(greta).post(f"{AREA}days/{own.pk}/remove/", {"version": 2}, follow=True).status_code == 200
    press(greta, f"{AREA}days/{own.pk}/remove/")
    assert browser(sven).post(f"{AREA}days/{own.pk}/remove/", {"version": 1}).status_code == 404
    assert STALE in press(greta, f"{AREA}days/{own.pk}/remove/", 2), "another version was read"


@pytest.mark.django_db(transaction=True)
def test_a_button_that_is_pressed_twice_at_once_is_answered_alike(adam, sven, holiday, filing):
    def said(person, address: str) -> list[object]:
        return at_once([lambda: "Somebody changed" in press(person, address)] * 2)

    assert said(adam, f"{HOLIDAYS}{holiday.pk}/remove/") == [False, False]
    put_back(adam, holiday)
    remove_here(sven, holiday, 3)
    assert said(sven, f"{AREA}days/{ClosedDay.objects.get(area=filing).pk}/remove/") == [False, False]


def test_only_an_administrator_removes_a_holiday_for_all_and_puts_it_back(sven, adam, dana, holiday):
    for person in (sven, dana):
        with pytest.raises(PermissionDenied):
            remove_closed_day(holiday, version=1, by=person)
    remove_closed_day(holiday, version=1, by=adam)
    holiday.refresh_from_db()
    for person in (sven, dana):
        with pytest.raises(PermissionDenied):
            put_holiday_back(holiday, version=2, by=person)
    assert is_open(holiday)


def test_a_removed_holiday_is_put_back_before_it_is_changed_or_its_day_is_special_otherwise(adam, holiday):
    form = {"submission_id": str(uuid.uuid4()), "kind": "early", "closes": "1 p.m.", "name": "Ice"}
    remove(adam, holiday)
    late = browser(adam).post(f"{HOLIDAYS}{holiday.pk}/", form | {"version": 1})
    assert late.status_code == 409
    assert f"Removed: {holiday.name}" in late.content.decode() and "Ice" in late.content.decode()
    again = browser(adam).post(f"{HOLIDAYS}{holiday.pk}/", form | {"version": 2})
    assert again.status_code == 422
    assert "This holiday was removed. Put it back first" in again.content.decode()
    new = browser(adam).post(f"{HOLIDAYS}new/", form | {"day": str(holiday.day)})
    assert new.status_code == 422
    assert "A federal holiday was removed on this day. Put it back" in new.content.decode()
    assert is_open(holiday)


def test_a_holiday_that_is_over_stays_what_it_was(adam, sven, filing):
    row = ClosedDay.objects.create(day=date(2025, 12, 25), name="Christmas Day", is_federal=True)
    assert "The day is over" in remove(adam, row)
    assert "The day is over" in remove_here(sven, row)
    assert not is_open(row, filing)


def test_a_supervisor_removes_a_holiday_for_the_area_alone_and_puts_it_back(sven, holiday, filing, petitions):
    button = f'action="{AREA}holidays/{holiday.pk}/remove/"'
    assert button in page(sven, AREA)
    shown = remove_here(sven, holiday)
    assert f"{holiday.name} is removed here" in shown and button not in shown
    assert is_open(holiday, filing) and not is_open(holiday, petitions) and not is_open(holiday)
    own = ClosedDay.objects.get(area=filing)
    assert (own.day, own.name, own.kind) == (holiday.day, holiday.name, "usual")
    jobs.put_federal_holidays_on_the_list(NOW)
    assert is_open(holiday, filing)
    assert "For all areas: closed all day" in shown and "Put back" in shown
    assert shown.count(f"{holiday.day:%a, %b} {holiday.day.day}, {holiday.day.year}") == 1
    back = press(sven, f"{AREA}days/{own.pk}/remove/")
    assert f"is as it is for all areas again: closed all day, {holiday.name}" in back
    assert button in back and not is_open(holiday, filing)
    changes = changes_of("contacts_closedday", own.pk)
    assert [each.actor_id for each in changes] == [sven.pk, sven.pk]


def test_what_somebody_else_did_to_the_holiday_is_refused_in_the_area_too(sven, adam, holiday, filing):
    change_closed_day(holiday, name="Open until one", kind="early", closes=780, version=1, by=adam)
    assert STALE in remove_here(sven, holiday)
    remove(adam, holiday, 2)
    for version in (2, 3):
        assert STALE in remove_here(sven, holiday, version)
    put_back(adam, holiday, 3)
    assert not ClosedDay.objects.filter(area=filing).exists()
    remove_here(sven, holiday, 4)
    own = ClosedDay.objects.get(area=filing)
    change_closed_day(own, name="We come at noon", kind="early", closes=780, version=1, by=sven)
    assert STALE in press(sven, f"{AREA}days/{own.pk}/remove/", 1)
    assert ClosedDay.objects.get(area=filing).name == "We come at noon"


def test_an_area_that_has_said_otherwise_of_the_day_keeps_what_it_said(sven, holiday, filing):
    own = ClosedDay.objects.create(area=filing, day=holiday.day, name="Half", kind="early", closes=780)
    assert "has a day of its own on this date already" in remove_here(sven, holiday)
    own.refresh_from_db()
    assert own.kind == "early"
    shown = page(sven, AREA)
    assert f"holidays/{holiday.pk}/remove/" not in shown
    assert f"For all areas: closed all day, {holiday.name}" in shown


def test_removed_here_twice_by_one_form_it_is_one_day(sven, holiday, filing):
    form = uuid.uuid4()
    for _ in range(2):
        assert f"{holiday.name} is removed here" in remove_here(sven, holiday, submission_id=form)
    assert ClosedDay.objects.filter(area=filing).count() == 1


def test_a_supervisor_removes_no_holiday_of_another_area_and_no_other_day(sven, dana, holiday, petitions):
    storm = ClosedDay.objects.create(day=timezone.localdate() + timedelta(days=3), name="Storm")
    for address, row in (("petitions", holiday), ("filing-receipts", storm)):
        answer = browser(sven).post(f"/areas/{address}/holidays/{row.pk}/remove/", {"version": 1})
        assert answer.status_code == 404
    for person, area in ((sven, petitions), (dana, cast.area())):
        with pytest.raises(PermissionDenied):
            remove_holiday_here(holiday, area=area, version=1, submission_id=uuid.uuid4(), by=person)
    assert not ClosedDay.objects.exclude(area=None).exists()


def test_every_federal_holiday_can_be_removed_here_whatever_it_is_called(sven, holiday, filing):
    """No name is taken for something that no text may hold, such as a birthday."""
    year = holiday.day.year + 1
    for row in ClosedDay.objects.filter(is_federal=True, day__year=year):
        remove_here(sven, row)
    assert ClosedDay.objects.filter(area=filing).count() == len(federal_holidays.of_year(year))


def test_due_times_follow_a_holiday_that_is_removed_and_put_back(adam, sven, dana, holiday, filing, reckoned):
    ServiceTarget.objects.create(area=filing, resolution=120)
    before = holiday.day - timedelta(days=1)
    while not office_calendar().ranges_on(before):
        before -= timedelta(days=1)
    ticket = cast.ticket(dana, channel="email")
    Ticket.objects.filter(pk=ticket.pk).update(clock_from=at_hour(before, 16))
    reckon_batch(None, after=0)

    def due() -> date:
        ticket.refresh_from_db()
        assert ticket.due_key == ticket.resolution_due
        return timezone.localtime(ticket.resolution_due).date()

    version, after = ticket.version, next_open_day(holiday.day)
    assert due() == after
    remove(adam, holiday)
    assert (reckoned(), due()) == ([None], holiday.day)
    put_back(adam, holiday)
    assert (reckoned(), due()) == ([None], after)
    remove_here(sven, holiday, 3)
    assert (reckoned(), due()) == ([filing.pk], holiday.day)
    press(sven, f"{AREA}days/{ClosedDay.objects.get(area=filing).pk}/remove/")
    assert (reckoned(), due()) == ([filing.pk], after)
    assert ticket.version == version, "nobody who is typing is told of a conflict"


def test_supervisors_hear_nothing_twice_when_a_holiday_goes_and_comes(
    adam, sven, dana, holiday, filing, reckoned
):
    ServiceTarget.objects.create(area=filing, first_answer=60, resolution=120)
    sven.email = "sven@agency.example"
    sven.save(update_fields=["email"])
    ticket = cast.ticket(dana, channel="email")
    Ticket.objects.filter(pk=ticket.pk).update(clock_from=timezone.now() - timedelta(days=30))
    reckon_batch(None, after=0)

    def hear() -> tuple[int, int]:
        jobs.tell_supervisors_what_was_missed(NOW)
        jobs.mail_supervisors_what_was_missed(NOW)
        return MissedTarget.objects.count(), Mail.objects.count()

    assert hear() == (2, 1)
    remove(adam, holiday)
    reckoned()
    assert hear() == (2, 1)
    put_back(adam, holiday)
    reckoned()
    assert hear() == (2, 1)
