"""Why a line still waits for copies, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format

from sales_orders.models import OrderLine, StockLevel
from sales_orders.waiting import Share, share_out, waiting_for


@dataclass(frozen=True)
class Outlook:
    """A line that waits, and why."""

    line: OrderLine
    sentence: str
    waits_for_all: bool


def outlooks(lines: Sequence[OrderLine]) -> list[Outlook]:
    """What these backordered lines of open orders wait for, in two queries whatever their number."""
    editions = sorted({line.edition_id for line in lines if line.edition_id})
    levels = StockLevel.objects.in_bulk(editions)
    shares: dict[int, Share] = {}
    for edition, waiting in waiting_for(editions).items():
        level = levels.get(edition) or StockLevel(edition_id=edition)
        shared = share_out(waiting, max(level.available, 0), level.expected)
        shares |= {each.waiting.line: each for each in shared}
    return [
        Outlook(line, _why(line, shares.get(line.pk), levels.get(line.edition_id)), _for_all(line))
        for line in lines
    ]


def _for_all(line: OrderLine) -> bool:
    return line.when_short != OrderLine.WhenShort.FILL


def _why(line: OrderLine, share: Share | None, level: StockLevel | None) -> str:
    expected = _expected(level)
    if share and share.given:
        return f"{share.given} on the shelf: given out within a minute"
    if not _for_all(line):
        return f"goes as copies arrive; {expected}"
    if line.when_short == OrderLine.WhenShort.PASS:
        return f"waits for all and lets younger orders go first; {expected}"
    if share and share.passes:
        return (
            f"waits for all; that is more than is there and expected, so younger orders go first; {expected}"
        )
    kept = f"{share.kept} on the shelf kept for it" if share and share.kept else "none on the shelf yet"
    return f"waits for all; {kept}; {expected}"


def _expected(level: StockLevel | None) -> str:
    if level is None or not level.expected:
        return "no copies are expected"
    day = f" on {date_format(level.expected_on, 'F j, Y')}" if level.expected_on else ""
    return f"{level.expected:,} expected{day}"
