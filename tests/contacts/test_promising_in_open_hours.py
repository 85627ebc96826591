"""A promise can fall on a day on which the ticket's own area is open, and on no other."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from contacts.calendars import calendar_of
from contacts.models import ClosedDay, FollowUp, OpeningHours, SeveralRow, Ticket
from contacts.office_time import at_hour
from tests import cast
from tests.contacts import screen
from tests.contacts.acts import BY_NAME, browser, put_back, written
from tests.contacts.test_acting_on_several import sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def saturdays(petitions):
    """Petitions works on Saturdays and not on Mondays."""
    for weekday in (1, 2, 3, 4, 5):
        OpeningHours.objects.create(area=petitions, weekday=weekday, opens=540, closes=1020)
    return petitions


def coming(weekday: int) -> date:
    """The next day of this weekday that is no federal holiday, and the day after is none."""
    day = timezone.localdate() + timedelta(days=1)
    while day.weekday() != weekday or calendar_of(cast.area()).special_on(day):
        day += timedelta(days=1)
    return day


def ten(day: date) -> datetime:
    return at_hour(day, 10)


def promised(user, at: datetime, **fields):
    fields |= {"outcome": "open", "promise": "other", "promise_at": written(at)}
    return screen.send(user, **fields)


def test_on_the_contact_screen_the_hours_are_those_of_the_tickets_area(saturdays, luis, dana):
    topic = cast.topic("Petition to revive", saturdays)
    assert promised(luis, ten(coming(5)), topic=topic.pk).status_code == 302
    assert FollowUp.objects.get().due_at == ten(coming(5))
    refused = promised(luis, ten(coming(0)), topic=topic.pk)
    assert refused.status_code == 422
    assert "is no business day. No promise can fall then." in refused.content.decode()
    assert "is a weekend. No promise can fall then." in promised(dana, ten(coming(5))).content.decode()
    assert promised(dana, ten(coming(0))).status_code == 302


def test_a_day_on_which_the_area_alone_is_closed_is_refused_at_the_field(filing, dana, luis):
    day = coming(2)
    ClosedDay.objects.create(area=filing, day=day, name="Move")
    page = promised(dana, ten(day)).content.decode()
    assert "is a closed day: Move. No promise can fall then." in page
    assert 'id="id_promise_at_error"' in page
    assert (
        promised(luis, ten(day), topic=cast.topic("Petition", cast.area("Petitions")).pk).status_code == 302
    )


def test_a_ticket_that_there_is_has_the_hours_of_the_area_it_is_with(saturdays, luis, carol, marisol):
    ticket = cast.ticket(luis, customer=marisol, topic=cast.topic("Petition to revive", saturdays))
    about = {"about": ticket.number, "customer": marisol.number, "owner": "as_is"}
    for person in (luis, carol):  # she works for the call center, which is closed on Saturdays
        assert promised(person, ten(coming(0)), **about).status_code == 422
        assert promised(person, ten(coming(5)), **about).status_code == 302


def test_what_is_offered_are_open_days_of_the_area(saturdays, luis, dana):
    for person, address in ((luis, "/contacts/new/"), (dana, "/contacts/new/")):
        offered = browser(person).get(address).context["form"].promises
        calendar = calendar_of(person.areas[0])
        assert offered and all(calendar.ranges_on(timezone.localdate(at)) for _, at in offered)
    ticket = cast.ticket(luis, topic=cast.topic("Petition to revive", saturdays))
    form = browser(luis).get(f"/tickets/T{ticket.pk}/follow-up/").context["form"]
    days = {timezone.localdate(at).weekday() for _, at in form.likely}
    assert days and days <= {1, 2, 3, 4, 5}


def test_a_likely_time_that_was_chosen_stays_chosen_when_the_page_comes_back(dana):
    at = browser(dana).get("/contacts/new/").context["form"].promises[-1][1]
    chosen = {"outcome": "open", "promise": at.isoformat()}
    back = screen.send(dana, description="", **chosen)
    assert back.status_code == 422
    assert f'value="{at.isoformat()}" checked' in back.content.decode()
    assert screen.send(dana, **chosen).status_code == 302
    assert FollowUp.objects.get().due_at == at


def test_a_likely_time_that_is_over_is_said_and_not_dropped(dana):
    """A page that was left open over night had “Today 4 p.m.” chosen."""
    over = timezone.localtime() - timedelta(hours=12)
    back = screen.send(dana, outcome="open", promise=over.isoformat())
    page = back.content.decode()
    assert back.status_code == 422 and "A promise can only be for a time to come." in page
    assert f'value="{over.isoformat()}" checked' in page


@pytest.mark.parametrize("forged", ["tomorrow", "2027-01-04T10:00", "9999-99-99T00:00:00+00:00"])
def test_what_is_no_time_gets_a_sentence(forged, dana):
    back = screen.send(dana, outcome="open", promise=forged)
    assert back.status_code == 422 and "This time is not offered." in back.content.decode()


def test_on_the_tickets_page_too(saturdays, luis):
    ticket = cast.ticket(luis, topic=cast.topic("Petition to revive", saturdays))
    act = BY_NAME["follow_up"]
    assert act.send(luis, ticket, due_at=written(ten(coming(0)))).status_code == 422
    assert act.send(luis, ticket, due_at=written(ten(coming(5)))).status_code == 302


def test_of_several_each_is_done_or_refused_by_its_own_areas_hours(saturdays, dana, luis, carol):
    ours = cast.ticket(dana)
    theirs = cast.ticket(luis, topic=cast.topic("Petition to revive", saturdays))
    for each, person in ((ours, dana), (theirs, luis)):
        put_back(each, person)
    address = "/tickets/follow-up/"
    assert (
        browser(carol).post(address, sent([ours, theirs], due_at=written(ten(coming(5))))).status_code == 302
    )
    refused = dict(SeveralRow.objects.values_list("ticket", "refused"))
    assert refused[theirs.pk] == "" and "is a weekend" in refused[ours.pk]
    sunday = browser(carol).post(address, sent([ours, theirs], due_at=written(ten(coming(6)))))
    assert sunday.status_code == 422 and "is a weekend. No promise can fall then." in sunday.content.decode()
    assert Ticket.objects.filter(follow_ups__isnull=False).count() == 1
