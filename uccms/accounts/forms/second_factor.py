"""Forms that ask for a code of the second factor."""

from allauth.core import context
from allauth.mfa.base import forms as base
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal import auth as totp
from django import forms

from uccms.accounts import encryption
from uccms.accounts.actions.counting_attempts import SECOND_FACTOR, count_attempt, forgive
from uccms.accounts.actions.second_factor import accept_code, step_of
from uccms.accounts.actions.signing_in import fail_to_sign_in
from uccms.accounts.adapters import SecondFactorAdapter
from uccms.audit.context import acting


def code_field(label: str, hint: str) -> forms.CharField:
    """A field for six digits from an application, or for a recovery code."""
    attributes = {"autocomplete": "one-time-code", "inputmode": "numeric", "class": "input--short"}
    return forms.CharField(
        label=label, help_text=hint, max_length=16, widget=forms.TextInput(attrs=attributes)
    )


class _Counted:
    """Takes a code only while there were not too many wrong ones, counted before the code is looked at."""

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        self.authenticator = None
        if count_attempt(SECOND_FACTOR, self.user.pk):
            self.authenticator = accept_code(self.user, code=code, by=self.user)
        if self.authenticator is None:
            fail_to_sign_in(self.user.username)
            raise SecondFactorAdapter().validation_error("incorrect_code")
        forgive(SECOND_FACTOR, self.user.pk)
        self.authenticator.user = self.user
        return code

    def save(self) -> None:
        with acting(self.user):
            super().save()


class AuthenticateForm(_Counted, base.AuthenticateForm):
    """The code at sign-in."""

    code = code_field(
        "Code", "Six digits from your authenticator application, or one of your recovery codes."
    )


class ReauthenticateForm(_Counted, base.ReauthenticateForm):
    """The code again, before something that matters for signing in."""

    code = AuthenticateForm.base_fields["code"]


class SetUpForm(ActivateTOTPForm):
    """The first code of a new authenticator. Its secret waits in the session, encrypted."""

    code = code_field("Code", "The six digits that the application shows now.")

    def __init__(self, *args, **kwargs) -> None:
        self.user = kwargs.pop("user")
        forms.Form.__init__(self, *args, **kwargs)
        session = context.request.session
        if totp.SECRET_SESSION_KEY not in session:
            session[totp.SECRET_SESSION_KEY] = encryption.encrypt(totp.generate_totp_secret())
        self.secret = encryption.decrypt(session[totp.SECRET_SESSION_KEY])

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        self.step = step_of(self.secret, code)
        if self.step is None:
            raise forms.ValidationError(
                "The code is not right. Wait for the next one, and check the clock of your device."
            )
        return code
