"""Attach files to a ticket: each is looked over, and what is found is said file by file."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile

from contacts.forms.tickets import TicketForm, text_field
from uccms.privacy.forms import ShownFinding, shown
from uccms.web.downloads.names import safe_name
from uccms.web.forms.files import FilesField
from uccms.web.uploads.looking_over import WHOLE, FileRefused, LookedOver, look_over

SHOWN_FINDINGS = 5  # of one file
CHOOSE = "Choose the files. A browser forgets them when the page is shown again."


@dataclass(frozen=True)
class Outcome:
    """What became of one file that was sent: it may be attached, or why not."""

    name: str
    size: int
    file: LookedOver | None = None
    refused: str = ""
    findings: list[ShownFinding] = field(default_factory=list)

    @property
    def is_fine(self) -> bool:
        return not self.refused and not self.findings

    @property
    def why_not(self) -> str:
        return self.refused or self.findings[0].sentence

    @property
    def is_read(self) -> bool:
        """Whether the guard could read all of it."""
        return self.file is not None and self.file.read == WHOLE


class AttachForm(TicketForm):
    """Files, a note beside them, and that somebody looked at what the guard cannot read."""

    guarded = ("note",)
    files = FilesField(label="Files", allow_empty_file=True, error_messages={"required": CHOOSE})
    note = text_field("Note", rows=2, required=False)
    confirmed = forms.BooleanField(
        label="I looked at the pictures and scanned pages: there is nothing in them that may never be kept,"
        " such as a social security, card or bank account number, a date of birth or a passport.",
        required=False,
    )

    def __init__(self, data=None, *, files=None, **kwargs) -> None:
        super().__init__(data, **kwargs)
        self.files = files or {}
        self.outcomes: list[Outcome] = []
        attributes = {
            "data-largest": settings.ATTACHMENT_LARGEST,
            "data-most": settings.ATTACHMENTS_AT_ONCE,
        }
        self.fields["files"].widget.attrs |= attributes

    def clean_files(self) -> list[LookedOver]:
        sent: list[TemporaryUploadedFile] = self.cleaned_data["files"]
        if len(sent) > settings.ATTACHMENTS_AT_ONCE:
            raise forms.ValidationError(
                f"At most {settings.ATTACHMENTS_AT_ONCE} files can be attached at once."
            )
        self.outcomes = [self._outcome(each) for each in sent]
        refused = [each for each in self.outcomes if not each.is_fine]
        if len(refused) == 1:
            raise forms.ValidationError(f"{refused[0].name}: {refused[0].why_not}")
        if refused:
            names = _listed(each.name for each in refused)
            raise forms.ValidationError(f"{names} cannot be attached, for what is said there.")
        return [each.file for each in self.outcomes if each.file]

    def clean(self) -> dict:
        cleaned = super().clean()
        unread = [each.name for each in cleaned.get("files", []) if each.read != WHOLE]
        if unread and not cleaned.get("confirmed"):
            self.add_error(
                "confirmed", f"The guard cannot read all of {_listed(unread)}. Look at it, and confirm."
            )
        return cleaned

    @property
    def words(self) -> dict:
        names = ("files", "note", "confirmed", "submission_id")
        return {name: self.cleaned_data[name] for name in names} | {"statements": self.statements}

    def _outcome(self, sent: TemporaryUploadedFile) -> Outcome:
        name, size = safe_name(sent.name), sent.size
        try:
            file = look_over(Path(sent.temporary_file_path()), name, size)
        except FileRefused as error:
            return Outcome(name, size, refused=str(error))
        found = {
            each.fingerprint: each for text in file.texts for each in shown("files", text, self.statements)
        }
        return Outcome(file.name, size, file, findings=list(found.values())[:SHOWN_FINDINGS])


def _listed(names: Iterable[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
