"""Which days an edition covers, where its product's cycle says so."""

from datetime import date, timedelta

from sales_orders.cycles import MONTHS
from sales_orders.models import Product


def period_of(issue_date: date, cycle: str) -> tuple[date | None, date | None]:
    """The first and last day that an issue of this day covers; none where the cycle does not say."""
    if cycle == Product.Cycle.DAILY:
        return issue_date, issue_date
    if cycle == Product.Cycle.WEEKLY:
        return issue_date - timedelta(days=6), issue_date
    if cycle in MONTHS:
        month = issue_date.year * 12 + issue_date.month - 1 + MONTHS[cycle]
        return issue_date, date(month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return None, None
