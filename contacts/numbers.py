"""How records are numbered in addresses: T10482, C20418."""


class NumberConverter:
    """A letter and digits; in views, the digits as an integer."""

    letter = ""

    def to_python(self, value: str) -> int:
        return int(value[len(self.letter) :])

    def to_url(self, value: int) -> str:
        return f"{self.letter}{value}"


class TicketNumber(NumberConverter):
    letter = "T"
    regex = "T[0-9]{1,18}"


class CustomerNumber(NumberConverter):
    letter = "C"
    regex = "C[0-9]{1,18}"
