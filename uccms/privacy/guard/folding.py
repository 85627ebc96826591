"""Reading a text as a person sees it: one plain character for everything that looks like it."""

import unicodedata
from array import array
from dataclasses import dataclass

# Letters of other scripts that are drawn like a Latin one, as in the Unicode confusables (UTS 39).
_LOOK_ALIKES = dict(
    zip(
        "АВСЕНІЈКМОРԚЅТԜХУаресһіјӏкмԛѕтԝхуоΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορτυχϲɡıɩ",
        "abcehijkmopqstwxyapechijlkmqstwxyoabezhikmnoptyxaikvoptuxcgil",
        strict=True,
    )
)
_OTHERS = {
    **dict.fromkeys("-‐‑‒–—―−⁃˗﹘﹣－➖ーｰㅡᅳ─━╌╍┄┅┈┉〜～〰⸺⸻֊᠆־᐀", "-"),
    **dict.fromkeys(".·․‧•∙⋅・。．｡…", "."),
    **dict.fromkeys("/⁄∕╱⧸／", "/"),
    **dict.fromkeys("'‘’‚‛ʼ′´＇", "'"),
    **dict.fromkeys('"“”„‟″«»', '"'),
    **dict.fromkeys("\t\v\f\r\x85\u2800\u3164\u115f\u1160\uffa0™℠", " "),
    **dict.fromkeys("\n\u2028\u2029", "\n"),
    **{digit: str(value) for value, digit in enumerate("〇一二三四五六七八九")},
    "№": "#",
}
_DROPPED = frozenset({"Cf", "Cc", "Mn", "Me", "Mc"})


def _fold_character(character: str) -> str:
    if character in _OTHERS:
        return _OTHERS[character]
    if character in _LOOK_ALIKES:
        return _LOOK_ALIKES[character]
    if unicodedata.category(character) == "Zs":
        return " "
    if (digit := unicodedata.digit(character, None)) is not None:
        return str(digit)
    folded = []
    for part in unicodedata.normalize("NFKD", character):
        if unicodedata.category(part) in _DROPPED:
            continue
        part = _OTHERS.get(part, part)
        part = _LOOK_ALIKES.get(part, part.lower())
        folded.append("".join(c for c in part if unicodedata.category(c) not in _DROPPED))
    return "".join(folded)


class _Table(dict[int, str]):
    """The folded form of each code point, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_character(chr(code))
        return folded


_TABLE = _Table()
_FEW = 16  # up to so many different odd characters, replacing them one by one beats a table


@dataclass(frozen=True, slots=True)
class Folded:
    """A plain text in lower case, and where each of its characters stood in the original.

    Line ends are "\\n", other blanks are " ", dashes are "-"; what has no width is left out.
    """

    plain: str
    origins: "array[int] | None" = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original text behind a span of the plain one."""
        if self.origins is None:
            return start, end
        return self.origins[start], self.origins[end - 1] + 1

    def is_split(self, position: int) -> bool:
        """Whether something without width stood before this character."""
        return self.origins is not None and self.origins[position] - self.origins[position - 1] > 1


def fold(text: str) -> Folded:
    """Read a text through look-alikes, other scripts' digits, accents and characters without width."""
    if text.isascii() and text.isprintable():
        return Folded(text.lower())
    marks = set(text)
    odd = [mark for mark in marks if mark > "\x7e" or mark < " "]
    if all(len(_TABLE[ord(mark)]) == 1 for mark in odd):
        if len(odd) > _FEW:
            return Folded(text.translate(_TABLE))
        for mark in odd:
            text = text.replace(mark, _TABLE[ord(mark)])
        return Folded(text.lower())
    folded = {mark: _TABLE[ord(mark)] for mark in marks}
    plain = []
    origins = array("I")
    for index, character in enumerate(text):
        for part in folded[character]:
            plain.append(part)
            origins.append(index)
    return Folded("".join(plain), origins)
