"""Social security numbers in their own grouping of three, two and four digits."""

import re
from collections.abc import Iterator

from uccms.privacy.guard.kinds import Finding
from uccms.privacy.guard.labels import is_own, label_before, labels_of

_GAP = r"(?:\s{0,3}[-./_\\|*~:,+)]{1,2}\s{0,3}|\s{1,3})"
GROUPED = re.compile(rf"([0-9]{{3}})(?<![0-9]{{4}})({_GAP})([0-9]{{2}})({_GAP})([0-9]{{4}})(?![0-9])")
_DASHED = r"\s{0,3}[-./_]\s{0,3}"
_SPREAD = re.compile(
    rf"([0-9] {{1,3}}[0-9] {{1,3}}[0-9])({_DASHED})([0-9] {{1,3}}[0-9])({_DASHED})"
    r"([0-9] {1,3}[0-9] {1,3}[0-9] {1,3}[0-9])(?![0-9])"
)
_LOOSE = re.compile(r"(?<![0-9a-z])[0-9oil]{3}([-./])[0-9oil]{2}\1[0-9oil]{4}(?![0-9a-z])")
_WORD = r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)"
_SPELLED = re.compile(rf"(?<![a-z]){_WORD}(?:[\s,.-]{{1,3}}{_WORD}){{8}}(?![a-z])(?![\s,.-]{{1,3}}{_WORD})")
_DIALLED = re.compile(r"\+?[0-9][0-9 ().-]{0,12}$")


def grouped(plain: str) -> Iterator[Finding]:
    """Three, two and four digits with any separator, unless the text says that they are something else."""
    for pattern in (GROUPED, _SPREAD):
        for match in pattern.finditer(plain):
            certain = _judge(plain, match)
            if certain is not None:
                yield Finding("ssn", match.start(), match.end(), certain)


def disguised(plain: str) -> Iterator[Finding]:
    """Letters typed for digits, as in l23-45-678O."""
    for match in _LOOSE.finditer(plain):
        digits = sum(character.isdigit() for character in match[0])
        if 6 <= digits < 9 and not is_own(labels_of(plain, *match.span())):
            yield Finding("ssn", *match.span(), certain=False)


def spelled(plain: str) -> Iterator[Finding]:
    """Nine digits written as words, beside a word that makes them a social security number."""
    for match in _SPELLED.finditer(plain):
        if "ssn" in labels_of(plain, *match.span()):
            yield Finding("ssn", *match.span(), certain=False)


def is_issued(digits: str) -> bool:
    """Whether area, group and serial are ones that can be given out (20 CFR 422.103, SSA randomization)."""
    area, group, serial = digits[:3], digits[3:5], digits[5:]
    return area not in ("000", "666") and area < "900" and group != "00" and serial != "0000"


def _judge(plain: str, match: re.Match[str]) -> bool | None:
    """True for unmistakable, False for doubtful, None for something else."""
    start, end = match.span()
    first, second = match[2].strip(), match[4].strip()
    labels = labels_of(plain, start, end)
    if "ssn" in labels:
        return True
    if is_own(labels) or _is_telephone(plain, start):
        return None
    if first != second and {first, second} != {"", "-"}:
        return None
    if not first and "\n" in match[2] and "\n" in match[4]:
        return None
    if first == "," and match[2] != ",":
        return None
    if first and _runs_on(plain, start, end, first):
        return None
    digits = "".join(filter(str.isdigit, match[0]))
    alone = not (start and plain[start - 1].isalpha()) and not plain[end : end + 1].isalpha()
    return is_issued(digits) and first == second and first not in (",", ":") and alone


def _is_telephone(plain: str, start: int) -> bool:
    """Whether the digits just before make this the end of a number abroad, or of one that is labelled so."""
    dialled = _DIALLED.search(plain, max(0, start - 16), start)
    if dialled is None:
        return False
    return dialled[0].startswith("+") or label_before(plain, dialled.start()) == "telephone"


def _runs_on(plain: str, start: int, end: int, mark: str) -> bool:
    """Whether the same separator joins further digits, so that the grouping is another one."""
    mark = mark[0]
    before = plain[max(0, start - 2) : start]
    after = plain[end : end + 4]
    return (before[1:] == mark and before[:1].isdigit()) or (
        after[:1] == mark and after[1:4].isdigit() and len(after) == 4
    )
