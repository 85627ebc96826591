"""The form for a new password."""

from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.core import context
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from uccms.accounts.adapters import AccountAdapter
from uccms.accounts.forms.signing_in import password_field
from uccms.accounts.passwords import SHORTEST


class ChangePasswordForm(AllauthChangePasswordForm):
    """The present password, and the new one twice; guesses at the present one count like at sign-in."""

    oldpassword = password_field("Your password now", "current-password")
    password1 = password_field(
        "New password",
        "new-password",
        f"At least {SHORTEST} characters: a few words that have nothing to do with each other or with you.",
    )
    password2 = password_field("New password, again", "new-password")

    def clean_oldpassword(self) -> str:
        adapter = AccountAdapter(context.request)
        if not adapter.reauthenticate(self.user, self.cleaned_data["oldpassword"]):
            raise adapter.validation_error("incorrect_password")
        return self.cleaned_data["oldpassword"]

    def clean_password1(self) -> str:
        password = self.cleaned_data["password1"]
        if password == self.data.get("oldpassword"):
            raise ValidationError("This is your password now. Choose another one.")
        validate_password(password, self.user)
        return password
