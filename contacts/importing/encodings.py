"""Which encoding a file is written in."""

import codecs
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO, TextIO

from contacts.importing.errors import FileError

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NO_TEXT = (
    (b"PK\x03\x04", "a ZIP archive or a spreadsheet"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"%PDF", "a PDF"),
)
_CHUNK = 1 << 20


def open_text(path: Path) -> tuple[TextIO, str]:
    """Open a file as text, in the encoding it is written in; returns it with the encoding's name.

    UTF-8, UTF-16 and UTF-32 are recognized by their first bytes, UTF-8 without them by all of its bytes, and
    what is no UTF-8 is Windows-1252. Single bytes that are no letters become lone surrogates, in UTF-16
    U+FFFE, which the reader rejects with their rows. Raises FileError with a sentence.
    """
    try:
        if not path.is_file():
            raise FileError(f"There is no file {path}.")
        file = path.open("rb")
        try:
            return text_of(file)
        except BaseException:
            file.close()
            raise
    except OSError as error:
        raise FileError(f"{path} cannot be read: {error.strerror}.") from None


def text_of(file: BinaryIO) -> tuple[TextIO, str]:
    """The same of a file that is open already, from its beginning."""
    encoding = _encoding(file)
    errors = "surrogateescape" if encoding in {"utf-8", "utf-8-sig", "cp1252"} else "uccms.mark"
    file.seek(0)
    return TextIOWrapper(file, encoding=encoding, errors=errors, newline=""), encoding


def _encoding(file) -> str:
    start = file.read(_CHUNK)
    if not start:
        raise FileError("The file is empty.")
    for mark, words in _NO_TEXT:
        if start.startswith(mark):
            raise FileError(f"The file is {words}, no CSV: unpack it or save it as CSV first.")
    for mark, encoding in _BYTE_ORDER_MARKS:
        if start.startswith(mark):
            return encoding
    half = len(start[:4096]) // 2
    if start[1:4096:2].count(0) > half * 0.7:
        return "utf-16-le"
    if start[0:4096:2].count(0) > half * 0.7:
        return "utf-16-be"
    file.seek(0)
    return _utf8_or_windows(file)


def _utf8_or_windows(file) -> str:
    """UTF-8, unless more of the bytes outside ASCII are no UTF-8 than are."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    wrong = right = 0
    while chunk := file.read(_CHUNK):
        text = decoder.decode(chunk)
        if not text.isascii():
            escaped = sum("\udc80" <= sign <= "\udcff" for sign in text)
            wrong += escaped
            right += sum(sign > "\x7f" for sign in text) - escaped
    return "cp1252" if wrong > right else "utf-8"


def _mark(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "\ufffe", error.end


codecs.register_error("uccms.mark", _mark)
