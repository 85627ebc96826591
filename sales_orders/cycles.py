"""When a product is published: the days and names of its issues."""

from collections.abc import Iterator
from datetime import date, timedelta

from sales_orders.models import Product

Cycle = Product.Cycle
TUESDAY, THURSDAY = 1, 3  # grants are published on Tuesdays, applications on Thursdays
MONTHS = {Cycle.TWO_MONTHLY: 2, Cycle.QUARTERLY: 3, Cycle.YEARLY: 12}


def issues_before(day: date, *, cycle: str, weekday: int = TUESDAY) -> Iterator[date]:
    """The issue dates of a cycle up to a day, newest first; none for what comes irregularly or once."""
    if cycle == Cycle.DAILY:
        yield from (day - timedelta(days=back) for back in range(10_000))
    elif cycle == Cycle.WEEKLY:
        newest = day - timedelta(days=(day.weekday() - weekday) % 7)
        yield from (newest - timedelta(weeks=back) for back in range(5_000))
    elif cycle in MONTHS:
        step = MONTHS[cycle]
        month = day.year * 12 + day.month - 1
        month -= month % step
        while month >= 1900 * 12:
            yield date(month // 12, month % 12 + 1, 1)
            month -= step


def label_of(issue: date, cycle: str) -> str:
    """What an issue is called: its year, its month, or its week and day."""
    if cycle == Cycle.YEARLY:
        return f"{issue.year}"
    if cycle in MONTHS:
        return f"{issue:%B %Y}"
    if cycle == Cycle.WEEKLY:
        return f"Week {issue.isocalendar().week}, {issue:%B} {issue.day}, {issue.year}"
    return f"{issue:%B} {issue.day}, {issue.year}"
