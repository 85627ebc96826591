"""What templates of this part may call, beside the words of all parts."""

from sales_orders.template_words import order_moments, orders

__all__ = ["order_moments", "orders"]
