"""Which copies a new order's lines get from the shelf: the same reckoning for the screen and for placing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sales_orders.pricing import NewLine


@dataclass(frozen=True)
class PromisedLine:
    """What one line gets. `place` is where it stands among the lines that were asked for.

    `given` copies are taken from the shelf, where `there` were free when its turn came; both are None where
    no stock is kept. `line` is what is ordered in the end, and may be of no copy.
    """

    place: int
    line: NewLine
    given: int | None = None
    there: int | None = None
    asked: int = 0

    @property
    def is_short(self) -> bool:
        """Whether fewer copies are there than were asked for."""
        return self.there is not None and self.there < self.asked

    @property
    def must_ask(self) -> bool:
        """Whether nobody has said yet what to do about that."""
        return self.is_short and self.line.when_short not in ("fill", "wait", "drop")


def is_kept(line: NewLine) -> bool:
    """Whether a line's copies come from the shelf."""
    return line.product.keeps_stock and line.edition is not None and not line.product.is_subscription


def promise(lines: Sequence[NewLine], left: Mapping[int, int]) -> list[PromisedLine]:
    """What each line gets, in their order, when so many copies of each edition are left."""
    left = dict(left)
    return [_promise(place, line, left) for place, line in enumerate(lines)]


def _promise(place: int, line: NewLine, left: dict[int, int]) -> PromisedLine:
    asked = line.quantity
    if not is_kept(line):
        return PromisedLine(place, line, asked=asked)
    there = left.get(line.edition.pk, 0)
    given = min(there, asked)
    if given < asked and line.when_short == "wait":
        given = 0
    elif given < asked and line.when_short == "drop":
        line = replace(line, quantity=given)
    left[line.edition.pk] = there - given
    return PromisedLine(place, line, given, there, asked)
