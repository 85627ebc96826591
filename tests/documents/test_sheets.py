"""Documents as PDF: six scripts with carried fonts, long texts, many lines, page numbers."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from uccms.documents import typefaces
from uccms.documents.content import Amount, Cell, Column, Document, Table
from uccms.documents.sheets import draw

SCRIPTS = {
    "Latin": "Łukasz Żółć, Nguyễn Thị Phương, Čeština, İstanbul",
    "Greek": "Γιώργος Παπαδόπουλος, Ἀθῆναι",
    "Cyrillic": "Ольга Щербакова, Київ",
    "Thai": "สมชาย กำลังใจ น้ำใจ",
    "Arabic": "مكتبة الإسكندرية 123",
    "Hebrew": "ירושלים 45",
    "Devanagari": "क्षत्रिय पेटेंट",
    "Chinese, Japanese, Korean": "中国专利 臺灣 特許庁 千代田区霞が関 특허청",
}
COLUMNS = (Column("#", 8), Column("Product", 80), Column("Total", 24, True))


def document(*, lines: int = 1, address: str = "400 Example Avenue", **facts) -> Document:
    rows = [
        [Cell(str(place)), Cell(f"Disc {place}", "EIP-0102P-DD"), Cell("$1.00")]
        for place in range(1, lines + 1)
    ]
    return Document(
        "Invoice", "S27000418", addresses=[("Bill to", address)], tables=[Table("", COLUMNS, rows)],
        amounts=[Amount("Balance due", f"${lines}.00", True)], **facts,
    )  # fmt: skip


def without_a_font(text: str) -> set[str]:
    """The signs of a text that none of the fonts has which are taken for it."""
    files = [typefaces.REGULAR, *(file for _, file in typefaces.scripts_of([text]))]
    known = set().union(*(TTFont(file).getBestCmap() for file in files))
    return {sign for sign in text if ord(sign) not in known}


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_carried_font_has_every_sign(script):
    assert without_a_font(SCRIPTS[script]) == set()
    assert draw([document(address=SCRIPTS[script])], printed="").startswith(b"%PDF-")


def test_a_script_without_a_font_would_be_noticed():
    assert without_a_font("ኢት a") == {"ኢ", "ት"}


def test_only_the_fonts_that_are_needed_are_in_the_file():
    plain = draw([document()], printed="")
    thai = draw([document(address=SCRIPTS["Thai"])], printed="")

    assert b"NotoSansThai" in thai
    assert b"NotoSansThai" not in plain
    assert len(plain) < 60_000, "not the whole font"
    assert [name for name, _ in typefaces.scripts_of(SCRIPTS.values())] == [
        name for name, *_ in typefaces.SCRIPTS
    ]


def test_what_the_documents_themselves_write_has_signs_in_the_main_font():
    written = typefaces.printable("−$1,234.50 × · “Reprint” – Łódź…")

    assert written.startswith("-$")
    assert without_a_font(written) == set()


def test_signs_that_turn_text_round_are_left_out():
    assert typefaces.printable("a\u202eb\x00c\td\r\ne") == "abc d\ne"


def test_long_names_and_empty_ones_are_drawn():
    for text in ("W" * 600, "", "特" * 300, "\n" * 20, "مكتبة " * 80, "<b>&amp;**bold**--"):
        label = Document("Address label", "S1", addresses=[("Ship to", text)], is_label=True)
        assert draw([document(address=text), label], printed="").startswith(b"%PDF-")


reads_pdf = pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs pdftotext")


def read(path: Path, documents: list[Document], *, printed: str = "") -> str:
    """The text of these documents, as a reader of PDF sees it."""
    path.write_bytes(draw(documents, printed=printed))
    return subprocess.run(
        ["pdftotext", "-layout", path, "-"], capture_output=True, check=True, text=True
    ).stdout


@reads_pdf
@pytest.mark.parametrize("script", SCRIPTS)
def test_what_follows_another_script_is_drawn_with_its_own_font(tmp_path, script):
    address = f"{SCRIPTS[script]}\n10 Kanda 2-chome\nZQXJ COUNTRY"
    rows = [[Cell("1"), Cell(SCRIPTS[script], "EIP-0102P-DD"), Cell("$7.00")]]
    letter = document(address=address)
    letter.tables[0] = Table("", COLUMNS, rows)
    label = Document("Address label", "S1", addresses=[("Ship to", address)], is_label=True)

    text = read(tmp_path / "some.pdf", [letter, label])

    assert text.count("10 Kanda 2-chome") == text.count("ZQXJ COUNTRY") == 2
    assert text.count("EIP-0102P-DD") == text.count("$7.00") == 1


@reads_pdf
def test_each_document_counts_its_own_pages_and_repeats_heading_and_marks(tmp_path):
    documents = [document(lines=40, marks=("Reprint 1.",)), document()]
    text = read(tmp_path / "some.pdf", documents, printed="printed today")
    pages = text.split("\f")[:-1]

    assert [re.findall(r"Page \d+ of \d+", page) for page in pages] == [
        ["Page 1 of 3"], ["Page 2 of 3"], ["Page 3 of 3"], ["Page 1 of 1"],
    ]  # fmt: skip
    assert ["Reprint 1." in page for page in pages] == [True, True, True, False]
    assert all("Product" in page for page in pages)
    assert [int(each) for each in re.findall(r"Disc (\d+)", "".join(pages[:3]))] == list(range(1, 41))
    assert "$40.00" in pages[2]
