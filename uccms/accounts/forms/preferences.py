"""The form for a person's preferences."""

from django import forms

from uccms.accounts.models import User


class PreferencesForm(forms.Form):
    """How a person likes the screens."""

    shortcuts = forms.BooleanField(label="Single-key shortcuts", required=False)
    after_saving = forms.ChoiceField(
        label="After a contact is saved, show", choices=User.AfterSaving.choices, widget=forms.RadioSelect
    )
    scheme = forms.ChoiceField(
        label="Colors", choices=User.Scheme.choices, required=False, widget=forms.RadioSelect
    )
