"""The form that gives a choice of tickets a name."""

import uuid

from django import forms

from uccms.privacy.forms import GuardedForm


class SaveViewForm(GuardedForm):
    guarded = ("name",)
    name = forms.CharField(label="Name", max_length=40, error_messages={"required": "Give the view a name."})
    is_start = forms.BooleanField(label="Start with it when I open Tickets", required=False)

    def __init__(self, data=None, *, user) -> None:
        super().__init__(data, user=user, initial={"submission_id": uuid.uuid4()})

    @property
    def words(self) -> dict:
        return self.cleaned_data | {"statements": self.statements}
