"""What cancelling an order would take away and credit."""

from sales_orders.actions.crediting import worth
from sales_orders.models import Order
from sales_orders.money import ZERO
from sales_orders.queries.order_page import lines_of


def what_is_cancelled(order: Order) -> dict:
    """What remains of each line, with what it would be credited, and the sum; for the page that asks."""
    lines = [(line, worth(line, line.remaining)) for line in lines_of(order) if line.remaining]
    return {"cancelled": lines, "credit": sum((amount for _, amount in lines), ZERO)}
