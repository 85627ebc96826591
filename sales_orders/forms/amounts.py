"""Numbers as somebody types them: copies, amounts of money, and discounts as an amount or a percentage.

A dollar sign and commas between thousands are read; digits of another script ("٣") get a sentence, as in
every other field with a number.
"""

import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from sales_orders.money import MOST, ZERO, cents

LONGEST = 20
WHOLE = re.compile(r"[0-9]{1,12}")
DOLLARS = re.compile(r"\$?\s?(?P<dollars>[0-9]{1,3}(,[0-9]{3})+|[0-9]{1,12})(?P<cents>\.[0-9]{1,2})?")
_WHOLE = re.compile(r"[+-]?[0-9]+")
_AMOUNT = re.compile(r"-?[0-9]+(\.[0-9]+)?|-?\.[0-9]+")
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")


def _plain(typed: str) -> str:
    return _THOUSANDS.sub("", typed.replace("\u2212", "-").strip())


def read_count(typed: str, *, most: int, words: str) -> int:
    """The whole number that was typed, from 1 to `most`; `words` say of what. Raises ValidationError."""
    plain = _plain(typed)
    if len(typed) > LONGEST or not _WHOLE.fullmatch(plain):
        raise ValidationError(f"{words} is a whole number, such as 2.")
    if not 1 <= int(plain) <= most:
        raise ValidationError(f"{words} is 1 to {most:,}.")
    return int(plain)


def read_amount(typed: str) -> Decimal:
    """The dollars and cents that were typed, zero or more. Raises ValidationError."""
    plain = _plain(typed).removeprefix("$").strip()
    if len(typed) > LONGEST or not _AMOUNT.fullmatch(plain):
        raise ValidationError("Write an amount in dollars and cents, such as 12.50.")
    amount = Decimal(plain)
    if amount < 0:
        raise ValidationError("An amount cannot be below zero.")
    if amount > MOST:
        raise ValidationError("No order costs so much.")
    if amount != cents(amount):
        raise ValidationError("An amount has no parts of a cent.")
    return cents(amount)


def read_discount(typed: str) -> tuple[Decimal, Decimal]:
    """What was typed as a discount: an amount and a percentage, one of them zero. Raises ValidationError."""
    plain = _plain(typed)
    if not plain.endswith("%"):
        return read_amount(typed), ZERO
    percent = plain.removesuffix("%").strip()
    if len(typed) > LONGEST or not _AMOUNT.fullmatch(percent):
        raise ValidationError("Write a discount as an amount or a percentage, such as 10.00 or 10%.")
    if not 0 <= Decimal(percent) <= 100:
        raise ValidationError("A discount is 0 to 100 percent.")
    return ZERO, Decimal(percent)


class AmountField(forms.CharField):
    """An amount in US dollars; empty is None."""

    def __init__(self, **kwargs) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(required=False, **kwargs)

    def clean(self, value) -> Decimal | None:
        typed = super().clean(value)
        return read_amount(typed) if typed else None


class DiscountField(forms.CharField):
    """A discount: the amount and the percentage, of which one is zero."""

    def __init__(self, **kwargs) -> None:
        super().__init__(required=False, **kwargs)

    def clean(self, value) -> tuple[Decimal, Decimal]:
        typed = super().clean(value)
        return read_discount(typed) if typed else (ZERO, ZERO)


class DayField(forms.DateField):
    """A day, as the browser's own control writes it, or as people write it here."""

    def __init__(self, **kwargs) -> None:
        super().__init__(
            required=False,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            input_formats=["%Y-%m-%d", "%m/%d/%Y", "%B %d, %Y", "%b %d, %Y"],
            error_messages={"invalid": "There is no such day. Write it as 12/15/2026."},
            **kwargs,
        )


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
