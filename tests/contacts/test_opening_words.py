"""Opening hours as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.business_hours import MINUTES
from contacts.opening_words import in_words, ranges_in_words, read_ranges, read_time

MORNING, AFTERNOON = (8 * 60 + 30, 12 * 60), (13 * 60, 17 * 60)


@pytest.mark.parametrize(
    ("typed", "ranges"),
    [
        ("8:30 a.m. to 12 p.m., 1 to 5 p.m.", (MORNING, AFTERNOON)),
        ("1 PM – 5 PM; 8:30 am - noon", (MORNING, AFTERNOON)),
        ("8:30-12:00, 13:00-17:00", (MORNING, AFTERNOON)),
        ("9 to 5 p.m.", ((9 * 60, 17 * 60),)),
        ("6:00 a.m. to midnight", ((6 * 60, MINUTES),)),
        ("midnight to midnight", ((0, MINUTES),)),
        ("0:00-24:00", ((0, MINUTES),)),
        ("12 to 1 p.m.", ((12 * 60, 13 * 60),)),
        ("", ()),
        ("Closed", ()),
    ],
)
def test_hours_are_read_as_people_write_them(typed, ranges):
    assert read_ranges(typed) == ranges


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("mornings", "is no range of times"),
        ("9", "is no range of times"),
        ("9 to 5", "ends before it begins"),
        ("25:00 to 26:00", "is no time of day"),
        ("13 p.m. to 2 p.m.", "is no time of day"),
        ("9:75 to 17:00", "is no time of day"),
        ("9-12, 11-13", "overlap"),
        ("1-2, 2-3, 3-4, 4-5, 5-6, 6-7, 7-8", "at most"),
        ("٩:٠٠ to 17:00", "is no time of day"),
        ("9:00 to 17:00 to 18:00", "is no range of times"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence(typed, sentence):
    with pytest.raises(ValueError, match=sentence):
        read_ranges(typed)


@given(st.lists(st.integers(0, MINUTES), min_size=2, max_size=8, unique=True))
def test_what_is_written_is_read_as_the_same(minutes):
    minutes = sorted(minutes)
    ranges = tuple(zip(minutes[::2], minutes[1::2], strict=False))
    assert read_ranges(ranges_in_words(ranges)) == ranges


@given(st.integers(1, MINUTES))
def test_a_time_of_day_is_read_as_it_is_written(minutes):
    assert read_time(in_words(minutes)) == minutes
