"""What is still to be done, as it stands now: open orders, backorders, subscriptions, money that is due."""

from django.conf import settings
from django.db import connection

from sales_orders import business_day
from sales_orders.models import Subscription, SubscriptionTerms
from sales_orders.reports.tables import COUNT, DAY, MONEY, Column, Period, Report, added_up

AGES = [("Up to 7 days", 0, 7), ("8 to 30 days", 8, 30), ("31 to 90 days", 31, 90), ("Older", 91, 100_000)]
BY_AGE = """
SELECT width_bucket(%s - (entered_at AT TIME ZONE %s)::date, ARRAY[8, 31, 91]),
       count(*), sum(charged), sum(balance)
FROM sales_orders_order WHERE {condition} GROUP BY 1
"""
BACKORDERED = """
SELECT product.code || ' ' || product.title || ', ' || coalesce(edition.label, ''),
       count(DISTINCT placed.id), sum(line.backordered), min(placed.entered_at)::date,
       max(level.expected), max(level.expected_on)
FROM sales_orders_orderline line
JOIN sales_orders_order placed ON placed.id = line.order_id
JOIN sales_orders_product product ON product.id = line.product_id
LEFT JOIN sales_orders_edition edition ON edition.id = line.edition_id
LEFT JOIN sales_orders_stocklevel level ON level.edition_id = line.edition_id
WHERE placed.state IN ('entered', 'on_hold', 'released') AND placed.units_backordered > 0
  AND line.backordered > 0
GROUP BY product.id, edition.id ORDER BY 3 DESC, 1
"""
DUE = """
SELECT product.code || ' ' || product.title, count(*),
       count(*) FILTER (WHERE s.issues_sent > s.issues_paid + s.issues_extra),
       sum(s.copies)
FROM sales_orders_subscription s JOIN sales_orders_product product ON product.id = s.product_id
WHERE s.state = %s AND s.issues_sent >= s.issues_paid + s.issues_extra - %s
GROUP BY product.id ORDER BY 2 DESC, 1
"""


def open_orders(period: Period, by: str = "") -> Report:
    """Orders that are entered, on hold or released, by their age in days."""
    return _by_age(
        "Open orders by age", "state IN ('entered', 'on_hold', 'released')", drawn=1, note="As it stands now."
    )


def unpaid(period: Period, by: str = "") -> Report:
    """Orders with a balance that is due, by their age in days."""
    return _by_age("Unpaid", "balance > 0", drawn=3, note="Every order with a balance that is due now.")


def _by_age(title: str, condition: str, *, drawn: int, note: str) -> Report:
    with connection.cursor() as cursor:
        cursor.execute(BY_AGE.format(condition=condition), [business_day.today(), settings.TIME_ZONE])
        found = {bucket: list(values) for bucket, *values in cursor.fetchall()}
    columns = [
        Column("Age"),
        Column("Orders", COUNT),
        Column("Charged", MONEY),
        Column("Balance due", MONEY),
    ]
    rows = [[words, *found.get(place, [0, 0, 0])] for place, (words, _, _) in enumerate(AGES)]
    return Report(
        title=title, columns=columns, rows=rows, drawn=drawn, total=added_up(columns, rows), note=note
    )


def backorders(period: Period, by: str = "") -> Report:
    """Copies that orders wait for, by edition, and when more are expected."""
    with connection.cursor() as cursor:
        cursor.execute(BACKORDERED)
        rows = [list(row) for row in cursor.fetchall()]
    columns = [
        Column("Edition"),
        Column("Orders", COUNT),
        Column("Copies", COUNT),
        Column("Oldest order", DAY),
        Column("Expected", COUNT),
        Column("Expected on", DAY),
    ]
    return Report(
        title="Backorders",
        columns=columns,
        rows=rows,
        drawn=2,
        total=added_up(columns, rows),
        note="As it stands now. What was promised to subscribers is not among it.",
    )


def subscriptions_due(period: Period, by: str = "") -> Report:
    """Active subscriptions whose last paid issues are near, or over, by product."""
    before = SubscriptionTerms.now().notice_before
    with connection.cursor() as cursor:
        cursor.execute(DUE, [Subscription.State.ACTIVE, before])
        rows = [list(row) for row in cursor.fetchall()]
    columns = [
        Column("Subscription"),
        Column("Due for renewal", COUNT),
        Column("Of them in grace", COUNT),
        Column("Copies", COUNT),
    ]
    return Report(
        title="Subscriptions due",
        columns=columns,
        rows=rows,
        drawn=1,
        total=added_up(columns, rows),
        note=f"Active subscriptions with {before} paid issues or fewer to come.",
    )
