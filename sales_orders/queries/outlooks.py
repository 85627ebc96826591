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
    coming = _coming(level)
    if share and share.given:
        return f"{share.given} on the shelf {'goes' if share.given == 1 else 'go'} to it within a minute."
    if not _for_all(line):
        return f"Takes copies as they arrive; {coming}."
    if line.when_short == OrderLine.WhenShort.PASS:
        return f"Waits for all and lets younger orders go first; {coming}."
    if share and share.passes:
        too_few = ", too few for it" if level and level.expected else ""
        return f"Waits for all; {coming}{too_few}: younger orders go first."
    if share and share.kept:
        return f"Waits for all; {share.kept} on the shelf {_are(share.kept)} kept for it, {coming}."
    return f"Waits for all; {coming}."


def _coming(level: StockLevel | None) -> str:
    if level is None or not level.expected:
        return "no delivery is expected yet"
    day = f" on {date_format(level.expected_on, 'F j, Y')}" if level.expected_on else ""
    return f"{level.expected:,} {_are(level.expected)} expected{day}"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
