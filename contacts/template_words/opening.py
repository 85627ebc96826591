"""Filters for hours and targets."""

from contacts.opening_words import hours_of, in_words
from uccms.web.jinja import as_filter


@as_filter
def time_of_day(minutes: int) -> str:
    """Minutes after midnight as a time of day."""
    return in_words(minutes)


@as_filter
def business_hours(minutes: int | None) -> str:
    """Business minutes as hours, or that there is no target."""
    return "none" if minutes is None else f"{hours_of(minutes)} h"
