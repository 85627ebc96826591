"""How orders are numbered in addresses: S27000418."""


class OrderNumber:
    """`S`, two digits of the fiscal year, six of its count; in views, the eight digits as an integer."""

    regex = "S[0-9]{8}"

    def to_python(self, value: str) -> int:
        return int(value[1:])

    def to_url(self, value: int) -> str:
        return f"S{value:08d}"
