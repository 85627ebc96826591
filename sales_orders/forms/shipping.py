"""What leaves the house: how many of each line, by whom, and the carrier's number."""

from collections.abc import Sequence

from django import forms

from sales_orders.actions.shipping import is_download
from sales_orders.errors import OrderError
from sales_orders.forms.orders import CountField, OrderForm
from sales_orders.models import OrderLine, Shipment
from sales_orders.tracking import tracking_number

Carrier = Shipment.Carrier
CARRIERS = [("", "Choose"), *((each.value, each.label) for each in Carrier if each not in ("", "download"))]


class ShipForm(OrderForm):
    """How many units of each line that is ready; downloads need no carrier."""

    guarded = ("tracking",)
    carrier = forms.ChoiceField(
        label="Carrier",
        choices=CARRIERS,
        required=False,
        error_messages={"invalid_choice": "Choose who carries the parcel."},
    )
    tracking = forms.CharField(label="Tracking number", max_length=40, required=False)

    def __init__(self, *args, lines: Sequence[OrderLine], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.lines = [line for line in lines if line.ready]
        some_picked = any(line.picked for line in self.lines)
        for line in self.lines:
            self.fields[f"units_{line.pk}"] = CountField(
                label=f"Units of {line.title}",
                initial=line.picked if some_picked else line.ready,
                error_messages={"required": "Enter a whole number, such as 2."},
            )

    @property
    def rows(self) -> list[tuple[OrderLine, forms.BoundField, bool]]:
        """Each line that is ready, with its field, and whether it is a download."""
        return [(line, self[f"units_{line.pk}"], is_download(line)) for line in self.lines]

    @property
    def has_goods(self) -> bool:
        return any(not is_download(line) for line in self.lines)

    def clean(self) -> dict:
        cleaned = super().clean()
        units = {line: cleaned.get(f"units_{line.pk}", 0) for line in self.lines}
        for line, count in units.items():
            if count > line.ready:
                are = "is" if line.ready == 1 else "are"
                self.add_error(f"units_{line.pk}", f"Only {line.ready} {are} ready to ship.")
        has_goods = any(count and not is_download(line) for line, count in units.items())
        if has_goods and not cleaned.get("carrier") and "carrier" not in self.errors:
            self.add_error("carrier", "Choose who carries the parcel.")
        if cleaned.get("carrier") and cleaned.get("tracking"):
            try:
                tracking_number(cleaned["tracking"], cleaned["carrier"])
            except OrderError as error:
                self.add_error("tracking", str(error))
        return cleaned

    @property
    def words(self) -> dict:
        cleaned = self.cleaned_data
        return {
            "carrier": cleaned["carrier"],
            "tracking": cleaned["tracking"],
            "units": {line.pk: cleaned[f"units_{line.pk}"] for line in self.lines},
            "version": cleaned["version"],
            "submission_id": cleaned["submission_id"],
            "statements": self.statements,
        }
