"""The form that sends a mail about an order by hand."""

from django import forms

from sales_orders.forms.orders import OrderForm
from uccms.mail.messages import MailRefused, checked_address


class LetterForm(OrderForm):
    """Where it goes, and the mark of its words. A mail changes nothing about the order: it has no version."""

    version = None
    to = forms.CharField(label="To", max_length=254, error_messages={"required": "Say to which address."})
    shown = forms.RegexField("[0-9a-f]{64}", widget=forms.HiddenInput)

    def __init__(self, data=None, *, order, user) -> None:
        super().__init__(data, order=order, user=user, to=order.email)

    def clean_to(self) -> str:
        """The address as a header may hold it."""
        try:
            return checked_address(self.cleaned_data["to"])
        except MailRefused as error:
            raise forms.ValidationError(str(error)) from None
