"""What orders and stock rely on of a product stays as it was read until the action ends."""

from collections.abc import Iterable, Sequence

from sales_orders.errors import OrderError
from sales_orders.models import Product
from uccms.database.written_once import Question, together

# Any number of orders hold a product at once; whoever changes it (FOR UPDATE) waits for all of them.
HOLD = """
SELECT id, kind, keeps_stock, editions_of_id FROM sales_orders_product WHERE id = ANY(%s)
ORDER BY id FOR KEY SHARE
"""


def rely_on(products: Iterable[Product]) -> None:
    """Within an action and before it locks a stock level, keep these products from being changed meanwhile.

    Raises OrderError, with a sentence, when one has changed since it was read.
    """
    read = list(products)
    check_held(read, together(holding(read))[0])


def holding(products: Iterable[Product]) -> Question:
    """Keeping them so as a question, to be asked together with others; `check_held` reads the answer."""
    return Question(HOLD, [[product.pk for product in products]])


def check_held(products: Iterable[Product], held: Sequence[tuple]) -> None:
    """Raise OrderError, with a sentence, when one of these products has changed since it was read."""
    now = {key: relied for key, *relied in held}
    for product in products:  # lines of one product may have read it at different times
        if now.get(product.pk) != [product.kind, product.keeps_stock, product.editions_of_id]:
            raise OrderError(f"{product.title} was changed in the catalogue meanwhile. Look at it again.")
