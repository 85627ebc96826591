"""Looks a file over that somebody sent: its name, its kind by its content, and the text in it."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.template.defaultfilters import filesizeformat

from uccms.web.downloads.names import safe_name
from uccms.web.uploads import kinds
from uccms.web.uploads.kinds import Kind
from uccms.web.uploads.pages import PagesUnreadable, read_pages
from uccms.web.uploads.pictures import is_picture
from uccms.web.uploads.texts import decoded

LONGEST_TEXT = 2 * 1024 * 1024  # bytes of a text file: all of it is read
WHOLE, PARTLY, NOT_AT_ALL = "whole", "partly", "not"
UNREADABLE = {
    "password": "It is protected with a password. Save it without one.",
    "files": "There are other files inside it. Save the pages alone as PDF.",
    "broken": "It cannot be opened: it is damaged, or it is something else.",
    "time": "It takes too long to read. Save it with fewer pages.",
    "busy": "Many files are being read at the moment. Try again in a minute.",
}


class FileRefused(Exception):
    """A sentence that says why a file is not taken."""


@dataclass(frozen=True)
class LookedOver:
    """A file that may be kept, as far as its kind goes; its texts still have to pass the guard."""

    path: Path
    name: str
    kind: Kind
    size: int
    text: str = ""
    read: str = NOT_AT_ALL  # how much of what stands in it is in `text`
    pages: int | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        """What has to pass the guard. In names people put other signs where blanks would be."""
        return self.name, self.name.replace("_", " "), self.text


def look_over(path: Path, name: str, size: int) -> LookedOver:
    """What the file is. Raises FileRefused with a sentence."""
    name = safe_name(name)
    if not size:
        raise FileRefused("It is empty.")
    if size > settings.ATTACHMENT_LARGEST:
        most = filesizeformat(settings.ATTACHMENT_LARGEST)
        raise FileRefused(f"It is too large: {filesizeformat(size)}. A file may have {most}.")
    with path.open("rb") as content:
        head = content.read(kinds.HEAD)
    kind = kinds.kind_of_bytes(head)
    if kind in (kinds.PDF, kinds.TIFF):
        return _with_pages(path, _named(name, kind), kind, size)
    if kind is not None:
        if not is_picture(path, kind.name):
            raise FileRefused(f"Files of this kind are not taken. Taken are {kinds.TAKEN}.")
        return LookedOver(path, _named(name, kind), kind, size)
    return _text_file(path, name, size)


def _named(name: str, kind: Kind) -> str:
    """The name, with an ending of its kind. Raises FileRefused where it says another kind."""
    ending = kinds.ending_of(name)
    if not ending:
        return safe_name(f"{name}.{kind.endings[0]}")
    if ending not in kind.endings:
        raise FileRefused(f"Its name says .{ending}, but what is in it is {kind.words}. Rename it.")
    return name


def _with_pages(path: Path, name: str, kind: Kind, size: int) -> LookedOver:
    try:
        pages = read_pages(path, kind.name)
    except PagesUnreadable as error:
        raise FileRefused(UNREADABLE[error.why]) from None
    has_text = any(text.strip() for text in pages.texts)
    read = WHOLE if pages.complete else PARTLY if has_text else NOT_AT_ALL
    text = "\n".join([pages.about, *pages.texts])
    return LookedOver(path, name, kind, size, text, read, pages.number)


def _text_file(path: Path, name: str, size: int) -> LookedOver:
    said = kinds.kind_of_name(name)
    if said not in (kinds.TEXT, None):
        raise FileRefused(f"Its name says {said.words}, but that is not what is in it.")
    if said is None and kinds.ending_of(name):
        raise FileRefused(f"Files of this kind are not taken. Taken are {kinds.TAKEN}.")
    if size > LONGEST_TEXT:
        most = filesizeformat(LONGEST_TEXT)
        raise FileRefused(f"Text files may have {most}, so that all of it can be looked over. Split it.")
    text = decoded(path.read_bytes())
    if text is None:
        raise FileRefused(f"Files of this kind are not taken. Taken are {kinds.TAKEN}.")
    if kinds.is_markup(text):
        raise FileRefused("It holds a web page or a drawing that could run. Save what you need as PDF.")
    return LookedOver(path, _named(name, kinds.TEXT), kinds.TEXT, size, text, WHOLE)
