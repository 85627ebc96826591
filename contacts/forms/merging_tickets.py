"""Which of two tickets stays when they are merged, with the versions of both that were read."""

from django import forms

from contacts.forms.other_tickets import OtherTicketForm
from contacts.models import Ticket
from contacts.moving import customers_differ


class MergeForm(OtherTicketForm):
    other_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    survivor = forms.CharField(
        label="Which one stays?", error_messages={"required": "Choose which of the two stays."}
    )
    together = forms.BooleanField(required=False, label="They belong together all the same")

    @property
    def merged(self) -> Ticket:
        """The one that goes."""
        return self.cleaned_data["other"] if self.stays == self.ticket else self.ticket

    @property
    def stays(self) -> Ticket:
        """The one that survives."""
        return self.cleaned_data["survivor"]

    def clean(self) -> dict:
        cleaned = super().clean()
        other, survivor = cleaned.get("other"), cleaned.get("survivor")
        if other is not None and survivor is not None:
            two = {each.number: each for each in (self.ticket, other)}
            if survivor not in two:
                self.add_error("survivor", "Choose which of the two stays.")
            else:
                cleaned["survivor"] = two[survivor]
            if customers_differ(self.ticket, other) and not cleaned.get("together"):
                self.add_error(
                    "together", "Their customers differ. Say that they belong together all the same."
                )
        return cleaned

    @property
    def words(self) -> dict:
        cleaned = self.cleaned_data
        read = {self.ticket.pk: cleaned["version"], cleaned["other"].pk: cleaned["other_version"]}
        return {
            "into": self.stays,
            "version": read[self.merged.pk],
            "survivor_version": read[self.stays.pk],
            "customers_may_differ": cleaned["together"],
            "submission_id": cleaned["submission_id"],
        }
