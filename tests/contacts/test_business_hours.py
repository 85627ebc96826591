"""Business hours: what passes and what time later is, whatever clocks and calendars do."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.business_hours import MINUTES, NOTHING, Calendar, SpecialDay, after, between

OFFICE = ZoneInfo("America/New_York")
NINE_TO_FIVE = ((9 * 60, 17 * 60),)
SPLIT = ((8 * 60 + 30, 12 * 60), (13 * 60, 17 * 60))
ALL_DAY = ((0, MINUTES),)
WEEKDAYS = Calendar((*[NINE_TO_FIVE] * 5, (), ()), OFFICE)


def at(text: str) -> datetime:
    """A moment of the office's wall clock."""
    return datetime.fromisoformat(text).replace(tzinfo=OFFICE)


def local(moment: datetime | None) -> str:
    assert moment is not None
    return moment.astimezone(OFFICE).strftime("%Y-%m-%d %H:%M")


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


@pytest.mark.parametrize(
    ("start", "length", "end"),
    [
        ("2026-11-23T09:00", 8, "2026-11-23 17:00"),
        ("2026-11-23T16:00", 2, "2026-11-24 10:00"),
        ("2026-11-20T16:30", 1, "2026-11-23 09:30"),  # over a weekend
        ("2026-11-21T12:00", 1, "2026-11-23 10:00"),  # asked on a Saturday
        ("2026-11-23T06:00", 1, "2026-11-23 10:00"),  # before the office opens
        ("2026-11-23T20:00", 1, "2026-11-24 10:00"),
    ],
)
def test_business_time_is_added(start, length, end):
    assert local(after(WEEKDAYS, at(start), hours(length))) == end


def test_several_ranges_a_day_leave_the_break_out():
    calendar = Calendar((*[SPLIT] * 5, (), ()), OFFICE)
    assert local(after(calendar, at("2026-11-23T11:30"), hours(1))) == "2026-11-23 13:30"
    assert between(calendar, at("2026-11-23T08:00"), at("2026-11-23T18:00")) == hours(7.5)


def test_a_closed_day_and_an_early_closing_count_less():
    days = {
        date(2026, 11, 26): SpecialDay("Thanksgiving", is_federal=True),
        date(2026, 11, 27): SpecialDay("Day after", closes=13 * 60),
        date(2026, 11, 30): SpecialDay("Open after all", is_usual=True),
    }
    calendar = Calendar(WEEKDAYS.week, OFFICE, days=days)
    assert between(calendar, at("2026-11-25T17:00"), at("2026-11-30T17:00")) == hours(4 + 8)
    assert local(after(calendar, at("2026-11-25T16:00"), hours(2))) == "2026-11-27 10:00"


def test_days_on_which_clocks_change_have_the_hours_that_they_have():
    calendar = Calendar((ALL_DAY,) * 7, OFFICE)
    spring, autumn = "2026-03-08", "2026-11-01"
    assert between(calendar, at(f"{spring}T00:00"), at("2026-03-09T00:00")) == hours(23)
    assert between(calendar, at(f"{autumn}T00:00"), at("2026-11-02T00:00")) == hours(25)
    assert local(after(calendar, at(f"{spring}T01:00"), hours(2))) == "2026-03-08 04:00"


def test_over_a_change_of_clocks_the_office_opens_at_its_hour_on_the_wall():
    assert local(after(WEEKDAYS, at("2026-03-06T16:00"), hours(2))) == "2026-03-09 10:00"
    assert local(after(WEEKDAYS, at("2026-10-30T16:00"), hours(2))) == "2026-11-02 10:00"
    assert after(WEEKDAYS, at("2026-03-06T16:00"), hours(2)) == datetime(2026, 3, 9, 14, tzinfo=UTC)


def test_an_office_that_never_opens_never_gets_there():
    assert after(Calendar(((),) * 7, OFFICE), at("2026-11-23T09:00"), hours(1)) is None
    assert between(Calendar(((),) * 7, OFFICE), at("2026-11-23T09:00"), at("2027-11-23T09:00")) == NOTHING
    shut = {date(2026, 1, 1) + timedelta(days=n): SpecialDay("Shut") for n in range(2000)}
    assert after(Calendar(WEEKDAYS.week, OFFICE, days=shut), at("2026-11-23T09:00"), hours(1)) is None


def test_no_time_later_is_now_even_when_the_office_is_closed():
    saturday = at("2026-11-21T12:00")
    assert after(WEEKDAYS, saturday, NOTHING) == saturday


# Any week that is open at some time, and any days; two changes of clocks lie within, at 2 a.m. as well.
a_range = st.tuples(st.integers(0, MINUTES - 1), st.integers(1, MINUTES)).filter(
    lambda pair: pair[0] < pair[1]
)
ranges = st.lists(a_range, max_size=3).map(lambda found: tuple(sorted(found)))
weeks = st.tuples(*[ranges] * 7).filter(any)
special = st.builds(SpecialDay, st.just("x"), st.none() | st.integers(1, MINUTES - 1), st.booleans())
days = st.dictionaries(st.dates(date(2026, 2, 20), date(2026, 11, 20)), special, max_size=6)
calendars = st.builds(lambda week, days: Calendar(week, OFFICE, days=days), weeks, days)
moments = st.one_of(
    st.datetimes(datetime(2026, 2, 20), datetime(2026, 11, 20)),
    st.datetimes(datetime(2026, 3, 7), datetime(2026, 3, 10)),
    st.datetimes(datetime(2026, 10, 31), datetime(2026, 11, 3)),
).map(lambda moment: moment.replace(tzinfo=UTC))
lengths = st.timedeltas(NOTHING, timedelta(hours=60))


@given(calendars, moments, lengths)
def test_what_was_added_is_what_is_measured(calendar, start, length):
    end = after(calendar, start, length)
    if end is not None:
        assert between(calendar, start, end) == length


@given(calendars, moments, lengths, lengths)
def test_more_time_never_ends_sooner(calendar, start, one, other):
    ends = [after(calendar, start, length) for length in sorted((one, other))]
    if None not in ends:
        assert start <= ends[0] <= ends[1]


@given(calendars, moments, moments, lengths)
def test_who_begins_later_is_never_due_sooner(calendar, one, other, length):
    dues = [after(calendar, start, length) for start in sorted((one, other))]
    if None not in dues:
        assert dues[0] <= dues[1]


@given(calendars, st.tuples(moments, moments, moments))
def test_a_way_in_two_parts_is_as_long_as_the_whole(calendar, three):
    first, middle, last = sorted(three)
    parts = between(calendar, first, middle) + between(calendar, middle, last)
    assert parts == between(calendar, first, last)
    assert NOTHING <= parts <= last - first


@given(calendars, moments, lengths)
def test_where_time_ends_the_office_is_open(calendar, start, length):
    end = after(calendar, start, length)
    if end is not None and length > NOTHING:
        assert any(
            begin < end <= close for begin, close in calendar.open_times(end.astimezone(OFFICE).date())
        ) or (
            end.astimezone(OFFICE).hour == 0  # at midnight, the end of the day before
        )
