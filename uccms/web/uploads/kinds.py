"""The closed list of kinds of files that are taken, known by their content, never by what a browser says."""

import re
from dataclasses import dataclass

HEAD = 4096  # bytes that are looked at
_MARKUP = re.compile(
    r"\s*<(!doctype|\?xml|!--|(html|head|body|svg|script|iframe|object|embed|style|meta|link|img)\b)", re.I
)


@dataclass(frozen=True)
class Kind:
    """One kind of file: its word on screens, the endings that its names have, its content type."""

    name: str
    words: str
    endings: tuple[str, ...]
    content_type: str
    is_shown_by_browsers: bool = False  # as a picture, which runs nothing


PDF = Kind("pdf", "PDF", ("pdf",), "application/pdf")
TIFF = Kind("tiff", "TIFF picture", ("tif", "tiff"), "image/tiff")
TEXT = Kind("text", "text", ("txt", "text", "log", "csv", "tsv"), "text/plain")
PICTURES = (
    Kind("png", "PNG picture", ("png",), "image/png", True),
    Kind("jpeg", "JPEG picture", ("jpg", "jpeg", "jfif"), "image/jpeg", True),
    Kind("gif", "GIF picture", ("gif",), "image/gif", True),
    Kind("webp", "WebP picture", ("webp",), "image/webp", True),
)
KINDS = {kind.name: kind for kind in (PDF, *PICTURES, TIFF, TEXT)}
ENDINGS = {ending: kind for kind in KINDS.values() for ending in kind.endings}
TAKEN = "PDF, PNG, JPEG, GIF, WebP, TIFF, plain text and CSV"
_BEGINNINGS = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
)


def kind_of_bytes(head: bytes) -> Kind | None:
    """The kind that the first bytes say, where they say one; a text has no such mark."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return KINDS["webp"]
    return next((KINDS[name] for mark, name in _BEGINNINGS if head.startswith(mark)), None)


def kind_of_name(name: str) -> Kind | None:
    """The kind that the ending of a name says."""
    return ENDINGS.get(ending_of(name))


def ending_of(name: str) -> str:
    """The ending of a name in small letters; empty where it has none."""
    stem, dot, ending = name.rpartition(".")
    return ending.lower() if dot and stem else ""


def is_markup(text: str) -> bool:
    """Whether a text begins like a web page or a drawing, which a browser might run."""
    return _MARKUP.match(text.lstrip("\ufeff")) is not None
