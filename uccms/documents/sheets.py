"""Draws documents as PDF: US Letter with page numbers, or a label of 4 × 6 inches."""

from collections.abc import Sequence

from fpdf import FPDF, FontFace
from fpdf.enums import TableBordersLayout, TextEmphasis, XPos, YPos

from uccms.documents import typefaces
from uccms.documents.content import Amount, Document, Table
from uccms.documents.typefaces import printable

OFFICE = ("United States Patent and Trademark Office", "Electronic Information Products Division")
SENDER = "\n".join((*OFFICE, "P.O. Box 1450", "Alexandria, VA 22313-1450"))
LETTER, LABEL = (215.9, 279.4), (101.6, 152.4)  # millimeters
MARGIN, LABEL_MARGIN = 18, 6
INK, GREY, RULE, SHADE = (27, 27, 27), (86, 92, 101), (169, 174, 177), (240, 240, 240)
LARGEST, SMALLEST = 18, 7  # points, of the address on a label
HEADING = FontFace(emphasis=TextEmphasis.B, size_pt=8.5, color=GREY)


def draw(documents: Sequence[Document], *, printed: str) -> bytes:
    """One PDF of these documents, each beginning a page of its own and counting its pages.

    `printed` stands at the foot of every page: who printed it, and when.
    """
    first = Sheets(documents, printed, {})
    first.draw_all()
    # Drawn once more, now that it is known how many pages each has.
    sheets = Sheets(documents, printed, first.pages_of)
    sheets.draw_all()
    return bytes(sheets.output())


