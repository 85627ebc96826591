"""The form for a person's preferences."""

from django import forms

from uccms.accounts.models import User


class PreferencesForm(forms.Form):
    """How a person likes the screens."""

    shortcuts = forms.BooleanField(label="Single-key shortcuts", required=False)
    after_saving = forms.ChoiceField(
        label="After a contact is saved, show", choices=User.AfterSaving.choices, widget=forms.RadioSelect
    )
    after_acting = forms.ChoiceField(
        label="After an act on a ticket, show",
        choices=User.AfterActing.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    scheme = forms.ChoiceField(
        label="Colors", choices=User.Scheme.choices, required=False, widget=forms.RadioSelect
    )

    def clean_after_acting(self) -> str:
        """What is not asked for, by a page that was opened before there was this choice, stays as it is."""
        return self.cleaned_data["after_acting"] or self.initial["after_acting"]
