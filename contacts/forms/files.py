"""Files that come along with a form: looked over one by one, and held when the form has to be mended."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile

from contacts.models import Leftover
from uccms.privacy.forms import GuardedForm, ShownFinding, shown
from uccms.web.downloads.names import safe_name
from uccms.web.downloads.reading import local_copy
from uccms.web.downloads.stored import FileMissing, StoredFile
from uccms.web.forms.files import FilesField
from uccms.web.uploads.looking_over import WHOLE, FileRefused, LookedOver, look_over

SHOWN_FINDINGS = 5  # of one file


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


class FilesForm(GuardedForm):
    """A form with files beside its texts, and that somebody looked at what the guard cannot read.

    What was held (`held`) came with the same form before; `lost` is whether some of that is gone.
    """

    files = FilesField(label="Files", required=False, allow_empty_file=True)
    confirmed = forms.BooleanField(
        label="I looked at the pictures and scanned pages: there is nothing in them that may never be kept,"
        " such as a social security, card or bank account number, a date of birth or a passport.",
        required=False,
    )

    def __init__(self, data=None, *, files=None, **kwargs) -> None:
        super().__init__(data, **kwargs)
        self.files = files or {}
        self.outcomes: list[Outcome] = []
        self.held: list[Leftover] = []
        self.lost = False
        self.held_files: list[tuple[LookedOver, StoredFile]] = []
        attributes = {
            "data-largest": settings.ATTACHMENT_LARGEST,
            "data-most": settings.ATTACHMENTS_AT_ONCE,
        }
        self.fields["files"].widget.attrs |= attributes
        if self.is_bound:
            self.find_held(self.data.getlist("held"))

    def find_held(self, keys: list[str]) -> None:
        """Take over the files that came with this form before."""
        try:
            form = uuid.UUID(str(self["submission_id"].value()))
        except ValueError:
            return
        if keys:
            mine = Leftover.objects.filter(owner=self.user, submission_id=form)
            self.held = list(mine.filter(storage_key__in=[key[:64] for key in keys]).order_by("pk"))
            self.lost = len(self.held) < len(set(keys))

    def receive(self, sent: Iterable[TemporaryUploadedFile]) -> None:
        """Look these files over, where the form itself is only drawn again and not checked."""
        self.outcomes = [self._look_over(each) for each in sent]

    def clean_files(self) -> list[LookedOver]:
        sent: list[TemporaryUploadedFile] = [each for each in self.cleaned_data["files"] if each]
        if len(sent) + len(self.held) > settings.ATTACHMENTS_AT_ONCE:
            raise forms.ValidationError(
                f"At most {settings.ATTACHMENTS_AT_ONCE} files can be attached at once."
            )
        self.outcomes = [self._look_over(each) for each in sent]
        refused = [each for each in self.outcomes if not each.is_fine]
        if len(refused) == 1:
            raise forms.ValidationError(f"{refused[0].name}: {refused[0].why_not}")
        if refused:
            names = _listed(each.name for each in refused)
            raise forms.ValidationError(f"{names} cannot be attached, for what is said there.")
        return [each.file for each in self.outcomes if each.file]

    def clean(self) -> dict:
        cleaned = super().clean()
        self._look_over_held()
        files = [*cleaned.get("files", []), *(file for file, _ in self.held_files)]
        unread = [each.name for each in files if each.read != WHOLE]
        if unread and not cleaned.get("confirmed"):
            self.add_error(
                "confirmed", f"The guard cannot read all of {_listed(unread)}. Look at it, and confirm."
            )
        return cleaned

    @property
    def most(self) -> int:
        return settings.ATTACHMENTS_AT_ONCE

    @property
    def largest(self) -> int:
        return settings.ATTACHMENT_LARGEST

    @property
    def has_files(self) -> bool:
        return bool(self.held or self.lost or self.outcomes or self.errors.get("files"))

    @property
    def with_files(self) -> dict:
        """The files as keywords of the actions that take some."""
        cleaned = self.cleaned_data
        return {
            "files": cleaned["files"],
            "held": self.held_files,
            "lost": self.lost,
            "confirmed": cleaned["confirmed"],
        }

    @property
    def to_hold(self) -> list[Outcome]:
        """Of the files that came now, those that may be kept: nothing unread that nobody looked at."""
        room = settings.ATTACHMENTS_AT_ONCE - len(self.held)
        looked_at = bool(self["confirmed"].value())
        return [each for each in self.outcomes if each.is_fine and (each.is_read or looked_at)][:room]

    def _look_over_held(self) -> None:
        """They passed the guard when they were held; what is in them is looked at as of any file."""
        for row in self.held:
            try:
                with local_copy(row.stored) as path:
                    file = look_over(path, row.name, row.size)
            except (FileMissing, FileRefused):
                self.lost = True
            else:
                self.held_files.append((file, row.stored))

    def _look_over(self, sent: TemporaryUploadedFile) -> Outcome:
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
