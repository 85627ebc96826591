"""Numbers without a gap: given last in the transaction that places, so that a failure gives none away."""

from django.db import connection

from sales_orders.errors import OrderError
from sales_orders.fiscal import fiscal_year

ORDERS, QUOTES = "S", "Q"
MOST = 999_999  # of one series in one fiscal year


def next_number(series: str) -> int:
    """Within an action, as its last statements: the next number of this fiscal year, as eight digits.

    Others who ask wait until this transaction ends. Raises OrderError when the year's numbers are used up.
    """
    year = fiscal_year() % 100
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO sales_orders_numberseries AS known (series, year, last) VALUES (%s, %s, 1)"
            " ON CONFLICT (series, year) DO UPDATE SET last = known.last + 1 WHERE known.last < %s"
            " RETURNING last",
            [series, year, MOST],
        )
        row = cursor.fetchone()
    if row is None:
        raise OrderError("All numbers of this fiscal year are used up. Tell the system's administrator.")
    return year * 1_000_000 + row[0]
