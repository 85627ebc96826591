"""The files of the demonstration's tickets, drawn here: nothing in them is real."""

import io
from collections.abc import Callable, Iterable

from fpdf import FPDF
from PIL import Image, ImageDraw

DECLARATION = (
    ("Declaration for a patent application", "Application 11/482,917", "Invented example"),
    ("First inventor: Marisol Quintero", "Second inventor: Ingrid Solberg", "Both sign on the next page."),
    ("Signed: Marisol Quintero", "Signed: Ingrid Solberg"),
)
RECEIPT = ("FILING RECEIPT", "Application 11/482,917", "Inventors: Marisol Quintero", "(invented example)")


def _declaration() -> bytes:
    paper = FPDF(format="letter")
    paper.set_title("Declaration")
    for lines in DECLARATION:
        paper.add_page()
        paper.set_font("helvetica", size=14)
        for line in lines:
            paper.cell(0, 12, line, new_x="LMARGIN", new_y="NEXT")
    return bytes(paper.output())


def _receipt() -> bytes:
    picture = Image.new("L", (720, 480), 245)
    drawn = ImageDraw.Draw(picture)
    drawn.rectangle((30, 30, 690, 450), outline=90, width=3)
    for place, line in enumerate(RECEIPT):
        drawn.text((60, 70 + 60 * place), line, fill=40, font_size=28)
    written = io.BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


PAPERS: dict[str, Callable[[], bytes]] = {
    "declaration.pdf": _declaration,
    "receipt with one inventor.png": _receipt,
}


def papers(names: Iterable[str]) -> dict[str, bytes]:
    """The files of these names."""
    return {name: PAPERS[name]() for name in names}
