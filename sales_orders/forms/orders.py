"""What every form that changes an order begins with."""

import uuid

from django import forms
from django.core.validators import RegexValidator

from sales_orders.models import Order
from uccms.privacy.forms import GuardedForm

WHOLE = RegexValidator(r"\A[0-9]{1,9}\Z", "Enter a whole number, such as 2.")


class CountField(forms.CharField):
    """A number of units in the digits 0 to 9; no other sign, and no other script's digits."""

    def __init__(self, **kwargs) -> None:
        super().__init__(validators=[WHOLE], max_length=9, **kwargs)

    def widget_attrs(self, widget) -> dict:
        return super().widget_attrs(widget) | {"inputmode": "numeric", "class": "input--number"}

    def clean(self, value) -> int:
        return int(super().clean(value) or 0)


class OrderForm(GuardedForm):
    """A form that changes an order and so carries the version it read."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data=None, *, order: Order, user, **initial) -> None:
        known = {"submission_id": uuid.uuid4(), "version": order.version}
        super().__init__(data, user=user, initial=known | initial)
        self.order = order

    @property
    def words(self) -> dict:
        """The action's keywords: what was entered, the version, the form's id and the statements."""
        return self.cleaned_data | {"statements": self.statements} if self.guarded else self.cleaned_data


class ReasonForm(OrderForm):
    """An act that says why."""

    guarded = ("reason",)
    reason = forms.CharField(
        label="Why?",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "class": "input--brief"}),
        error_messages={"required": "Say why."},
    )
