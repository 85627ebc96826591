"""The carried fonts (`fonts/`), and which of them a text needs."""

import re
from collections.abc import Iterable
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
MAIN = "sans"
REGULAR, BOLD = FONTS / "NotoSans-Regular.ttf", FONTS / "NotoSans-Bold.ttf"

# Read only where their signs occur: the last one is large.
SCRIPTS = (
    ("thai", "NotoSansThai-Regular.ttf", re.compile("[\u0e00-\u0e7f]")),
    ("hebrew", "NotoSansHebrew-Regular.ttf", re.compile("[\u0590-\u05ff\ufb1d-\ufb4f]")),
    (
        "arabic",
        "NotoSansArabic-Regular.ttf",
        re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefe]"),
    ),
    ("devanagari", "NotoSansDevanagari-Regular.ttf", re.compile("[\u0900-\u097f\u1cd0-\u1cff\ua8e0-\ua8ff]")),
    (
        "cjk",
        "NotoSansCJK-Subset.otf",
        re.compile(
            "[\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]"
        ),
    ),
)
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufeff]")


def scripts_of(texts: Iterable[str]) -> list[tuple[str, Path]]:
    """The fonts, beside the main one, that these texts need: each with its name and file."""
    said = "".join(texts)
    return [(name, FONTS / file) for name, file, signs in SCRIPTS if signs.search(said)]


def printable(text: str) -> str:
    """The text without signs that have no shape and could turn round what stands beside them.

    The fonts have no minus sign of mathematics: it is written as on a keyboard.
    """
    return UNSEEN.sub("", text.replace("\r\n", "\n").replace("\t", " ").replace("\u2212", "-"))
