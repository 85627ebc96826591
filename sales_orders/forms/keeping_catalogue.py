"""The forms of the catalogue: products, editions and prices."""

import uuid
from datetime import date

from django import forms
from django.db.models import Q
from django.utils import timezone

from sales_orders.actions.keeping_stock import MOST
from sales_orders.forms.amounts import DollarsField, WholeField
from sales_orders.models import Product
from sales_orders.numbers import ProductCode
from uccms.privacy.forms import GuardedForm

FIRST_DAY, LAST_DAY = date(1790, 1, 1), date(2099, 12, 31)  # the first patent was granted in 1790
HEAVIEST = 100_000  # grams


class DayField(forms.DateField):
    """A day, as the browser's control writes it."""

    def __init__(self, **kwargs) -> None:
        known = {
            "widget": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "input--short"}),
            "input_formats": ["%Y-%m-%d"],
            "error_messages": {
                "invalid": "Write the day as 2026-12-01.",
                "required": "Say which day.",
            },
        }
        super().__init__(**known | kwargs)

    def clean(self, value) -> date | None:
        day = super().clean(value)
        if day and not FIRST_DAY <= day <= LAST_DAY:
            raise forms.ValidationError("The day lies between 1790 and 2099.", code="day")
        return day


class CatalogueForm(GuardedForm):
    """A form of the catalogue; what it leaves out is not there yet."""

    def __init__(self, data=None, files=None, *, user, **initial) -> None:
        super().__init__(data, files, user=user, initial={"submission_id": uuid.uuid4()} | initial)

    @property
    def words(self) -> dict:
        """The action's keywords."""
        return self.cleaned_data | {"statements": self.statements}


class ProductForm(CatalogueForm):
    """What a product is; its code is given once."""

    guarded = ("title", "description")

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    code = forms.CharField(
        label="Code",
        max_length=14,
        widget=forms.TextInput(attrs={"class": "input--short", "autocapitalize": "characters"}),
        help_text="EIP-, four digits, P (patents) or T (trademarks), the medium: EIP-5901T-DD.",
        error_messages={"required": "Give the code of the product."},
    )
    is_sample = forms.BooleanField(label="The code is a sample: nobody published it", required=False)
    title = forms.CharField(
        label="Title", max_length=160, error_messages={"required": "Give the product a title."}
    )
    medium = forms.ChoiceField(label="Medium", choices=Product.Medium, initial=Product.Medium.DVD)
    kind = forms.ChoiceField(label="Kind", choices=Product.Kind, initial=Product.Kind.SINGLE_EDITION)
    cycle = forms.ChoiceField(label="Published", choices=Product.Cycle, initial=Product.Cycle.IRREGULAR)
    description = forms.CharField(
        label="Description", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    grams = WholeField(label="Weight of a copy in grams", most=HEAVIEST, initial="0")
    keeps_stock = forms.BooleanField(label="Copies of it are kept on the shelf", required=False)
    editions_of = forms.ModelChoiceField(
        label="Sends the editions of",
        queryset=Product.objects.none(),
        required=False,
        empty_label="None: it has its own",
        help_text="A subscription that sends each new edition of another product.",
    )
    is_active = forms.BooleanField(label="It is on sale", required=False, initial=True)

    def __init__(self, data=None, *, user, product: Product | None = None) -> None:
        super().__init__(data, user=user, **(known_of(product) if product else {}))
        self.product = product
        sources = Product.objects.filter(editions_of=None).exclude(kind=Product.Kind.CUSTOM_SERVICE)
        if product:
            del self.fields["code"]
            sources = sources.exclude(pk=product.pk)
        chosen = Q(is_active=True) | Q(pk=product.editions_of_id if product else None)
        self.fields["editions_of"].queryset = sources.filter(chosen).order_by("code")

    def clean_code(self) -> str:
        code = self.cleaned_data["code"].upper()
        if not ProductCode.is_code(code):
            raise forms.ValidationError("Write the code as EIP-5901T-DD.", code="code")
        return code

    @property
    def words(self) -> dict:
        unwanted = "version" if self.product is None else "submission_id"
        return {name: value for name, value in super().words.items() if name != unwanted}


def known_of(product: Product) -> dict:
    """What the form of a product begins with."""
    names = (
        "version", "title", "medium", "kind", "cycle", "description", "grams", "keeps_stock", "editions_of",
        "is_sample", "is_active",
    )  # fmt: skip
    return {name: getattr(product, name) for name in names}


class EditionForm(CatalogueForm):
    """One dated issue."""

    guarded = ("label",)
    issue_date = DayField(label="Date of issue")
    label = forms.CharField(
        label="Name",
        max_length=80,
        help_text="As it is printed, such as December 2026.",
        error_messages={"required": "Give the edition a name, such as December 2026."},
    )


class PriceForm(CatalogueForm):
    """What a unit costs from a day on."""

    guarded = ("source",)
    effective_from = DayField(label="From")
    domestic = DollarsField(
        label="In the United States, $", error_messages={"required": "Say what it costs; 0 is free."}
    )
    foreign = DollarsField(label="Abroad, $", error_messages={"required": "Say what it costs; 0 is free."})
    source = forms.CharField(
        label="Where it is published",
        required=False,
        max_length=160,
        help_text="Without it the price is shown as a sample.",
    )

    def __init__(self, data=None, *, user) -> None:
        super().__init__(data, user=user, effective_from=timezone.localdate())


class SaleForm(CatalogueForm):
    """Takes an edition out of sale, or offers it again: nothing is to be filled in."""


class ZoneForm(CatalogueForm):
    """A part of the world that parcels go to."""

    guarded = ("name",)
    name = forms.CharField(label="Name", max_length=80, error_messages={"required": "Give the zone a name."})
    is_domestic = forms.BooleanField(label="It pays the prices of the United States", required=False)
    position = WholeField(label="Place in the list", most=999, initial="9")


class RateForm(CatalogueForm):
    """What a parcel costs from a day on."""

    guarded = ("source",)
    up_to_grams = WholeField(
        label="Up to so many grams", least=1, most=MOST, error_messages={"required": "Say the weight."}
    )
    amount = DollarsField(label="Price, $", error_messages={"required": "Say what it costs; 0 is free."})
    effective_from = DayField(label="From")
    source = forms.CharField(
        label="Where it is published",
        required=False,
        max_length=160,
        help_text="Without it the rate is shown as a sample.",
    )

    def __init__(self, data=None, *, user) -> None:
        super().__init__(data, user=user, effective_from=timezone.localdate())
