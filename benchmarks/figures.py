"""Medians, percentiles and the table they are printed in."""

import math
from collections.abc import Sequence


def percentile(times: Sequence[float], share: float) -> float:
    """The time that this share of the times does not exceed."""
    return sorted(times)[max(0, math.ceil(len(times) * share) - 1)]


def table(head: Sequence[str], rows: Sequence[Sequence]) -> str:
    """The rows in columns: words to the left, numbers to the right."""
    written = [[f"{each:,.2f}" if isinstance(each, float) else str(each) for each in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(head, *written, strict=True)]
    lines = [
        [each.ljust(widths[0]) if at == 0 else each.rjust(widths[at]) for at, each in enumerate(row)]
        for row in [head, *written]
    ]
    return "\n".join("  ".join(line) for line in lines)
