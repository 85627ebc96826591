"""The name under which a browser saves a file."""

import re
import unicodedata
from urllib.parse import quote

LONGEST = 180  # bytes: file systems take 255, and browsers add to a name that is taken
_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)  # on Windows
_UNREADABLE = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")  # control, direction and unassigned characters


def safe_name(name: str) -> str:
    """The name without folders, quotes, control characters and what a file system refuses."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    readable = "".join(each for each in last if unicodedata.category(each) not in _UNREADABLE)
    cleaned = _NOT_IN_NAMES.sub("_", unicodedata.normalize("NFC", readable)).strip(" .")
    if _RESERVED.match(cleaned):
        cleaned = f"_{cleaned}"
    return _shortened(cleaned) or "download"


def content_disposition(name: str, *, how: str = "attachment") -> str:
    """`attachment` or `inline` with both forms of the name (RFC 6266 section 4.3 and appendix D)."""
    name = safe_name(name)
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    if plain.rsplit(".", 1)[0] == "":
        plain = f"download{plain}"
    # Some browsers decode %41 in the plain form, and a cleaned quote may come back by folding.
    plain = re.sub(r'[%"\\/]', "_", plain)
    return f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _shortened(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending.encode()) > 20:
        stem, dot, ending = name, "", ""
    room = LONGEST - len((dot + ending).encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip(" .") + dot + ending
