"""The filters of the list of orders: closed lists."""

from django import forms

from contacts.models import Contact
from sales_orders.models import Order

STATES = [each for each in Order.State.choices if each[0] != Order.State.DRAFT]


def _filter(label: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    sentence = f"There is no such choice of “{label}”. All are shown."
    return forms.ChoiceField(
        label=label,
        choices=[("", "All"), *choices],
        required=False,
        error_messages={"invalid_choice": sentence},
    )


class OrderListForm(forms.Form):
    """What the list shows; a value that is none of the list says so, and is left out."""

    state = _filter("State", STATES)
    paid = _filter("Paid", Order.Paid.choices)
    shipped = _filter("Shipped", Order.Shipped.choices)
    source = _filter("Source", Contact.Channel.choices)

    COLUMNS = {"state": "state", "paid": "paid_state", "shipped": "shipped_state", "source": "source"}

    @property
    def filters(self) -> dict[str, str]:
        """Columns and their values."""
        self.full_clean()
        return {
            column: self.cleaned_data[name]
            for name, column in self.COLUMNS.items()
            if self.cleaned_data.get(name)
        }
