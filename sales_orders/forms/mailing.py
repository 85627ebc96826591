"""The forms that send a mail about an order, a quote or a subscription by hand."""

import uuid

from django import forms

from sales_orders.forms.orders import OrderForm
from uccms.mail.messages import MailRefused, checked_address
from uccms.privacy.forms import GuardedForm


class ShownMailForm(GuardedForm):
    """Where a mail goes, and the mark of the words that were shown."""

    to = forms.CharField(label="To", max_length=254, error_messages={"required": "Say to which address."})
    shown = forms.RegexField("[0-9a-f]{64}", widget=forms.HiddenInput)

    def clean_to(self) -> str:
        """The address as a header may hold it."""
        try:
            return checked_address(self.cleaned_data["to"])
        except MailRefused as error:
            raise forms.ValidationError(str(error)) from None


class LetterForm(ShownMailForm, OrderForm):
    """A mail about an order, of which it changes nothing: it has no version."""

    version = None

    def __init__(self, data=None, *, order, user) -> None:
        super().__init__(data, order=order, user=user, to=order.email)


class NoticeForm(ShownMailForm):
    """A mail about something that is no order: a quote, or a subscription."""

    def __init__(self, data=None, *, user, to: str) -> None:
        super().__init__(data, user=user, initial={"submission_id": uuid.uuid4(), "to": to})
