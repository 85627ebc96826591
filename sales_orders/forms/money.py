"""The forms of payments, refunds and returns."""

from decimal import Decimal

from django import forms
from django.utils import timezone

from sales_orders.forms.orders import CountField, OrderForm
from sales_orders.models import Method
from sales_orders.money import ZERO


class AmountField(forms.DecimalField):
    """US dollars and cents, above zero; a dollar sign and commas may be typed."""

    def __init__(self, **kwargs) -> None:
        sentence = "Enter dollars and cents, such as 112.25."
        messages = dict.fromkeys(("invalid", "max_decimal_places", "max_digits", "min_value"), sentence)
        messages |= {"max_whole_digits": sentence, "required": "Enter the amount."}
        super().__init__(
            min_value=Decimal("0.01"), max_digits=12, decimal_places=2, error_messages=messages, **kwargs
        )
        self.widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "input--number"})

    def to_python(self, value):
        """The amount; signs that people write along are left out."""
        return super().to_python(value.replace("$", "").replace(",", "") if isinstance(value, str) else value)


class DayField(forms.DateField):
    """A day, by the browser's own control."""

    def __init__(self, **kwargs) -> None:
        sentence = "Enter a day, such as 2026-11-26."
        super().__init__(
            error_messages={"invalid": sentence, "required": sentence},
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            **kwargs,
        )


def reason_field(label: str, missing: str) -> forms.CharField:
    """Why something is done, in a sentence."""
    widget = forms.Textarea(attrs={"rows": 2, "class": "input--brief"})
    return forms.CharField(label=label, max_length=300, widget=widget, error_messages={"required": missing})


class PaymentForm(OrderForm):
    """Money that came in, by the finance system's reference. Cards and accounts have no place here."""

    guarded = ("reference",)
    guarded_as = {"reference": "payment"}
    method = forms.ChoiceField(
        label="Method", choices=Method, error_messages={"required": "Choose how it was paid."}
    )
    amount = AmountField(label="Amount")
    dated = DayField(label="Received on")
    reference = forms.CharField(
        label="Receipt reference of Finance",
        max_length=40,
        error_messages={"required": "Enter the receipt reference, such as R-2026-118204."},
    )

    def __init__(self, data=None, *, order, user, **initial) -> None:
        known = {"dated": timezone.localdate(), "amount": max(order.balance, ZERO) or None}
        super().__init__(data, order=order, user=user, **known | initial)

    @property
    def words(self) -> dict:
        return self.cleaned_data


class RefusedForm(OrderForm):
    """The bank refused a payment."""

    dated = DayField(label="Refused on")
    with_fee = forms.BooleanField(
        label="Charge the fee for a refused payment (37 CFR 1.21(m))", required=False
    )

    def __init__(self, data=None, *, order, user, **initial) -> None:
        super().__init__(
            data, order=order, user=user, **{"dated": timezone.localdate(), "with_fee": True} | initial
        )


class WriteOffForm(OrderForm):
    """What will not be paid."""

    guarded = ("reason",)
    amount = AmountField(label="Amount")
    reason = reason_field("Why?", "Say why it is written off.")

    def __init__(self, data=None, *, order, user, **initial) -> None:
        super().__init__(
            data, order=order, user=user, **{"amount": max(order.balance, ZERO) or None} | initial
        )

    @property
    def words(self) -> dict:
        return self.cleaned_data


class RefundForm(OrderForm):
    """Money that goes back; somebody else approves it."""

    guarded = ("reason",)
    method = forms.ChoiceField(
        label="By", choices=Method, error_messages={"required": "Choose how it is paid back."}
    )
    amount = AmountField(label="Amount")
    reason = reason_field("Why?", "Say why it is paid back.")

    @property
    def words(self) -> dict:
        return self.cleaned_data


class ApproveForm(OrderForm):
    """Approve a refund, with the finance system's reference where there is one."""

    guarded = ("reference",)
    guarded_as = {"reference": "payment"}
    reference = forms.CharField(label="Reference of Finance", max_length=40, required=False)

    @property
    def words(self) -> dict:
        return self.cleaned_data


class BecauseForm(OrderForm):
    """Decline a refund, or close a return as it is."""

    guarded = ("because",)
    because = reason_field("Why?", "Say why.")

    @property
    def words(self) -> dict:
        return self.cleaned_data


class ExpectForm(OrderForm):
    """Units of a line that will come back."""

    guarded = ("reason",)
    line = forms.ModelChoiceField(
        label="Product",
        queryset=None,
        empty_label="Choose",
        error_messages={"required": "Choose what comes back."},
    )
    units = CountField(label="How many", error_messages={"required": "Say how many."})
    reason = reason_field("Why?", "Say why it comes back.")

    def __init__(self, data=None, *, order, user, **initial) -> None:
        super().__init__(data, order=order, user=user, **initial)
        self.fields["line"].queryset = order.lines.filter(shipped__gt=0)

    @property
    def words(self) -> dict:
        return self.cleaned_data


class UnitsForm(OrderForm):
    """So many of the units of a return."""

    units = CountField(label="How many", error_messages={"required": "Say how many."})
