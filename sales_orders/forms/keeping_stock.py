"""The forms of an edition's stock: received, counted, expected."""

from django import forms

from sales_orders.actions.keeping_stock import MOST
from sales_orders.forms.amounts import WholeField
from sales_orders.forms.keeping_catalogue import CatalogueForm, DayField


class ReceiveForm(CatalogueForm):
    """Copies that arrived."""

    guarded = ("reason",)
    count = WholeField(
        label="Copies that arrived", least=1, most=MOST, error_messages={"required": "Say how many arrived."}
    )
    reason = forms.CharField(
        label="Delivery",
        required=False,
        max_length=200,
        help_text="What it says on the delivery, such as its number.",
    )


class AdjustForm(CatalogueForm):
    """What was counted on the shelf, and why it is not what the record says."""

    guarded = ("reason",)
    counted_after = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    on_hand = WholeField(
        label="Copies on the shelf", most=MOST, error_messages={"required": "Say how many were counted."}
    )
    reason = forms.CharField(
        label="Why does the count change?",
        max_length=200,
        error_messages={"required": "Say why the count changes."},
    )


class ExpectForm(CatalogueForm):
    """How many copies are on their way, and for when; it carries what was expected when it was read."""

    was_expected = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    was_expected_on = DayField(widget=forms.HiddenInput, required=False)
    expected = WholeField(
        label="Copies expected",
        most=MOST,
        help_text="0 takes back what was expected.",
        error_messages={"required": "Say how many copies are expected; 0 takes back what was."},
    )
    expected_on = DayField(label="Expected on", required=False)

    @property
    def words(self) -> dict:
        cleaned = self.cleaned_data
        return {
            "expected": cleaned["expected"],
            "expected_on": cleaned["expected_on"],
            "before": (cleaned["was_expected"], cleaned["was_expected_on"]),
        }
