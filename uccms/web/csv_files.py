"""CSV files for spreadsheets: no cell becomes a formula, and each is read back as it was."""

import csv
from collections.abc import Iterable, Sequence
from decimal import Decimal
from io import StringIO

from django.http import HttpResponse

# A spreadsheet takes what begins so for a formula (CWE-1236); an apostrophe in front makes it a text.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
TEXT = "'"


def safe(cell: object) -> str:
    """The cell as it is written: a mark stands before what a spreadsheet would run, or `plain` would cut."""
    if isinstance(cell, int | Decimal):
        return str(cell)  # a number below zero is no formula
    text = "" if cell is None else str(cell)
    return TEXT + text if text.startswith((*FORMULA, TEXT)) else text


def plain(cell: str) -> str:
    """The cell as it was before `safe` wrote it."""
    return cell[1:] if cell.startswith(TEXT) and cell[1:].startswith((*FORMULA, TEXT)) else cell


def written(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The whole file."""
    file = StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(header)
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return file.getvalue()


def download(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """The file as a download. It begins with the mark by which spreadsheets know UTF-8."""
    content = b"\xef\xbb\xbf" + written(header, rows).encode()
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
