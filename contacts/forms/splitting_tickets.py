"""Which contact gets a ticket of its own, what goes along, about what and where."""

from django import forms
from django.db.models import Exists, OuterRef

from contacts.forms.tickets import TicketForm
from contacts.models import Contact, Matter, Ticket, Topic
from uccms.accounts.models import BusinessArea

NEWEST = 50  # contacts to choose from


class SplitForm(TicketForm):
    contact = forms.ModelChoiceField(
        label="Which contact?",
        queryset=Contact.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": "Choose the contact that gets a ticket of its own.",
            "invalid_choice": "This contact is on another ticket now. Choose another one.",
        },
    )
    topic = forms.ModelChoiceField(
        label="Topic of the new ticket",
        queryset=Topic.objects.none(),
        empty_label="Choose",
        error_messages={"required": "Choose the topic of the new ticket."},
    )
    area = forms.ModelChoiceField(
        label="With",
        queryset=BusinessArea.objects.none(),
        empty_label="The topic’s area",
        required=False,
    )

    matters = forms.ModelMultipleChoiceField(
        label="Which numbers go along?",
        queryset=Matter.objects.none(),
        required=False,
        error_messages={
            "invalid_choice": "One of these numbers is on another ticket now. Choose again.",
            "invalid_pk_value": "One of these numbers is on another ticket now. Choose again.",
        },
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        # Whether it is on this ticket is the action's to say: sent twice, the form's contact has left it.
        self.fields["contact"].queryset = Contact.objects.visible_to(self.user)
        visible = Ticket.objects.visible_to(self.user).filter(pk=OuterRef("ticket"))
        self.fields["matters"].queryset = Matter.objects.filter(Exists(visible))
        self.fields["topic"].queryset = (
            Topic.objects.filter(is_active=True, children__isnull=True)
            .exclude(area__marked="imported")
            .select_related("parent", "area")
        )
        self.fields["area"].queryset = BusinessArea.objects.filter(is_active=True, marked="")

    @property
    def numbers(self) -> list[tuple[Matter, bool]]:
        """The ticket's matters, and whether each was chosen to go along."""
        chosen = {str(key) for key in self["matters"].value() or []}
        there = self.ticket.matters.select_related("contact")
        return [(each, str(each.pk) in chosen) for each in there]

    @property
    def words(self) -> dict:
        cleaned = self.cleaned_data
        return {
            "contact": cleaned["contact"],
            "matters": list(cleaned["matters"]),
            "topic": cleaned["topic"],
            "area": cleaned["area"] or cleaned["topic"].area or self.ticket.area,
            "version": cleaned["version"],
            "submission_id": cleaned["submission_id"],
        }
