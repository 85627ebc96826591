"""The text of a text file, whatever it was written with; what is no text is None."""

import codecs
import re
import unicodedata

# Everything below the blank but tab, line ends and page feed; and the controls of Latin-1.
_NOT_IN_TEXTS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f]")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decoded(content: bytes) -> str | None:
    """The text, read as UTF-8, UTF-16 or Windows-1252."""
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_text(text) and (b"\x00" not in content or encoding == "utf-16" or _is_mostly_latin(text)):
            return text
    return None


def _encodings(content: bytes) -> list[str]:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return [encoding]
    if b"\x00" in content:  # UTF-16 without its mark: Latin letters have an empty byte beside them
        return ["utf-16-le", "utf-16-be"] if content[1:2] == b"\x00" else ["utf-16-be", "utf-16-le"]
    return ["utf-8", "cp1252"]


def _is_mostly_latin(text: str) -> bool:
    """Any bytes at all make Chinese signs of a sort when they are read as UTF-16."""
    return 4 * sum(sign < "\u0250" for sign in text) > 3 * len(text)


def _is_text(text: str) -> bool:
    """No control characters, and nothing that nobody could have typed."""
    return not _NOT_IN_TEXTS.search(text) and not any(
        unicodedata.category(sign) in ("Cn", "Cs") for sign in set(text)
    )
