"""What can be wrong with an act on an order, in sentences for the agent."""

from collections.abc import Mapping


class OrderError(Exception):
    """The act is not possible as it was asked for; the message says why and what to do."""


class WrongState(OrderError):
    """The order's state does not allow the act; answered with 409."""


class PlacedBefore(OrderError):
    """The same form made an order before, which is not what it asks for now: another window had it open."""

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Order {number} was placed from this form before, in another window, and is not what is written"
            " here. Nothing of this one is placed yet: place it again if it is one more order."
        )


class StockShort(OrderError):
    """There are fewer copies than asked for, and nobody has said what to do about it.

    `available` says how many there are, by the place of the line.
    """

    def __init__(self, available: Mapping[int, int]) -> None:
        super().__init__("The stock has changed: say what to do about the lines that are short.")
        self.available = dict(available)


class TotalChanged(OrderError):
    """The order would cost something else than was shown."""
