"""How a table declares what its columns hold about people."""

from collections.abc import Iterable, Mapping


class Holds:
    """What the columns of one table hold.

    `nobody` lists columns about nobody; a text, JSON or binary column among them needs closed choices or a
    reason in `because`. Every other keyword is a category of the PIA with its columns; categories about
    staff are written with a double underscore (`staff__account`). `copies` says which column is derived from
    which other one of the row, so that both are blanked together. `history=False` keeps no history of the
    table and needs `no_history_because`. `secret` columns are left out of the history, and so are `mirrored`
    ones, which the database copies from another row, whose history has them. `reference` marks staff and
    reference data, whose record of changes administrators see. Rows of an `append_only` table are never
    changed or deleted by the role that runs; only redaction blanks what is personal in them.
    """

    def __init__(
        self,
        *,
        nobody: Iterable[str] = (),
        because: Mapping[str, str] | None = None,
        copies: Mapping[str, str] | None = None,
        history: bool = True,
        no_history_because: str = "",
        secret: Iterable[str] = (),
        mirrored: Iterable[str] = (),
        reference: bool = False,
        append_only: bool = False,
        **categories: Iterable[str],
    ) -> None:
        self.nobody = tuple(nobody)
        self.because = dict(because or {})
        self.copies = dict(copies or {})
        self.history = history
        self.no_history_because = no_history_because
        self.secret = tuple(secret)
        self.mirrored = tuple(mirrored)
        self.reference = reference
        self.append_only = append_only
        self.categories = {name.replace("__", "."): tuple(columns) for name, columns in categories.items()}

    def category_of(self, name: str) -> str | None:
        """The category that the field or column `name` declares, "nobody", or None."""
        if name in self.nobody or name in self.because:
            return "nobody"
        return next((category for category, names in self.categories.items() if name in names), None)

    def each_declared(self) -> list[str]:
        """Every name that says what it holds, as often as it does."""
        return [*self.nobody, *self.because, *(name for names in self.categories.values() for name in names)]
