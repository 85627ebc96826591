"""Opens a PDF or TIFF in a process of its own and says what is in it. Run as a program, never imported.

Whoever made the file may have made it to hurt: this process has limits of time and memory, nothing in its
environment, and writes one answer to its standard output. It knows nothing of the project.

    page_reader.py text KIND FIRST COUNT < file     a JSON object: pages, about, texts, complete; or refused
    page_reader.py picture KIND PAGE < file         a PNG
"""

import io
import json
import resource
import sys

MEMORY = 1024 * 1024 * 1024  # bytes of addresses
SECONDS = 15  # of the processor
WIDTH, HEIGHT = 900, 1800  # pixels of a picture at most
CHARACTERS = 1_000_000  # of text that is read
PIXELS = 100_000_000  # of one page of a TIFF


def limit() -> None:
    """Nothing that the file makes us do takes more than this. Not every system knows every limit."""
    for kind, most in (
        ("RLIMIT_AS", MEMORY),
        ("RLIMIT_CPU", SECONDS),
        ("RLIMIT_FSIZE", 0),
        ("RLIMIT_CORE", 0),
    ):
        try:
            resource.setrlimit(getattr(resource, kind), (most, most))
        except (AttributeError, ValueError, OSError):
            continue


def pdf_text(content: bytes, first: int, count: int) -> dict:
    """The text of these pages, with what is written into forms and beside the pages."""
    import pypdfium2
    import pypdfium2.raw as raw

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        password = getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD
        return {"refused": "password" if password else "broken"}
    if document.count_attachments():
        return {"refused": "files"}
    complete = document.get_formtype() not in (raw.FORMTYPE_XFA_FULL, raw.FORMTYPE_XFA_FOREGROUND)
    if document.get_formtype() != raw.FORMTYPE_NONE:
        document.init_forms()
    about = "\n".join(document.get_metadata_dict(skip_empty=True).values())[:CHARACTERS]
    texts, room = [], CHARACTERS - len(about)
    last = min(len(document), first - 1 + count)
    for number in range(first - 1, last):
        page = document[number]
        notes = _notes(page)
        # What is filled into a form, or stamped onto the page, is no text of the page before this.
        if raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY) == raw.FLATTEN_SUCCESS:
            page.close()
            page = document[number]
        text = page.get_textpage().get_text_range() if room > 0 else ""
        # A page without text is a picture of one, or empty.
        complete = complete and bool(text.strip()) and len(text) + len(notes) <= room
        text = f"{text}\n{notes}" if notes else text
        texts.append(text[: max(room, 0)])
        room -= len(text)
        page.close()
    complete = complete and last == len(document)
    return {"pages": len(document), "about": about, "texts": texts, "complete": complete}


def _notes(page) -> str:
    """What is written into notes that are pinned to the page and show a symbol only."""
    import ctypes

    import pypdfium2.raw as raw

    found = []
    for place in range(raw.FPDFPage_GetAnnotCount(page)):
        note = raw.FPDFPage_GetAnnot(page, place)
        if not note:
            continue
        for name in (b"Contents", b"V", b"T"):
            length = raw.FPDFAnnot_GetStringValue(note, name, None, 0)
            if 2 < length < CHARACTERS:
                room = ctypes.create_string_buffer(length)
                raw.FPDFAnnot_GetStringValue(
                    note, name, ctypes.cast(room, ctypes.POINTER(raw.FPDF_WCHAR)), length
                )
                found.append(room.raw[: length - 2].decode("utf-16-le", "replace"))
        raw.FPDFPage_CloseAnnot(note)
    return "\n".join(found)


def pdf_picture(content: bytes, number: int) -> bytes:
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    if document.get_formtype():
        document.init_forms()
    page = document[number - 1]
    width, height = page.get_size()
    scale = min(WIDTH / max(width, 1), HEIGHT / max(height, 1))
    picture = page.render(scale=scale, draw_annots=True, may_draw_forms=True).to_pil()
    return _png(picture)


def tiff_text(content: bytes, first: int, count: int) -> dict:
    """How many pages there are; a picture has no text."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = PIXELS
    try:
        with Image.open(io.BytesIO(content), formats=["TIFF"]) as picture:
            pages = getattr(picture, "n_frames", 1)
            return {"pages": pages, "about": "", "texts": [], "complete": False}
    except Exception:
        return {"refused": "broken"}


def tiff_picture(content: bytes, number: int) -> bytes:
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = PIXELS
    with Image.open(io.BytesIO(content), formats=["TIFF"]) as picture:
        picture.seek(number - 1)
        shown = picture.convert("RGB")
    shown.thumbnail((WIDTH, HEIGHT))
    return _png(shown)


def _png(picture) -> bytes:
    written = io.BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


def main(what: str, kind: str, *numbers: str) -> None:
    limit()
    content = sys.stdin.buffer.read()
    answer = {
        ("text", "pdf"): pdf_text,
        ("text", "tiff"): tiff_text,
        ("picture", "pdf"): pdf_picture,
        ("picture", "tiff"): tiff_picture,
    }[what, kind](content, *map(int, numbers))
    sys.stdout.buffer.write(answer if isinstance(answer, bytes) else json.dumps(answer).encode())


if __name__ == "__main__":
    main(*sys.argv[1:])
