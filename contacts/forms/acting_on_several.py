"""The forms of one act on several tickets, which carry the version of each that was read."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django import forms

from contacts.actions.acting_on_several import MOST
from contacts.calendars import calendar_of
from contacts.forms.logging_contacts import MomentField
from contacts.forms.tickets import text_field
from contacts.models import Ticket
from contacts.office_time import closed_because
from contacts.queries.choosing_people import holders
from uccms.accounts.forms.choosing_people import PersonField
from uccms.accounts.models import BusinessArea, User
from uccms.privacy.forms import GuardedForm

NOT_SEEN = "no longer yours to see"


class SeveralForm(GuardedForm):
    """What all of them have: the chosen tickets, each as number and version, and a note."""

    guarded = ("note",)
    note = text_field("Note on each of them", rows=2, required=False)

    def __init__(self, data=None, *, user, tickets: Sequence[Ticket] = (), to: str = "") -> None:
        """`to` is chosen already in a form that begins, where it is one of those that are offered."""
        super().__init__(data, user=user, initial={"submission_id": uuid.uuid4(), "to": to})
        self.tickets = tickets

    @property
    def words(self) -> dict:
        return self.cleaned_data | {"statements": self.statements}


class TakeSeveralForm(SeveralForm):
    pass


class AssignSeveralForm(SeveralForm):
    """Offers who works where the tickets are; before any is chosen, one's own colleagues."""

    field_order = ("to", "note")
    to = PersonField(
        label="To", queryset=User.objects.none(), required=False, empty_label="Nobody: back into the queue"
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        areas = {each.area_id for each in self.tickets} or {each.pk for each in self.user.areas}
        # Who was chosen stays so, be it that a ticket went elsewhere meanwhile: each result says why not.
        named = str(self.data.get("to", "") if self.is_bound else self.initial["to"])
        also = [int(named)] if named.isascii() and named.isdigit() and len(named) < 10 else []
        asked = [("ticket", str(each.pk)) for each in self.tickets]
        self.fields["to"].offer(holders(areas, *also), "contacts:people_assign", *asked)


class ForwardSeveralForm(SeveralForm):
    field_order = ("to", "note")
    to = forms.ModelChoiceField(
        label="To",
        queryset=BusinessArea.objects.filter(is_active=True, marked=""),
        empty_label="Choose an area",
        error_messages={"required": "Choose the area that answers."},
    )


class PrioritizeSeveralForm(SeveralForm):
    field_order = ("to", "note")
    to = forms.ChoiceField(
        label="Priority",
        choices=[*reversed(Ticket.Priority.choices)],
        error_messages={"required": "Choose the priority."},
    )


class FollowUpSeveralForm(SeveralForm):
    field_order = ("due_at", "note")
    due_at = MomentField(label="Promised for", error_messages={"required": "Say for when it is promised."})

    def clean_due_at(self):
        """A time at which every one of their areas is closed is refused here, else one by one."""
        due_at = self.cleaned_data["due_at"]
        areas = {each.area_id: each.area for each in self.tickets}
        closed = [closed_because(due_at, calendar_of(each)) for each in areas.values()]
        if closed and all(closed):
            raise forms.ValidationError(f"{closed[0]}. No promise can fall then.")
        return due_at


@dataclass(frozen=True)
class Chosen:
    """The chosen tickets that somebody may see, and the numbers of those that they may not, or no longer.

    A number that never was a ticket is among those, too, so that nobody learns which there are.
    """

    tickets: list[Ticket]
    unseen: list[int]

    @property
    def sentence(self) -> str:
        """What is said of the numbers alone."""
        return f"{', '.join(f'T{each}' for each in self.unseen)}: {NOT_SEEN}; nothing was done."


def numbers(values: Iterable[str]) -> dict[int, int | None]:
    """The chosen keys with the version that was read, from `12.3` or `12`; what is no number is left out."""
    found: dict[int, int | None] = {}
    for value in values:
        key, _, version = value.partition(".")
        if key.isascii() and key.isdigit() and len(key) < 16:
            found[int(key)] = (
                int(version) if version.isascii() and version.isdigit() and len(version) < 9 else None
            )
    return dict(list(found.items())[:MOST])


def chosen(values: Iterable[str], user) -> Chosen:
    """What was chosen, by number; each ticket that `user` may see with its `read_version`."""
    asked = numbers(values)
    tickets = (
        Ticket.objects.visible_to(user).filter(pk__in=list(asked)).select_related("area", "assignee", "topic")
    )
    found = list(tickets.order_by("pk"))
    for each in found:
        read = asked[each.pk]
        each.read_version = each.version if read is None else read
    return Chosen(found, sorted(asked.keys() - {each.pk for each in found}))
