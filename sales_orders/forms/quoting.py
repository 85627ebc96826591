"""The forms of quotes: some services, each with its price, valid until a day."""

import uuid
from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from sales_orders.actions.quoting import MOST_LINES, Service
from sales_orders.forms.amounts import DayField, DollarsField, WholeField
from sales_orders.forms.delivery import DeliveryForm
from sales_orders.models import Product
from uccms.privacy.forms import GuardedForm

USUAL = timedelta(days=30)
ROWS, MORE = 3, 3


class QuoteForm(DeliveryForm):
    """A quote with as many lines as were posted; empty ones are left out."""

    valid_until = DayField(label="Valid until")

    def __init__(self, data=None, *, user, customer, rows: int = ROWS) -> None:
        super().__init__(data, user=user, customer=customer, valid_until=timezone.localdate() + USUAL)
        self.products = Product.objects.filter(is_active=True, kind=Product.Kind.CUSTOM_SERVICE)
        self.count = min(max(rows, 1), MOST_LINES)
        self.guarded = (*DeliveryForm.guarded, *(f"what_{place}" for place in range(self.count)))
        first = self.products.order_by("code").first()
        for place in range(self.count):
            self.fields[f"product_{place}"] = forms.ModelChoiceField(
                label=f"Service of line {place + 1}",
                queryset=self.products.order_by("code"),
                required=False,
                initial=first,
                empty_label=None if first else "There is no custom service in the catalogue",
                error_messages={"invalid_choice": "Choose one of the services."},
            )
            self.fields[f"what_{place}"] = forms.CharField(
                label=f"What will be done, line {place + 1}", required=False, max_length=300
            )
            self.fields[f"quantity_{place}"] = WholeField(
                label=f"Quantity of line {place + 1}", least=1, most=100_000, required=False, initial=1
            )
            self.fields[f"price_{place}"] = DollarsField(
                label=f"Price each of line {place + 1}", required=False
            )
        self.services: list[Service] = []

    @property
    def rows(self) -> list[dict[str, forms.BoundField]]:
        """The fields of each line."""
        names = ("product", "what", "quantity", "price")
        return [{name: self[f"{name}_{place}"] for name in names} for place in range(self.count)]

    def clean_valid_until(self):
        day = self.cleaned_data["valid_until"]
        today = timezone.localdate()
        if day is None:
            raise ValidationError("Say until when the price holds.")
        if not today <= day <= today + timedelta(days=366):
            raise ValidationError("A quote is valid until a day within a year from today.")
        return day

    def clean(self) -> dict:
        cleaned = super().clean()
        for place in range(self.count):
            values = {
                name: cleaned.get(f"{name}_{place}") for name in ("product", "what", "quantity", "price")
            }
            if not values["what"] and values["price"] is None:
                continue
            missing = {
                "product": "Choose the service.",
                "what": "Say what will be done.",
                "quantity": "Say how many.",
                "price": "Say what it costs, such as 120.00.",
            }
            for name, sentence in missing.items():
                if values[name] in (None, "") and f"{name}_{place}" not in self.errors:
                    self.add_error(f"{name}_{place}", sentence)
            if all(values[name] not in (None, "") for name in values):
                service = Service(values["product"], values["what"], values["quantity"], values["price"])
                self.services.append(service)
        if not self.services and not self.errors:
            self.add_error("what_0", "Say what would be done, and what it costs.")
        return cleaned


class AcceptForm(GuardedForm):
    """The customer accepts: perhaps with a purchase order."""

    guarded = ("purchase_order",)
    guarded_as = {"purchase_order": "payment"}
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    purchase_order = forms.CharField(label="Purchase order number", required=False, max_length=40)

    def __init__(self, data=None, *, user, version: int) -> None:
        super().__init__(data, user=user, initial={"submission_id": uuid.uuid4(), "version": version})
