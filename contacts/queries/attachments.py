"""One file of a ticket, and what its preview shows."""

import uuid
from dataclasses import dataclass, field

from django.http import Http404

from contacts.models import Attachment, Ticket
from uccms.web.downloads.reading import local_copy
from uccms.web.downloads.stored import FileMissing
from uccms.web.uploads.looking_over import UNREADABLE
from uccms.web.uploads.pages import PagesUnreadable, read_pages
from uccms.web.uploads.texts import decoded

SHOWN_TEXT = 64 * 1024  # characters
SHOWN_PAGES = 10


@dataclass(frozen=True)
class Preview:
    """What can be shown of a file without running anything of it."""

    picture: bool = False
    text: str = ""
    cut: bool = False
    pages: list[tuple[int, str]] = field(default_factory=list)  # number and text of each
    earlier: int | None = None
    later: int | None = None
    problem: str = ""


def attachment_or_404(ticket: Ticket, key: uuid.UUID, *, or_removed: bool = False) -> Attachment:
    """The file of this ticket with this address.

    Raises Http404 where there is none, or it was removed.
    """
    found = (
        Attachment.objects.filter(entry__ticket=ticket, public_id=key)
        .select_related("entry", "entry__ticket", "entry__by", "confirmed_by")
        .first()
    )
    if found is None or (found.is_removed and not or_removed):
        raise Http404
    return found


def preview_of(attachment: Attachment, *, first: int) -> Preview:
    """The preview, for files with pages from page `first` on."""
    if attachment.of_kind.is_shown_by_browsers:
        return Preview(picture=True)
    if attachment.kind == Attachment.Kind.TIFF:
        return _with_pages(attachment, first, [])
    try:
        with local_copy(attachment.stored) as path:
            if attachment.kind == Attachment.Kind.TEXT:
                text = decoded(path.read_bytes()) or ""
                return Preview(text=text[:SHOWN_TEXT], cut=len(text) > SHOWN_TEXT)
            read = read_pages(path, attachment.kind, first=first, count=SHOWN_PAGES)
    except PagesUnreadable as error:
        return Preview(problem=UNREADABLE[error.why])
    except FileMissing:
        return Preview(problem="This file cannot be shown at the moment.")
    return _with_pages(attachment, first, read.texts)


def _with_pages(attachment: Attachment, first: int, texts: list[str]) -> Preview:
    last = min(attachment.pages or 1, first + SHOWN_PAGES - 1)
    numbers = range(first, last + 1)
    padded = [*texts, *[""] * len(numbers)]
    return Preview(
        pages=[(number, text.strip()) for number, text in zip(numbers, padded, strict=False)],
        earlier=max(1, first - SHOWN_PAGES) if first > 1 else None,
        later=last + 1 if last < (attachment.pages or 1) else None,
    )
