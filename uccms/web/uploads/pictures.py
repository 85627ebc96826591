"""Whether a file that begins like a picture is built like one; nothing is unpacked, so that it costs no time.

A text behind the first bytes of a picture would pass for one, and the guard reads no pictures.
"""

import zlib
from collections.abc import Callable
from pathlib import Path

MOST_PARTS = 100_000  # that a picture may have before what is looked for; nobody is held up
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # markers with a JPEG's size
WEBP_PARTS = (b"VP8 ", b"VP8L", b"VP8X")


def is_picture(path: Path, kind: str) -> bool:
    """Whether a PNG, JPEG, GIF or WebP picture, by the name of its kind, has the parts that one has."""
    try:
        return _built[kind](path.read_bytes())
    except IndexError:  # it ends where a part should be
        return False


def _png(content: bytes) -> bool:
    """Its first part says the size, with a check sum that holds, and there is one with the picture."""
    if content[8:16] != b"\x00\x00\x00\x0dIHDR" or not content[16:20].strip(b"\0"):
        return False
    if zlib.crc32(content[12:29]) != int.from_bytes(content[29:33]):
        return False
    at = 33
    for _ in range(MOST_PARTS):
        name, length = content[at + 4 : at + 8], int.from_bytes(content[at : at + 4])
        at += 12 + length
        if len(name) < 4 or at > len(content):
            return False
        if name == b"IDAT":
            return True
    return False


def _jpeg(content: bytes) -> bool:
    """Parts with their lengths, one of them with the size, lead to where the picture begins."""
    at, has_size = 2, False
    for _ in range(MOST_PARTS):
        while content[at] == 0xFF and content[at + 1] == 0xFF:  # filled up
            at += 1
        if content[at] != 0xFF:
            return False
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4])
        if marker == 0xDA:
            return has_size and at + 2 + length < len(content)
        if marker < 0xC0 or length < 2:
            return False
        has_size = has_size or marker in FRAMES
        at += 2 + length
    return False


def _gif(content: bytes) -> bool:
    """A size, and blocks of which one is a picture, to the last one."""
    flags, at, has_picture = content[10], 13, False
    at += _colors(flags)
    for _ in range(MOST_PARTS):
        block = content[at]
        if block == 0x3B:
            return has_picture and bool(content[6:10].strip(b"\0"))
        if block == 0x21:
            at += 2
        elif block == 0x2C:
            at += 11 + _colors(content[at + 9])  # and the first size of its code
            has_picture = True
        else:
            return False
        while content[at]:
            at += 1 + content[at]
        at += 1
    return False


def _colors(flags: int) -> int:
    """The bytes of a table of colors, if there is one."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _webp(content: bytes) -> bool:
    """Its first part is one of a picture, and no part is longer than the file."""
    whole, first = int.from_bytes(content[4:8], "little"), int.from_bytes(content[16:20], "little")
    return content[12:16] in WEBP_PARTS and 0 < first <= whole <= len(content) - 8 and whole > 12


_built: dict[str, Callable[[bytes], bool]] = {"png": _png, "jpeg": _jpeg, "gif": _gif, "webp": _webp}