class Sheets(FPDF):
    """The pages of some documents."""

    def __init__(self, documents: Sequence[Document], printed: str, totals: dict[int, int]) -> None:
        super().__init__(unit="mm", format=LETTER)
        self.documents, self.printed, self.totals = documents, printed, totals
        self.pages_of: dict[int, int] = {}
        self.place = 0
        self.place_of: dict[int, tuple[int, int]] = {}  # by page: its document, and the page's count in it
        self.add_font(typefaces.MAIN, "", typefaces.REGULAR)
        self.add_font(typefaces.MAIN, "B", typefaces.BOLD)
        needed = typefaces.scripts_of(text for each in documents for text in each.texts)
        for name, file in needed:
            self.add_font(name, "", file)
        self.set_fallback_fonts([name for name, _ in needed], exact_match=False)
        self.set_text_shaping(use_shaping_engine=True)
        self.set_lang("en-US")
        self.set_author(OFFICE[0])
        self.set_creator("UCCMS")
        self.set_title(", ".join(f"{each.title} {each.number}" for each in documents[:3]))

    @property
    def document(self) -> Document:
        return self.documents[self.place]

    def draw_all(self) -> None:
        for place in range(len(self.documents)):
            self.place, self.pages_of[place] = place, 0
            self._label() if self.document.is_label else self._letter()

    def _render_styled_text_line(self, *args, **kwargs) -> bool:
        """Draw a line, and have the next one name its font again.

        fpdf2 2.8.9 names it within the line when that begins with a sign of another font, forgets this at the
        line's end, and draws the next one with the signs of a wrong font: “JAPAN” below Japanese as “01k1B”.
        """
        breaks = super()._render_styled_text_line(*args, **kwargs)
        self.current_font_is_set_on_page = False
        return breaks

    def header(self) -> None:
        self.pages_of[self.place] += 1
        self.place_of[self.page] = (self.place, self.pages_of[self.place])
        if self.document.is_label:
            return
        self._write(OFFICE[0], size=11, bold=True)
        self._write(OFFICE[1], size=9, color=GREY)
        for mark in self.document.marks:
            self.ln(1)
            self._write(mark, size=10, bold=True, border=1, align="C", height=6.5)
        self.ln(4)

    def footer(self) -> None:
        """The foot of a page; of the last one it is drawn when the next document has begun."""
        place, count = self.place_of[self.page]
        document = self.documents[place]
        if document.is_label:
            return
        self.set_xy(MARGIN, -13)
        width = LETTER[0] - 2 * MARGIN
        self._style(7.5, color=GREY)
        self.cell(width - 30, 4, f"{document.title} {document.number} · {self.printed}")
        self.cell(30, 4, f"Page {count} of {self.totals.get(place, 0)}", align="R")

    def _letter(self) -> None:
        document = self.document
        self.set_margins(MARGIN, 14)
        self.set_auto_page_break(True, margin=19)
        self.add_page(format=LETTER)
        self._write(f"{document.title} {document.number}", size=16, bold=True, height=8)
        self.ln(2)
        self._addresses()
        self._facts()
        for table in document.tables:
            self._table(table)
        if document.amounts:
            self._amounts(document.amounts)
        for remark in document.remarks:
            self._write(remark, size=9)
            self.ln(1.5)

    def _addresses(self) -> None:
        addresses = self.document.addresses
        if not addresses:
            return
        top, width = self.get_y(), self.epw / 2 - 4
        bottom = top
        for place, (words, lines) in enumerate(addresses):
            left = MARGIN + place * (width + 8)
            self.set_xy(left, top)
            self._write(words, size=8.5, color=GREY, bold=True, width=width)
            self.set_x(left)
            self._write(lines or "No address.", size=10, width=width)
            bottom = max(bottom, self.get_y())
        self.set_xy(MARGIN, bottom + 4)

    def _facts(self) -> None:
        for words, said in self.document.facts:
            top = self.get_y()
            self._write(words, size=9, color=GREY, width=38)
            below = self.get_y()
            self.set_xy(MARGIN + 40, top)
            self._write(said, size=9, width=self.epw - 40)
            self.set_xy(MARGIN, max(below, self.get_y()))
        if self.document.facts:
            self.ln(4)

    def _table(self, table: Table) -> None:
        if self.will_page_break(24):
            self.add_page()
        if table.title:
            self._write(table.title, size=11, bold=True, height=6)
            self.ln(1)
        if not table.rows:
            self._write(table.nothing, size=9, color=GREY)
            self.ln(3)
            return
        self._style(9)
        self.set_draw_color(*RULE)
        with self.table(
            col_widths=tuple(column.width for column in table.columns),
            text_align=tuple("RIGHT" if column.is_number else "LEFT" for column in table.columns),
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            headings_style=HEADING,
            line_height=4.6,
            padding=(1.2, 1),
            v_align="TOP",
            width=self.epw,
            align="LEFT",
        ) as drawn:
            head = drawn.row()
            for column in table.columns:
                head.cell(column.words)
            for row in table.rows:
                cells = drawn.row()
                for cell in row:
                    said = f"{cell.words}\n{cell.below}" if cell.below else cell.words
                    cells.cell(printable(said))
        self.ln(4)

    def _amounts(self, amounts: Sequence[Amount]) -> None:
        if self.will_page_break(5.4 * len(amounts) + 4):
            self.add_page()
        for each in amounts:
            self._style(11 if each.is_strong else 9.5, bold=each.is_strong)
            if each.is_strong:
                self.set_fill_color(*SHADE)
            self.set_x(MARGIN + self.epw - 90)
            self.cell(58, 5.6, printable(each.words), fill=each.is_strong)
            self.cell(
                32,
                5.6,
                printable(each.amount),
                align="R",
                fill=each.is_strong,
                new_x=XPos.LMARGIN,
                new_y=YPos.NEXT,
            )
        self.ln(4)

    def _label(self) -> None:
        document = self.document
        self.set_margins(LABEL_MARGIN, LABEL_MARGIN)
        self.set_auto_page_break(False)
        self.add_page(format=LABEL)
        self._write(SENDER, size=7.5)
        self.ln(2)
        for mark in document.marks:
            self._write(mark, size=7.5, bold=True, border=1, align="C", height=4.5)
            self.ln(1)
        self.set_draw_color(*INK)
        self.line(LABEL_MARGIN, self.get_y(), LABEL[0] - LABEL_MARGIN, self.get_y())
        self.ln(4)
        for words, lines in document.addresses:
            self._write(words, size=8.5, color=GREY, bold=True)
            self._write(lines, size=self._fitting(lines))
        foot = "\n".join(f"{words}: {said}" for words, said in document.facts)
        self._style(8.5)
        self.set_y(LABEL[1] - LABEL_MARGIN - self._height_of(foot, 8.5))
        self._write(foot, size=8.5)

    def _fitting(self, lines: str) -> float:
        """The largest type in which the address stays above the foot of the label."""
        room = LABEL[1] - self.get_y() - LABEL_MARGIN - 8 - 5 * len(self.document.facts)
        size = float(LARGEST)
        while size > SMALLEST and self._height_of(lines, size) > room:
            size -= 0.5
        return size

    def _height_of(self, text: str, size: float) -> float:
        self._style(size)
        return sum(
            float(self.multi_cell(self.epw, _leading(size), line, dry_run=True, output="HEIGHT"))
            for line in printable(text).split("\n")
        )

    def _style(self, size: float, *, bold: bool = False, color: tuple[int, int, int] = INK) -> None:
        self.set_font(typefaces.MAIN, "B" if bold else "", size)
        self.set_text_color(*color)

    def _write(
        self, text: str, *, size: float, bold: bool = False, color: tuple[int, int, int] = INK,
        width: float = 0, height: float = 0, border: int = 0, align: str = "L",
    ) -> None:  # fmt: skip
        self._style(size, bold=bold, color=color)
        left = self.get_x()
        # Line by line, so that each is read in the direction of its own script.
        for line in printable(text).split("\n"):
            self.set_x(left)
            self.multi_cell(
                width or self.epw, height or _leading(size), line, align=align, border=border,
                new_x=XPos.LMARGIN, new_y=YPos.NEXT,
            )  # fmt: skip


def _leading(size: float) -> float:
    """The height of a line, in millimeters, for type of so many points."""
    return size * 0.353 * 1.32
