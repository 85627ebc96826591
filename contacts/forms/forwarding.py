"""Forward a ticket: to an area, or to a person who works there."""

from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError

from contacts.forms.tickets import UnresolvedTicketForm, text_field
from contacts.models import Ticket
from contacts.presence import absence, workers_of
from uccms.accounts.models import BusinessArea, User

GONE = "This area, or this person in it, takes no tickets any more. Choose again."


@dataclass(frozen=True)
class Destination:
    """Where a ticket goes: an area, and who has it there, if that is said."""

    area: BusinessArea
    person: User | None = None

    @property
    def value(self) -> str:
        """What a form sends for it: the key of the area, and of the person."""
        return f"{self.area.pk}-{self.person.pk}" if self.person else str(self.area.pk)

    @property
    def words(self) -> str:
        """What is chosen: the name, and whether the person is there."""
        if self.person is None:
            return str(self.area)
        return ", ".join(filter(None, (str(self.person), absence(self.person))))


class DestinationSelect(forms.Select):
    """Areas with their people; with script one field, in which the name of either is typed."""

    known: Mapping[str, Destination] = {}

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        found = self.known.get(str(value))
        if found and found.person:
            option["attrs"]["data-path"] = str(found.area)
        return option


class DestinationField(forms.ChoiceField):
    """One of the areas, or one of the people who work there, as a `Destination`."""

    widget = DestinationSelect

    def offer(self, known: Mapping[str, Destination], *, here: BusinessArea) -> None:
        """Take these; the area that has the ticket `here` is offered with its people alone."""
        self.known = self.widget.known = known
        groups: dict[str, list[tuple[str, str]]] = {}
        for value, each in known.items():
            offered = groups.setdefault(str(each.area), [])
            if each.person or each.area != here:
                offered.append((value, each.words))
        offered_groups = [(area, offered) for area, offered in groups.items() if offered]
        self.choices = [("", "Choose an area or a person"), *offered_groups]

    def clean(self, value: str) -> Destination:
        if not value:
            raise ValidationError(self.error_messages["required"], code="required")
        if value not in self.known:
            raise ValidationError(GONE, code="invalid_choice")
        return self.known[value]


class ForwardForm(UnresolvedTicketForm):
    guarded = prepared = ("note",)
    to = DestinationField(label="To", error_messages={"required": "Choose the area or person that answers."})
    note = text_field("Note for them", required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].offer(destinations(), here=self.ticket.area)
        self.fields["to"].widget.attrs["data-combobox"] = True

    def clean_to(self) -> Destination:
        """Of the ticket as it was read; whoever is late is told what happened."""
        to = self.cleaned_data["to"]
        if self.cleaned_data.get("version") == self.ticket.version and is_there(self.ticket, to):
            raise ValidationError(f"The ticket is already with {to.person or to.area}.")
        return to

    @property
    def words(self) -> dict:
        to = self.cleaned_data["to"]
        return super().words | {"to": to.area, "person": to.person}


def is_there(ticket: Ticket, to: Destination) -> bool:
    """Whether the ticket is there already, so that forwarding it would say nothing."""
    return ticket.area_id == to.area.pk and to.person in (None, ticket.assignee)


def destinations() -> dict[str, Destination]:
    """All areas that take tickets, each followed by the people who work there."""
    people: dict[int, list[User]] = {}
    for area, person in workers_of(BusinessArea.objects.filter(is_active=True, marked="")):
        people.setdefault(area, []).append(person)
    found = []
    for area in BusinessArea.objects.filter(is_active=True, marked=""):
        found += [Destination(area), *(Destination(area, each) for each in people.get(area.pk, ()))]
    return {each.value: each for each in found}
