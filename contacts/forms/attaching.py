"""Attach files to a ticket: each is looked over, and what is found is said file by file."""

from contacts.forms.files import FilesForm
from contacts.forms.tickets import TicketForm, text_field

CHOOSE = "Choose the files. A browser forgets them when the page is shown again."


class AttachForm(FilesForm, TicketForm):
    """Files and a note beside them."""

    guarded = ("note",)
    note = text_field("Note", rows=2, required=False)
    field_order = ("files", "note", "confirmed")

    def clean(self) -> dict:
        cleaned = super().clean()
        if not self.has_files:
            self.add_error("files", CHOOSE)
        return cleaned

    @property
    def words(self) -> dict:
        cleaned = self.cleaned_data
        known = {"note": cleaned["note"], "submission_id": cleaned["submission_id"]}
        return known | self.with_files | {"statements": self.statements}
