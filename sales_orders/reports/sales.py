"""What was sold and paid back in a period, as the ledger has it: charges and fees, less credits."""

from decimal import Decimal

from django.db import connection

from contacts.models import Contact
from sales_orders.models import Method, Product, RefundRequest
from sales_orders.reports.tables import COUNT, MONEY, Column, Period, Report, added_up
from uccms.accounts.models import User

NO_PRODUCT = "Fees"
# What an entry is counted under; each is a closed choice, and no text of a browser.
GROUPS = {
    "product": ("Product", "product.code || ' ' || product.title"),
    "kind": ("Kind", "product.kind"),
    "day": ("Day", "to_char(entry.dated, 'YYYY-MM-DD')"),
    "week": ("Week from", "to_char(date_trunc('week', entry.dated), 'YYYY-MM-DD')"),
    "month": ("Month", "to_char(entry.dated, 'YYYY-MM')"),
    "agent": ("Agent", "placed.entered_by_id::text"),
    "source": ("Source", "placed.source"),
}
SOLD = """
SELECT {group} AS named, count(DISTINCT entry.order_id),
       sum(CASE WHEN entry.kind IN ('charge', 'fee') THEN entry.amount ELSE 0 END),
       sum(CASE WHEN entry.kind = 'credit' THEN entry.amount ELSE 0 END)
FROM sales_orders_ledgerentry entry
JOIN sales_orders_order placed ON placed.id = entry.order_id
LEFT JOIN sales_orders_orderline line ON line.id = entry.line_id AND entry.kind <> 'fee'
LEFT JOIN sales_orders_product product ON product.id = line.product_id
WHERE entry.dated BETWEEN %s AND %s AND entry.kind IN ('charge', 'fee', 'credit')
GROUP BY named
"""
TIMES = ("day", "week", "month")


def sales(period: Period, by: str = "product") -> Report:
    """Charged, credited and sold in US dollars by product, kind, day, week, month, agent or source.

    The sums are those of the ledger's entries dated within the period, to the cent.
    """
    words, group = GROUPS[by]
    with connection.cursor() as cursor:
        cursor.execute(SOLD.format(group=group), [period.first, period.last])
        found = cursor.fetchall()
    named = _names(by, [row[0] for row in found])
    rows = [
        [named[key], count, charged, credited, charged - credited] for key, count, charged, credited in found
    ]
    rows.sort(key=(lambda row: row[0]) if by in TIMES else (lambda row: (-row[4], row[0])))
    columns = [
        Column(words),
        Column("Orders", COUNT),
        Column("Charged", MONEY),
        Column("Credited", MONEY),
        Column("Sold", MONEY),
    ]
    total = added_up(columns, rows)
    total[1] = None  # an order stands in several rows
    return Report(
        title="Sales",
        columns=columns,
        rows=rows,
        drawn=4,
        total=total,
        note="Charges and fees less credits, by the day on which they were entered in the ledger.",
        period=period,
        by=by,
        choices=[(name, words) for name, (words, _) in GROUPS.items()],
    )


def _names(by: str, keys: list) -> dict:
    """What each group is called on the page."""
    if by == "agent":
        people = User.objects.in_bulk([int(key) for key in keys if key])
        return {key: str(people[int(key)]) if key else "The system" for key in keys}
    if by == "kind":
        return {key: Product.Kind(key).label if key else NO_PRODUCT for key in keys}
    if by == "source":
        return {key: Contact.Channel(key).label for key in keys}
    return {key: key or NO_PRODUCT for key in keys}


def refunds(period: Period, by: str = "method") -> Report:
    """What was paid back within the period, by method: the ledger's refunds, and how they were asked for."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT method, count(*), sum(amount) FROM sales_orders_ledgerentry"
            " WHERE kind = 'refund' AND dated BETWEEN %s AND %s GROUP BY method",
            [period.first, period.last],
        )
        paid = {method: (count, amount) for method, count, amount in cursor.fetchall()}
    waiting: dict[str, tuple[int, Decimal]] = {}
    for method, amount in RefundRequest.objects.filter(state="requested").values_list("method", "amount"):
        count, total = waiting.get(method, (0, Decimal(0)))
        waiting[method] = (count + 1, total + amount)
    columns = [
        Column("Method"),
        Column("Refunds", COUNT),
        Column("Paid back", MONEY),
        Column("Waiting", COUNT),
        Column("Asked for", MONEY),
    ]
    none = (0, Decimal(0))
    rows = [
        [Method(each).label, *paid.get(each, none), *waiting.get(each, none)]
        for each in Method.values
        if each in paid or each in waiting
    ]
    return Report(
        title="Refunds",
        columns=columns,
        rows=rows,
        drawn=2,
        total=added_up(columns, rows),
        note="Paid back within the period; waiting now for somebody to decide, whatever the period.",
        period=period,
    )
