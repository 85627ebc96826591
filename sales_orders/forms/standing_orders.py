"""The forms of standing orders."""

import uuid

from django import forms

from sales_orders.forms.amounts import DayField, WholeField
from sales_orders.forms.delivery import DeliveryForm
from sales_orders.models import Product, StandingOrder
from uccms.privacy.forms import GuardedForm


class StandingOrderForm(DeliveryForm):
    """So many copies of each new edition; the product is chosen once."""

    guarded = (*DeliveryForm.guarded, "purchase_order")
    guarded_as = {"purchase_order": "payment"}
    product = forms.ModelChoiceField(
        label="Every new edition of",
        queryset=Product.objects.none(),
        empty_label="Choose",
        error_messages={"required": "Choose the product.", "invalid_choice": "Choose one of the products."},
    )
    copies = WholeField(
        label="Copies of each", least=1, most=100_000, error_messages={"required": "Say how many copies."}
    )
    begins_on = DayField(label="Editions from this day on")
    purchase_order = forms.CharField(label="Purchase order number", required=False, max_length=40)
    field_order = ["product", "copies", "begins_on", "ship_to", "bill_to", "zone", "email", "purchase_order"]

    def __init__(self, data=None, *, user, customer, standing: StandingOrder | None = None) -> None:
        known = {"copies": 1}
        if standing:
            columns = ("copies", "source", "ship_to", "bill_to", "email", "purchase_order", "version")
            known = {name: getattr(standing, name) for name in columns} | {"zone": standing.zone_id}
        super().__init__(data, user=user, customer=customer, **known)
        if standing:
            del self.fields["product"], self.fields["begins_on"]
        else:
            self.fields["product"].queryset = (
                Product.objects.filter(is_active=True)
                .exclude(kind__in=[Product.Kind.SUBSCRIPTION, Product.Kind.CUSTOM_SERVICE])
                .exclude(cycle=Product.Cycle.ONCE)
                .order_by("title", "code")
            )

    def clean(self) -> dict:
        cleaned = super().clean()
        if not cleaned.get("ship_to") and "ship_to" not in self.errors:
            self.add_error("ship_to", "Say where it goes.")
        return cleaned


class EndingForm(GuardedForm):
    """Why a standing order ends, or a quote comes to nothing."""

    guarded = ("reason",)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    reason = forms.CharField(
        label="Why?",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "class": "input--brief"}),
        error_messages={"required": "Say why."},
    )

    def __init__(self, data=None, *, user, version: int) -> None:
        super().__init__(data, user=user, initial={"submission_id": uuid.uuid4(), "version": version})
