"""Numbers as people write them: whole ones, and dollars and cents; in the digits 0 to 9 alone."""

import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from sales_orders.money import MOST

WHOLE = re.compile(r"[0-9]{1,12}")
DOLLARS = re.compile(r"\$?\s?(?P<dollars>[0-9]{1,3}(,[0-9]{3})+|[0-9]{1,12})(?P<cents>\.[0-9]{1,2})?")


class WholeField(forms.CharField):
    """A whole number between `least` and `most`; a sentence says which when it is not."""

    def __init__(self, *, least: int = 0, most: int, **kwargs) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "class": "input--short"}))
        super().__init__(max_length=20, **kwargs)
        self.least, self.most = least, most

    def clean(self, value) -> int | None:
        typed = super().clean(value)
        if not typed:
            return None
        number = int(typed) if WHOLE.fullmatch(typed) else None
        if number is None or not self.least <= number <= self.most:
            raise ValidationError(f"Write a whole number from {self.least} to {self.most:,}.", code="number")
        return number


class DollarsField(forms.CharField):
    """An amount in US dollars, exact to the cent: 1234.5, 1,234.50 or $1,234.50."""

    def __init__(self, **kwargs) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "class": "input--short"}))
        super().__init__(max_length=20, **kwargs)

    def clean(self, value) -> Decimal | None:
        typed = super().clean(value)
        if not typed:
            return None
        found = DOLLARS.fullmatch(typed)
        if found is None:
            raise ValidationError("Write dollars and cents, such as 55.00.", code="amount")
        amount = Decimal(found["dollars"].replace(",", "") + (found["cents"] or "")).quantize(Decimal("0.01"))
        if amount > MOST:
            raise ValidationError("That is more than an amount can be.", code="amount")
        return amount
