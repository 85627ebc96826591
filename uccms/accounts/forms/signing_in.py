"""Forms that ask for a password."""

from allauth.account.forms import LoginForm
from allauth.account.forms import ReauthenticateForm as AllauthReauthenticateForm
from django import forms
from django.http import HttpRequest, HttpResponse

from uccms.accounts.adapters import AGREED_NOTICE
from uccms.accounts.passwords import LONGEST, TOO_LONG
from uccms.privacy import pia


def password_field(label: str, autocomplete: str, hint: str = "") -> forms.CharField:
    """A field for a password. One that is too long is refused before anything is hashed."""
    return forms.CharField(
        label=label,
        help_text=hint,
        strip=False,
        max_length=LONGEST,
        error_messages={"max_length": TOO_LONG},
        # No maxlength in the browser: it would cut a pasted password without a word.
        widget=Unlimited(attrs={"autocomplete": autocomplete}),
    )


class Unlimited(forms.PasswordInput):
    """A password's field that takes all that is typed or pasted."""

    def build_attrs(self, base_attrs: dict, extra_attrs: dict | None = None) -> dict:
        return {
            name: value
            for name, value in super().build_attrs(base_attrs, extra_attrs).items()
            if name not in {"maxlength", "minlength"}
        }


class SignInForm(LoginForm):
    """Name, password and the agreement to the system use notice that was shown (AC-8)."""

    agree = forms.BooleanField(
        label="I have read the notice and agree",
        error_messages={"required": "Read the notice and agree to it first."},
    )
    notice = forms.CharField(max_length=32, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label="User name",
            max_length=64,
            widget=forms.TextInput(
                attrs={
                    "autocomplete": "username",
                    "autocapitalize": "none",
                    "spellcheck": "false",
                }
            ),
        )
        self.fields["password"] = password_field("Password", "current-password")
        self.order_fields(["login", "password", "agree", "notice"])

    def clean(self) -> dict:
        if "agree" not in self.errors and self.cleaned_data["notice"] != pia.notice("system_use").version:
            self.add_error("agree", "The notice has changed. Read it again and agree to it.")
            self.data = self.data.copy()
            del self.data["agree"]
        return super().clean()

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """Go on to the second factor or into the session, and take the agreement along."""
        request.session[AGREED_NOTICE] = self.cleaned_data["notice"]
        return super().login(request, redirect_url)


class ReauthenticateForm(AllauthReauthenticateForm):
    """The password again, before something that matters for signing in."""

    password = password_field("Password", "current-password")


class NoticeForm(forms.Form):
    """The agreement to a notice that changed during a session."""

    agree = SignInForm.base_fields["agree"]
