from datetime import datetime, time, timedelta
from urllib.parse import urlencode

from django import forms
from django.urls import reverse
from django.utils import timezone

from uccms.accounts.forms.choosing_people import PeopleFilter, PersonField
from uccms.accounts.models import User
from uccms.audit import words
from uccms.audit.queries.choosing_people import Actors
from uccms.audit.queries.record import KINDS


class RecordForm(forms.Form):
    """What of the record to show. Its fields stand in the address, so none of them takes a name or a text."""

    person = PersonField(
        User.objects.none(),
        required=False,
        empty_label="Everybody",
        widget=PeopleFilter,
        error_messages={
            "invalid_choice": "There is nobody of whom you see acts by this choice. Choose again."
        },
    )
    kind = forms.ChoiceField(choices=[("", "Everything"), *KINDS], required=False, label="What")
    # The browser sends nothing else, so that a name typed here does not reach an address either.
    number = forms.CharField(
        required=False,
        max_length=20,
        label="Record number",
        widget=forms.TextInput(attrs={"pattern": " *[A-Za-z][0-9]+ *", "title": "Such as T10482"}),
    )
    day = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.people = Actors(user)
        person = self.fields["person"]
        person.offer(self.people, "audit:people")
        person.widget.label = "Acts of"
        back = urlencode({"back": urlencode(self.known)})
        person.widget.page = f"{reverse('audit:whose')}?{back}"

    @property
    def known(self) -> dict[str, str]:
        """What of the choice is valid, as it stands in an address."""
        sent = {name: self.data.get(name, "") for name in self.fields}
        return {name: value for name, value in sent.items() if value and name not in self.errors}

    def clean_number(self):
        """The record that the number stands for."""
        number = self.cleaned_data["number"]
        if not number.strip():
            return None
        record = words.record_of(number)
        if record is None:
            *more, last = words.examples()
            examples = f"{', '.join(more)} or {last}"
            raise forms.ValidationError(f"This is no number of a record. Write it like {examples}.")
        return record

    def chosen(self) -> dict:
        """The valid choice as the keywords of `record_page`."""
        day = self.cleaned_data["day"]
        since = timezone.make_aware(datetime.combine(day, time())) if day else None
        until = timezone.make_aware(datetime.combine(day + timedelta(days=1), time())) if day else None
        return {
            "person": self.cleaned_data["person"],
            "kind": self.cleaned_data["kind"],
            "record": self.cleaned_data["number"],
            "since": since,
            "until": until,
        }


def address_of(known: dict[str, str]) -> str:
    """The address of the record with this choice."""
    return reverse("audit:record") + (f"?{urlencode(known)}" if known else "")
