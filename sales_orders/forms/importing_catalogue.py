"""The form that takes a file of the catalogue, and what one row of such a file may say."""

import base64
import binascii

from django import forms

from sales_orders.forms.amounts import DollarsField, WholeField
from sales_orders.forms.keeping_catalogue import HEAVIEST, CatalogueForm, DayField
from sales_orders.models import Product
from sales_orders.numbers import ProductCode

LARGEST = 1_000_000  # bytes on the screen; larger files are for the command


class WordField(forms.CharField):
    """One of a few words: as the file writes it, or as the screen shows it."""

    def __init__(self, choices, **kwargs) -> None:
        super().__init__(max_length=40, **kwargs)
        self.known = {str(word).casefold(): value for value, word in choices}
        self.known |= {value.casefold(): value for value, _ in choices}
        self.words = ", ".join(value for value, _ in choices)

    def clean(self, value) -> str:
        typed = super().clean(value).casefold()
        if typed and typed not in self.known:
            raise forms.ValidationError(f"Write one of {self.words}.", code="word")
        return self.known.get(typed, "")


class YesField(forms.CharField):
    """Yes or no; None where the cell is empty."""

    def __init__(self) -> None:
        super().__init__(required=False, max_length=10)

    def clean(self, value) -> bool | None:
        typed = super().clean(value).casefold()
        if typed not in ("", "yes", "no"):
            raise forms.ValidationError("Write yes or no.", code="yes")
        return typed == "yes" if typed else None


class RowForm(forms.Form):
    """One row; the names of its fields are those of the columns."""

    code = forms.CharField(max_length=14)

    def clean_code(self) -> str:
        code = self.cleaned_data["code"].upper()
        if not ProductCode.is_code(code):
            raise forms.ValidationError("Write the code as EIP-5901T-DD.", code="code")
        return code

    @property
    def sentences(self) -> list[str]:
        """What is wrong, with the column's name; never what the cell holds."""
        return [
            f"{name}: {sentence}" if name != "__all__" else sentence
            for name, found in self.errors.items()
            for sentence in found
        ]


class ProductRowForm(RowForm):
    """A product, and a price of it where there is one."""

    title = forms.CharField(max_length=160)
    medium = WordField(Product.Medium.choices)
    kind = WordField(Product.Kind.choices)
    cycle = WordField(Product.Cycle.choices)
    description = forms.CharField(required=False, max_length=4000)
    grams = WholeField(required=False, most=HEAVIEST)
    keeps_stock = YesField()
    sample = YesField()
    active = YesField()
    editions_of = forms.CharField(required=False, max_length=14)
    version = WholeField(required=False, most=1_000_000_000)
    price_from = DayField(required=False)
    domestic = DollarsField(required=False)
    foreign = DollarsField(required=False)
    price_source = forms.CharField(required=False, max_length=160)

    def clean_description(self) -> str:
        return self.cleaned_data["description"].replace("\r\n", "\n").replace("\r", "\n").strip()

    def clean_editions_of(self) -> str:
        code = self.cleaned_data["editions_of"].upper()
        if code and not ProductCode.is_code(code):
            raise forms.ValidationError("Write the code of a product, or nothing.", code="code")
        return code

    def clean(self) -> dict:
        cleaned = super().clean()
        parts = [cleaned.get(name) for name in ("price_from", "domestic", "foreign")]
        if not self.errors and any(part is not None for part in parts) and None in parts:
            raise forms.ValidationError("A price has a day, and an amount at home and abroad.", code="price")
        return cleaned


class EditionRowForm(RowForm):
    """A dated issue of a product."""

    issue_date = DayField()
    edition = forms.CharField(max_length=80)
    on_sale = YesField()


class ImportForm(CatalogueForm):
    """A file, or what the trial before had read."""

    file = forms.FileField(
        label="CSV file",
        required=False,
        help_text="A file of products or of editions, with the columns of the files that are written here.",
        error_messages={"empty": "The file is empty."},
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )
    content = forms.CharField(required=False, widget=forms.HiddenInput, max_length=LARGEST * 2)

    def clean(self) -> dict:
        cleaned = super().clean()
        if self.errors:
            return cleaned
        file = cleaned.get("file")
        if file is not None and file.size > LARGEST:
            self.add_error("file", "The file is larger than 1 MB: bring it in by the command, or in parts.")
            return cleaned
        cleaned["bytes"] = file.read() if file is not None else self._read_before(cleaned["content"])
        if not cleaned["bytes"] and not self.errors:
            self.add_error("file", "Choose a file.")
        return cleaned

    def _read_before(self, content: str) -> bytes:
        try:
            return base64.b64decode(content, validate=True)
        except (binascii.Error, ValueError):
            return b""
