"""Another ticket that this one is related to."""

from contacts.forms.other_tickets import OtherTicketForm


class LinkForm(OtherTicketForm):
    @property
    def words(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("other", "submission_id")}
