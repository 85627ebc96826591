"""What a report is asked for: a period, and by what it counts."""

from datetime import timedelta

from django import forms
from django.utils import timezone

from sales_orders.forms.amounts import DayField
from sales_orders.reports import Period
from sales_orders.reports.sales import GROUPS

USUAL = timedelta(days=55)
LONGEST = timedelta(days=20 * 366)


class ReportForm(forms.Form):
    """From and to a day; what is not given is the last eight weeks, by product."""

    first = DayField(label="From")
    last = DayField(label="To")
    by = forms.ChoiceField(
        label="By",
        choices=[(name, words) for name, (words, _) in GROUPS.items()],
        required=False,
        error_messages={"invalid_choice": "There is no such choice of “By”. Products are shown."},
    )

    def __init__(self, data=None) -> None:
        super().__init__(data)
        self.label_suffix = ""
        self.full_clean()

    def clean(self) -> dict:
        cleaned = super().clean()
        today = timezone.localdate()
        last = cleaned.get("last") or today
        first = cleaned.get("first") or last - USUAL
        if first > last:
            self.add_error("first", "This day is after the last one.")
        elif last - first > LONGEST:
            self.add_error("first", "A report covers up to twenty years.")
        return cleaned | {"first": first, "last": last}

    @property
    def period(self) -> Period:
        """The days that were asked for, or the last eight weeks when they cannot be used."""
        today = timezone.localdate()
        if self.errors.keys() & {"first", "last"}:
            return Period(today - USUAL, today)
        return Period(self.cleaned_data["first"], self.cleaned_data["last"])

    @property
    def group(self) -> str:
        return self.cleaned_data.get("by") or "product"
