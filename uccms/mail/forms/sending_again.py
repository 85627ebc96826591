"""The form that sends a mail again."""

import uuid

from django import forms

from uccms.mail.messages import MailRefused, checked_address
from uccms.mail.models import Mail
from uccms.privacy.forms import GuardedForm


class SendAgainForm(GuardedForm):
    """To the same address, or to a mended one."""

    to = forms.CharField(label="To", max_length=254, error_messages={"required": "Say to which address."})

    def __init__(self, data=None, *, mail: Mail, user) -> None:
        super().__init__(data, user=user, initial={"submission_id": uuid.uuid4(), "to": mail.to})

    def clean_to(self) -> str:
        """The address as a header may hold it."""
        try:
            return checked_address(self.cleaned_data["to"])
        except MailRefused as error:
            raise forms.ValidationError(str(error)) from None
