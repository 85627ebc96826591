"""How each line of an order that waits for copies shall wait."""

from collections.abc import Sequence

from django import forms

from sales_orders.forms.orders import ReasonForm
from sales_orders.models import OrderLine


class WaitingForm(ReasonForm):
    """A choice for each line that is backordered, and why."""

    def __init__(self, *args, lines: Sequence[OrderLine], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.lines = [line for line in lines if line.backordered]
        for line in self.lines:
            self.fields[f"line_{line.pk}"] = forms.ChoiceField(
                label=f"{line.backordered} × {line.title}",
                choices=OrderLine.WhenShort,
                initial=line.when_short,
                error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose how it waits."),
            )
        self.order_fields([*(f"line_{line.pk}" for line in self.lines), "reason"])

    @property
    def words(self) -> dict:
        cleaned = self.cleaned_data
        return {
            "choices": {line.pk: cleaned[f"line_{line.pk}"] for line in self.lines},
            "reason": cleaned["reason"],
            "version": cleaned["version"],
            "submission_id": cleaned["submission_id"],
            "statements": self.statements,
        }
