"""What every report is made of: columns, rows, a total, and which column is drawn."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

TEXT, COUNT, MONEY, DAY = "text", "count", "money", "day"
MOST_BARS = 15
LINE, ROOM = 26, 400.0  # of the drawing: height of a bar's line, and length of the longest bar


@dataclass(frozen=True)
class Column:
    """One column: its heading and what stands in it; money is US dollars."""

    words: str
    kind: str = TEXT

    @property
    def is_number(self) -> bool:
        return self.kind in (COUNT, MONEY)


@dataclass(frozen=True)
class Period:
    """The days from `first` to `last`, both of them included."""

    first: date
    last: date

    @classmethod
    def week_of(cls, day: date) -> "Period":
        """Monday to Sunday."""
        monday = day - timedelta(days=day.weekday())
        return cls(monday, monday + timedelta(days=6))

    @property
    def before(self) -> "Period":
        """As many days, just before."""
        length = self.last - self.first + timedelta(days=1)
        return Period(self.first - length, self.last - length)


@dataclass(frozen=True)
class Bar:
    """One bar of the chart: where it stands, how long it is, and what it says."""

    label: str
    value: str
    y: int
    width: float
    start: float

    @property
    def end(self) -> float:
        return self.start + self.width


@dataclass(frozen=True)
class Report:
    """A table with its chart. `drawn` is the column whose values are the bars; the first one names them.

    `drawn_rows` are drawn instead of the table's own, with values of the kind `drawn_kind`.
    """

    title: str
    columns: list[Column]
    rows: list[list]
    drawn: int
    total: list | None = None
    note: str = ""
    period: Period | None = None
    by: str = ""
    choices: list[tuple[str, str]] = field(default_factory=list)
    drawn_rows: list[list] | None = None
    drawn_kind: str = ""

    @property
    def cells(self) -> list[list[tuple[Column, object]]]:
        """The rows, each value with its column."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]

    @property
    def total_cells(self) -> list[tuple[Column, object]]:
        return list(zip(self.columns, self.total, strict=True)) if self.total else []

    @property
    def bars(self) -> list[Bar]:
        """The first rows as bars, from a common zero; what is below zero goes to the left of it."""
        rows = (self.rows if self.drawn_rows is None else self.drawn_rows)[:MOST_BARS]
        values = [float(row[self.drawn] or 0) for row in rows]
        low, high = min([0.0, *values]), max([0.0, *values])
        if not rows or high == low:
            return []
        scale = ROOM / (high - low)
        kind = self.drawn_kind or self.columns[self.drawn].kind
        return [
            Bar(
                label=str(row[0]),
                value=shown(row[self.drawn], kind),
                y=place * LINE,
                width=round(abs(value) * scale, 1),
                start=round((min(value, 0.0) - low) * scale, 1),
            )
            for place, (row, value) in enumerate(zip(rows, values, strict=True))
        ]

    @property
    def height(self) -> int:
        return len(self.bars) * LINE

    @property
    def in_words(self) -> str:
        """The chart as a sentence, for who does not see it."""
        return f"{self.title}: " + ", ".join(f"{bar.label} {bar.value}" for bar in self.bars)


def shown(value: object, kind: str) -> str:
    """A value as the page writes it."""
    if value is None:
        return ""
    if kind == MONEY:
        amount = Decimal(str(value))
        return f"{'−' if amount < 0 else ''}${abs(amount):,.2f}"
    if kind == COUNT:
        return f"{value:,}"
    if kind == DAY:
        return f"{value:%b} {value.day}, {value.year}"
    return str(value)


def added_up(columns: list[Column], rows: list[list], words: str = "In all") -> list:
    """The sums of the columns that are numbers, exact."""
    total: list = [words]
    for place, column in enumerate(columns[1:], start=1):
        values = [row[place] for row in rows if row[place] is not None]
        total.append(sum(values, Decimal(0) if column.kind == MONEY else 0) if column.is_number else None)
    return total
