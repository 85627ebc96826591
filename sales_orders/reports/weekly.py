"""EIPD's weekly status report: what a week brought, beside the week before, and what is open now."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db import connection
from django.utils import timezone

from sales_orders.reports.tables import COUNT, DAY, MONEY, Column, Period, Report, shown

LEDGER = """
SELECT coalesce(sum(amount) FILTER (WHERE kind IN ('charge', 'fee')), 0)
       - coalesce(sum(amount) FILTER (WHERE kind = 'credit'), 0),
       coalesce(sum(amount) FILTER (WHERE kind = 'payment'), 0)
       - coalesce(sum(amount) FILTER (WHERE kind = 'refused'), 0),
       coalesce(sum(amount) FILTER (WHERE kind = 'refund'), 0)
FROM sales_orders_ledgerentry WHERE dated BETWEEN %s AND %s
"""
COUNTS = """
SELECT (SELECT count(*) FROM sales_orders_order
        WHERE number_key IS NOT NULL AND entered_at >= %(first)s AND entered_at < %(after)s),
       (SELECT coalesce(sum(part.quantity), 0) FROM sales_orders_shipment parcel
        JOIN sales_orders_shipmentline part ON part.shipment_id = parcel.id
        WHERE parcel.state = 'shipped' AND parcel.shipped_at >= %(first)s AND parcel.shipped_at < %(after)s),
       (SELECT count(*) FROM sales_orders_subscription WHERE made_at >= %(first)s AND made_at < %(after)s)
"""
BY_WEEK = """
SELECT date_trunc('week', dated)::date,
       sum(CASE WHEN kind = 'credit' THEN -amount ELSE amount END)
FROM sales_orders_ledgerentry
WHERE dated BETWEEN %s AND %s AND kind IN ('charge', 'fee', 'credit') GROUP BY 1
"""
WEEKS = 8  # that are drawn
NOW = """
SELECT (SELECT count(*) FROM sales_orders_order WHERE state IN ('entered', 'on_hold', 'released')),
       (SELECT coalesce(sum(units_backordered), 0) FROM sales_orders_order
        WHERE state IN ('entered', 'on_hold', 'released') AND units_backordered > 0),
       (SELECT count(*) FROM sales_orders_order WHERE balance > 0),
       (SELECT coalesce(sum(balance), 0) FROM sales_orders_order WHERE balance > 0),
       (SELECT count(*) FROM sales_orders_subscription WHERE state = 'active')
"""


def weekly_status(period: Period, by: str = "") -> Report:
    """The week of the period's last day, Monday to Sunday, beside the week before it."""
    week = Period.week_of(period.last)
    this, last = _of(week), _of(week.before)
    with connection.cursor() as cursor:
        cursor.execute(NOW)
        open_now, backordered, unpaid, due, active = cursor.fetchone()
    columns = [Column("What"), Column("This week"), Column("The week before"), Column("Change")]
    facts = [
        ("Orders entered", COUNT, 0),
        ("Units shipped", COUNT, 1),
        ("Subscriptions begun", COUNT, 2),
        ("Sold", MONEY, 3),
        ("Payments received", MONEY, 4),
        ("Paid back", MONEY, 5),
    ]
    rows = [
        [words, shown(this[place], kind), shown(last[place], kind), _change(this[place], last[place], kind)]
        for words, kind, place in facts
    ]
    rows += [
        [words, shown(value, kind), "", ""]
        for words, value, kind in (
            ("Open orders now", open_now, COUNT),
            ("Units backordered now", backordered, COUNT),
            ("Unpaid orders now", unpaid, COUNT),
            ("Balance due now", due, MONEY),
            ("Active subscriptions now", active, COUNT),
        )
    ]
    return Report(
        title="EIPD’s weekly status",
        columns=columns,
        rows=rows,
        drawn=1,
        drawn_rows=_sold_by_week(week),
        drawn_kind=MONEY,
        note=f"Monday {shown(week.first, DAY)} to Sunday {shown(week.last, DAY)}.",
        period=period,
    )


def _sold_by_week(week: Period) -> list[list]:
    """What was sold in each of some weeks up to this one, the oldest first."""
    weeks = [week]
    while len(weeks) < WEEKS:
        weeks.append(weeks[-1].before)
    with connection.cursor() as cursor:
        cursor.execute(BY_WEEK, [weeks[-1].first, week.last])
        sold = dict(cursor.fetchall())
    return [
        [f"{each.first:%b} {each.first.day}", sold.get(each.first, Decimal(0))] for each in reversed(weeks)
    ]


def _of(week: Period) -> list[Decimal | int]:
    """Counts, then amounts, of one week; its days are those of the office's zone."""
    with connection.cursor() as cursor:
        cursor.execute(
            COUNTS, {"first": _begins(week.first), "after": _begins(week.last + timedelta(days=1))}
        )
        counts = list(cursor.fetchone())
        cursor.execute(LEDGER, [week.first, week.last])
        return counts + list(cursor.fetchone())


def _begins(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _change(now: Decimal | int, before: Decimal | int, kind: str) -> str:
    difference = now - before
    if not difference:
        return "same"
    return f"{'+' if difference > 0 else '−'}{shown(abs(difference), kind)}"
