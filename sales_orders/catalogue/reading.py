"""Read a CSV file of the catalogue into rows, each with its line; a broken row stops nothing."""

from collections.abc import Iterator
from typing import BinaryIO

from contacts.importing.encodings import text_of
from contacts.importing.errors import FileError
from contacts.importing.reading import open_records
from sales_orders.actions.importing_catalogue import EditionRow, PriceRow, ProductRow, Rejected
from sales_orders.forms.importing_catalogue import EditionRowForm, ProductRowForm, RowForm
from uccms.web.csv_files import plain

Row = ProductRow | EditionRow | Rejected
# In words of the file, by the column of the product that they fill.
PRODUCT_COLUMNS = {
    "title": "title",
    "medium": "medium",
    "kind": "kind",
    "cycle": "cycle",
    "description": "description",
    "grams": "grams",
    "keeps_stock": "keeps_stock",
    "sample": "is_sample",
    "active": "is_active",
}
DEFAULTS = {"grams": 0, "keeps_stock": False, "sample": False, "active": True, "description": ""}


def read_rows(file: BinaryIO) -> list[Row]:
    """All rows of a file of products or of editions.

    Raises FileError, with a sentence, when it is neither.
    """
    text, _ = text_of(file)
    header, records = open_records(text)
    names = [plain(name).lower() for name in header]
    form_class = _form_of(names)
    return list(_rows(records, names, form_class))


def _form_of(names: list[str]) -> type[RowForm]:
    form_class: type[RowForm] = EditionRowForm if "issue_date" in names else ProductRowForm
    known = form_class.base_fields
    unknown = [name for name in names if name not in known]
    missing = [name for name, field in known.items() if field.required and name not in names]
    if missing:
        raise FileError(f"The file has no column {', '.join(missing)}.")
    if unknown:
        raise FileError(f"{len(unknown)} of the columns are not known here. Known are: {', '.join(known)}.")
    if len(set(names)) < len(names):
        raise FileError("Two columns have the same name.")
    return form_class


def _rows(records, names: list[str], form_class: type[RowForm]) -> Iterator[Row]:
    for record in records:
        if record.problem or record.cells is None:
            yield Rejected(record.line, "", (_sentence(record.problem),))
            continue
        if not any(cell.strip() for cell in record.cells):
            continue
        form = form_class(dict(zip(names, map(plain, record.cells), strict=True)))
        if not form.is_valid():
            yield Rejected(record.line, form.cleaned_data.get("code", ""), tuple(form.sentences))
        elif isinstance(form, EditionRowForm):
            yield _edition(record.line, form.cleaned_data)
        else:
            yield _product(record.line, form.cleaned_data, names)


def _sentence(problem: str) -> str:
    return f"{problem[:1].upper()}{problem[1:]}."


def _edition(line: int, cells: dict) -> EditionRow:
    return EditionRow(
        line, cells["code"], issue_date=cells["issue_date"], label=cells["edition"], on_sale=cells["on_sale"]
    )


def _product(line: int, cells: dict, names: list[str]) -> ProductRow:
    values = {}
    for name, column in PRODUCT_COLUMNS.items():
        if name in names:
            values[column] = DEFAULTS[name] if cells[name] is None else cells[name]
    price = None
    if cells["price_from"]:
        price = PriceRow(cells["price_from"], cells["domestic"], cells["foreign"], cells["price_source"])
    return ProductRow(
        line,
        cells["code"],
        values=values,
        editions_of=cells["editions_of"] if "editions_of" in names else None,
        version=cells["version"],
        price=price,
    )
