"""The fields of the style guide: fresh ones, and ones that were refused."""

import uuid

from django import forms
from django.http import QueryDict

from uccms.privacy.forms import GuardedForm


class ExampleForm(GuardedForm):
    """A field of each kind."""

    guarded = ("description",)

    company = forms.CharField(label="Company", initial="Quintero Instruments LLC")
    telephone = forms.CharField(label="Telephone", required=False, help_text="Any formatting, any country.")
    promised = forms.DateField(
        label="Promised for",
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": "There is no such day. Enter a day such as 2026-11-30."},
    )
    customer = forms.CharField(
        label="Customer number", initial="C20418", widget=forms.TextInput(attrs={"readonly": True})
    )
    area = forms.ChoiceField(label="Area", choices=[("receipts", "Filing Receipts"), ("eipd", "EIPD")])
    description = forms.CharField(
        label="What does the caller need?", widget=forms.Textarea(attrs={"class": "input--brief", "rows": 2})
    )


def fresh(user) -> ExampleForm:
    """The fields as they are before anybody types."""
    return ExampleForm(user=user, auto_id="fresh_%s")


def refused(user) -> ExampleForm:
    """The fields as they come back with something to mend."""
    sent = QueryDict(mutable=True)
    sent.update(
        {
            "submission_id": str(uuid.uuid4()),
            "company": "Quintero Instruments LLC",
            "promised": "2026-11-31",
            "customer": "C20418",
            "area": "eipd",
            "description": "Application 11/482,917. To prove who she is she gave 000-12-3456.",
        }
    )
    form = ExampleForm(sent, user=user)
    form.full_clean()
    return form
