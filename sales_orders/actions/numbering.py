"""Numbers without a gap: given last in the transaction that places, so that a failure gives none away."""

from sales_orders.errors import OrderError
from sales_orders.fiscal import fiscal_year
from uccms.database.written_once import Question, together

ORDERS, QUOTES = "S", "Q"
MOST = 999_999  # of one series in one fiscal year
NEXT = """
INSERT INTO sales_orders_numberseries AS known (series, year, last) VALUES (%s, %s, 1)
ON CONFLICT (series, year) DO UPDATE SET last = known.last + 1 WHERE known.last < %s
RETURNING last
"""


def next_number(series: str) -> int:
    """Within an action, as its last statements: the next number of this fiscal year, as eight digits.

    Others who ask wait until this transaction ends. Raises OrderError when the year's numbers are used up.
    """
    return together(numbering(series))[0][0]


def numbering(series: str) -> Question:
    """The same as a question, to be asked together with others, as the last of them."""
    year = fiscal_year() % 100

    def numbers(answered: list[tuple[int]]) -> list[int]:
        if not answered:
            raise OrderError("All numbers of this fiscal year are used up. Tell the system's administrator.")
        return [year * 1_000_000 + last for (last,) in answered]

    return Question(NEXT, [series, year, MOST], numbers)
