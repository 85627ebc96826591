"""Files as customers send them, and as somebody makes them who means harm."""

import io
import uuid
from functools import cache
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from fpdf import FPDF
from PIL import Image

from contacts.models import Attachment, Leftover, Ticket, TimelineEntry
from tests.contacts.acts import browser
from uccms.accounts.models import User

SSN = "219-09-9999"
TEXT = b"Please mail the corrected receipt."


@cache
def pdf(*pages: str, password: str = "", note: str = "", inside: bytes = b"", title: str = "") -> bytes:
    """A PDF with these pages; a page without words is a picture of nothing."""
    made = FPDF()
    if title:
        made.set_title(title)
    if password:
        made.set_encryption(owner_password=password, user_password=password)
    if inside:
        made.embed_file(bytes=inside, basename="inside.txt")
    for words in pages:
        made.add_page()
        made.set_font("helvetica", size=12)
        if words:
            made.multi_cell(0, 8, words)
        if note:
            made.text_annotation(20, 100, note)
    return bytes(made.output())


@cache
def picture(form: str = "PNG", *, pages: int = 1) -> bytes:
    """A picture; only TIFF and GIF have pages."""
    written = io.BytesIO()
    first = Image.new("RGB", (80, 100), "white")
    more = {"save_all": True, "append_images": [first] * (pages - 1)} if pages > 1 else {}
    first.save(written, form, **more)
    return written.getvalue()


def sent(name: str, content: bytes, content_type: str = "application/octet-stream") -> SimpleUploadedFile:
    """A file as a browser sends it, with whatever type the browser says."""
    return SimpleUploadedFile(name, content, content_type)


def attach(
    user: User, ticket: Ticket, *files: tuple[str, bytes], headers: dict | None = None, **fields
) -> HttpResponse:
    """Send the form with these files."""
    form = {
        "submission_id": str(uuid.uuid4()),
        "version": ticket.version,
        "files": [sent(name, content) for name, content in files],
    }
    return browser(user).post(f"/tickets/T{ticket.pk}/attach/", form | fields, headers=headers)


def attached(user: User, ticket: Ticket, name: str = "letter.txt", content: bytes = TEXT) -> Attachment:
    """A file that is on the ticket."""
    answer = attach(user, ticket, (name, content), confirmed="on")
    assert answer.status_code == 302, answer.content.decode()
    return Attachment.objects.latest("pk")


def kept(folder: Path) -> list[bytes]:
    """What lies in the storage."""
    return [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()]


def refused(answer, folder: Path) -> str:
    """The page of a refusal that left nothing behind."""
    assert answer.status_code == 422
    assert not Attachment.objects.exists()
    assert not TimelineEntry.objects.filter(kind="attached").exists()
    assert kept(folder) == []
    assert not Leftover.objects.exists()
    return answer.content.decode()
