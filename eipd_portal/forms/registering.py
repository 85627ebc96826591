"""The one field of the portal, and the code that comes back."""

import uuid

from django import forms

from contacts.folding import digits
from eipd_portal.addresses import LONGEST_LINE, NoAddress, canonical
from eipd_portal.domains import receives_mail
from eipd_portal.languages import say
from uccms.mail.messages import BREAKS

NO_MAIL = "No mail arrives at this domain. Is the part after the @ written as it should be?"


class RegisterForm(forms.Form):
    """An e-mail address. What is wrong with it is said at once: that tells of nobody."""

    # Fields without rules of Django's own, whose sentences would be in English alone.
    email = forms.Field(required=False)
    submission_id = forms.Field(required=False)

    def __init__(self, *args, language: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.language = language

    def clean_email(self) -> str:
        try:
            email = canonical(self.cleaned_data["email"] or "")
        except NoAddress as error:
            raise forms.ValidationError(say(str(error), self.language)) from None
        if not receives_mail(email.rpartition("@")[2]):
            raise forms.ValidationError(say(NO_MAIL, self.language))
        return email

    def clean_submission_id(self) -> uuid.UUID:
        # It is hidden: whoever sends none, or no true one, has nothing to mend and gets one of their own.
        try:
            return uuid.UUID(self.cleaned_data["submission_id"] or "")
        except ValueError:
            return uuid.uuid4()

    @property
    def typed(self) -> str:
        """What was typed, to be mended; nothing of what is too long to be an address."""
        said = self.data.get("email", "")
        return BREAKS.sub(" ", said) if len(said) <= LONGEST_LINE else ""


class CodeForm(forms.Form):
    """The code of a mail, with or without spaces."""

    code = forms.CharField(required=False, max_length=100)

    def clean_code(self) -> str:
        return digits(self.cleaned_data["code"])[:20]
