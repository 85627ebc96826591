"""A form on a ticket that names another one, which is looked for among what the person sees."""

import re

from django import forms

from contacts.forms.tickets import TicketForm
from contacts.models import Ticket

NUMBER = re.compile(r"[Tt]?([0-9]{1,15})", re.ASCII)
UNKNOWN = "There is no such ticket that you may work on."


def ticket_written(typed: str, user) -> Ticket | None:
    """The ticket with this number, if `user` sees it; None else, whether it is hidden or not there."""
    found = NUMBER.fullmatch(typed.strip())
    if found is None:
        return None
    visible = Ticket.objects.visible_to(user).select_related("topic", "area", "assignee", "customer")
    return visible.filter(pk=int(found[1])).first()


class OtherTicketForm(TicketForm):
    """Another ticket, by its number."""

    other = forms.CharField(
        label="Number of the other ticket",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "input--matter"}),
        error_messages={"required": "Write the number of the other ticket, such as T10482."},
    )

    def clean_other(self) -> Ticket:
        found = ticket_written(self.cleaned_data["other"], self.user)
        if found is None:
            raise forms.ValidationError(UNKNOWN)
        if found.pk == self.ticket.pk:
            raise forms.ValidationError("This is the ticket itself. Write the number of another one.")
        return found
