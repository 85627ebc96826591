"""Which contact gets a ticket of its own, about what and where."""

from django import forms

from contacts.forms.tickets import TicketForm
from contacts.models import Contact, Topic
from uccms.accounts.models import BusinessArea

NEWEST = 50  # contacts to choose from


class ContactChoice(forms.ModelChoiceField):
    """A contact by what was said in it; the template draws the rest."""

    def label_from_instance(self, contact: Contact) -> str:
        return contact.description


class SplitForm(TicketForm):
    contact = ContactChoice(
        label="Which contact?",
        queryset=Contact.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": "Choose the contact that gets a ticket of its own.",
            "invalid_choice": "This contact is not on the ticket. Choose another one.",
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

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        on_it = Contact.objects.filter(ticket=self.ticket).select_related("customer")
        self.fields["contact"].queryset = on_it.order_by("-started_at", "-id")
        self.fields["topic"].queryset = (
            Topic.objects.filter(is_active=True, children__isnull=True)
            .exclude(area__marked="imported")
            .select_related("parent", "area")
        )
        self.fields["area"].queryset = BusinessArea.objects.filter(is_active=True, marked="")

    @property
    def words(self) -> dict:
        cleaned = self.cleaned_data
        return {
            "contact": cleaned["contact"],
            "topic": cleaned["topic"],
            "area": cleaned["area"] or cleaned["topic"].area or self.ticket.area,
            "version": cleaned["version"],
            "submission_id": cleaned["submission_id"],
        }
