"""Filters for hours and targets."""

from django import template

from contacts.opening_words import hours_of, in_words

register = template.Library()


@register.filter
def time_of_day(minutes: int) -> str:
    """Minutes after midnight as a time of day."""
    return in_words(minutes)


@register.filter
def business_hours(minutes: int | None) -> str:
    """Business minutes as hours, or that there is no target."""
    return "none" if minutes is None else f"{hours_of(minutes)} h"
