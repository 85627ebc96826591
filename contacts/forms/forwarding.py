"""Forward a ticket: to an area, or to a person who works there."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError

from contacts.forms.tickets import UnresolvedTicketForm, text_field
from contacts.models import Ticket
from contacts.queries.choosing_people import Workplaces
from uccms.accounts.forms.choosing_people import ByName, PeopleSelect
from uccms.accounts.models import BusinessArea, User
from uccms.accounts.queries.choosing_people import Offered

GONE = "This area, or this person in it, takes no tickets any more. Choose again."


@dataclass(frozen=True)
class Destination:
    """Where a ticket goes: an area, and who has it there, if that is said."""

    area: BusinessArea
    person: User | None = None


class DestinationSelect(PeopleSelect):
    """Areas with their people; with script one field, in which the name of either is typed."""

    people: Workplaces
    first = (("", "Choose an area or a person"),)
    here: BusinessArea  # has the ticket, and is offered with its people alone

    def listed(self) -> list[Offered]:
        areas = [Offered(str(each.pk), each.name) for each in self.people.areas.values() if each != self.here]
        return [*areas, *super().listed()]

    def grouped(self, lines: list[Offered]) -> list:
        offered: dict[str, list[tuple[str, str]]] = {each.name: [] for each in self.people.areas.values()}
        for each in lines:
            offered[each.area or each.words].append((each.value, each.words))
        return [(area, choices) for area, choices in offered.items() if choices]


class DestinationField(ByName):
    """One of the areas, or one of the people who work there, as a `Destination`."""

    widget = DestinationSelect

    def clean(self, value) -> Destination:
        value = str(super().clean(value))
        areas = self.people.areas
        if area := next((each for key, each in areas.items() if str(key) == value), None):
            return Destination(area)
        row = next(iter(self.people.rows_of([value])), None)
        if row is None:
            raise ValidationError(GONE, code="invalid_choice")
        return Destination(areas[row.area_id], row.user)


class ForwardForm(UnresolvedTicketForm):
    guarded = prepared = ("note",)
    to = DestinationField(label="To", error_messages={"required": "Choose the area or person that answers."})
    note = text_field("Note for them", required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        near = {self.ticket.area_id, self.ticket.topic.area_id, *(each.pk for each in self.user.areas)}
        self.fields["to"].offer(Workplaces(near=filter(None, near)), "contacts:people_forward")
        self.fields["to"].widget.here = self.ticket.area
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
