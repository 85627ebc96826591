"""How orders and products are named in addresses: S27000418, Q27000007, EIP-5901T-DD."""

import re


class OrderNumber:
    """`S`, two digits of the fiscal year, six of its count; in views, the eight digits as an integer."""

    regex = "S[0-9]{8}"

    def to_python(self, value: str) -> int:
        return int(value[1:])

    def to_url(self, value: int) -> str:
        return f"S{value:08d}"


class QuoteNumber(OrderNumber):
    """`Q`, two digits of the fiscal year, six of its count; in views, the eight digits as an integer."""

    regex = "Q[0-9]{8}"

    def to_url(self, value: int) -> str:
        return f"Q{value:08d}"


class ProductCode:
    """`EIP-`, four digits, P or T for patents or trademarks, and the medium in two letters."""

    regex = "EIP-[0-9]{4}[PT]-[A-Z]{2}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value

    @classmethod
    def is_code(cls, text: str) -> bool:
        return re.fullmatch(cls.regex, text) is not None
