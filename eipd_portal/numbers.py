"""How editions are named in addresses: the product's code and the day of issue."""

from datetime import date

from sales_orders.numbers import ProductCode

__all__ = ["IssueDay", "ProductCode"]


class IssueDay:
    """A day as 2026-11-24."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date | str) -> str:
        return value if isinstance(value, str) else value.isoformat()
