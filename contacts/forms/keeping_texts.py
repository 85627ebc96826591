"""The form of a prepared text."""

from django import forms

from contacts.forms.keeping import KeepingForm, TopicChoice
from contacts.models import PreparedText
from contacts.placeholders import NAMES, strangers

KNOWN = ", ".join(f"{{{each}}}" for each in NAMES)


class PreparedTextForm(KeepingForm):
    """What a text is called, where it is offered, and what it says."""

    guarded = ("name", "text")

    name = forms.CharField(label="Name", max_length=80, error_messages={"required": "Give the text a name."})
    topic = TopicChoice(label="Topic", empty_label="Any topic")
    text = forms.CharField(
        label="Text",
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=f"Filled in where it is known: {KNOWN}.",
        error_messages={"required": "Write the text."},
    )
    is_offered = forms.BooleanField(label="It is offered in the editor", required=False, initial=True)

    def __init__(self, data=None, *, user, prepared: PreparedText | None = None) -> None:
        names = ("version", "area", "topic", "name", "text", "is_offered")
        known = {name: getattr(prepared, name) for name in names} if prepared else {}
        super().__init__(data, user=user, **known)

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        if unknown := strangers(text):
            raise forms.ValidationError(f"There is no placeholder {{{unknown[0]}}}. There are: {KNOWN}.")
        return text
