"""What a document says, apart from how it is drawn: the PDF and the accessible page are made of the same."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Column:
    """One column of a table: its words, its share of the width, and whether it holds numbers."""

    words: str
    width: int
    is_number: bool = False


@dataclass(frozen=True)
class Cell:
    """One cell: its words, and smaller ones below them."""

    words: str
    below: str = ""


@dataclass(frozen=True)
class Table:
    """Rows with a cell for each column. `named_by` is the place of the column that names a row."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    nothing: str = "Nothing."
    named_by: int = 0

    @property
    def named_rows(self) -> list[list[tuple[Cell, Column, bool]]]:
        """Each cell with its column, and whether it names its row."""
        return [
            [(cell, self.columns[place], place == self.named_by) for place, cell in enumerate(row)]
            for row in self.rows
        ]


@dataclass(frozen=True)
class Amount:
    """A line of the sums: words and an amount; the last ones are what counts."""

    words: str
    amount: str
    is_strong: bool = False


@dataclass(frozen=True)
class Document:
    """One document. `marks` stand on top of every page, such as that it is a reprint."""

    title: str
    number: str
    facts: Sequence[tuple[str, str]] = ()
    addresses: Sequence[tuple[str, str]] = ()
    tables: Sequence[Table] = ()
    amounts: Sequence[Amount] = ()
    remarks: Sequence[str] = ()
    marks: Sequence[str] = ()
    is_label: bool = False
    texts: tuple[str, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "texts", tuple(self._texts()))

    def _texts(self) -> Iterator[str]:
        yield from (self.title, self.number, *self.remarks, *self.marks)
        for words, said in (*self.facts, *self.addresses):
            yield from (words, said)
        for table in self.tables:
            yield from (table.title, table.nothing, *(column.words for column in table.columns))
            for row in table.rows:
                for cell in row:
                    yield from (cell.words, cell.below)
        for each in self.amounts:
            yield from (each.words, each.amount)
