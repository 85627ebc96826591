"""Finding what may not be kept in a text."""

import re
from bisect import bisect
from collections.abc import Callable, Iterable, Iterator

from uccms.privacy.guard import birth_dates, education, labels, medical
from uccms.privacy.guard.bank_accounts import deposit_accounts, ibans
from uccms.privacy.guard.folding import Folded, fold
from uccms.privacy.guard.kinds import Finding, Recognized
from uccms.privacy.guard.labelled_numbers import labelled_numbers
from uccms.privacy.guard.own_numbers import own_numbers
from uccms.privacy.guard.payment_cards import cards
from uccms.privacy.guard.social_security import disguised, grouped, is_issued, spelled
from uccms.privacy.guard.word_lists import words

_WORD = re.compile(r"[a-z]+")
_LONG_NUMBER = re.compile(r"[0-9](?:[^0-9a-z]{0,7}[0-9]){8}")
_LONGER_NUMBER = re.compile(r"[0-9](?:[^0-9a-z]{0,5}[0-9]){12}")
_MANY_DIGITS = re.compile(r"[0-9](?:[^0-9]{0,7}[0-9]){9}")
_FOUR_DIGITS = re.compile(r"[0-9](?:[^0-9a-z]{0,5}[a-z]{0,2}[0-9]){3}")
_SOME_DIGITS = re.compile(r"[0-9]")
_DISGUISE = re.compile(r"[0-9oil]{3}[-./][0-9oil]{2}[-./][0-9oil]{4}")
_NINE = re.compile(r"(?<![0-9])[0-9]{9}(?![0-9])")
_SPELLED = words("two three four five six seven eight nine zero")
_BIRTH = words(
    "born birthed dob d birth birthday birthdays birthdate birthdates b bday bdays nacimiento"
    " nac nacio nacido nacida cumpleanos geburtsdatum geboren"
    " naissance ne nee"
)
_KINDS_IN_ORDER = ("payment_card", "ssn", "bank_account", "passport", "date_of_birth", "medical", "education")


def find(text: str, *, field: str = "text") -> list[Finding]:
    """What may not be kept in this text, sorted and without overlap.

    With `field="payment"` deposit account numbers are found as well, as `bank_account`.
    """
    found = _find_once(text, field)
    if not found:
        return []
    # A number that was found may have stood between a word and the next number, so look again without it.
    more = found
    while more:
        text = blanked(text, more)
        more = _find_once(text, field)
        found = [*found, *more]
    return sorted(found, key=lambda finding: finding.start)


def recognized(text: str) -> list[Recognized]:
    """The identifiers of our own in a text, each with the words for its kind."""
    folded = fold(text)
    spans = [(kind, *folded.span(start, end)) for kind, start, end in own_numbers(folded.plain)]
    return [Recognized(kind, text[start:end], start, end) for kind, start, end in spans]


def blanked(text: str, findings: Iterable[Finding]) -> str:
    """The text with found spans as spaces, as long as before."""
    return _replaced(text, findings, lambda finding: " " * (finding.end - finding.start))


def _replaced(text: str, findings: Iterable[Finding], instead: Callable[[Finding], str]) -> str:
    parts: list[str] = []
    position = 0
    for finding in findings:
        parts += text[position : finding.start], instead(finding)
        position = finding.end
    return "".join((*parts, text[position:]))


def _find_once(text: str, field: str) -> list[Finding]:
    folded = fold(text)
    candidates = list(_candidates(folded, field))
    if not candidates:
        return []
    candidates.sort(key=_rank)
    return [
        Finding(finding.kind, *folded.span(finding.start, finding.end), finding.certain)
        for finding in _without_overlap(candidates)
    ]


def _rank(finding: Finding) -> tuple[bool, int, int, int]:
    """Certain before doubtful, then by kind, then the longer."""
    return (
        not finding.certain,
        _KINDS_IN_ORDER.index(finding.kind),
        finding.start - finding.end,
        finding.start,
    )


def _candidates(folded: Folded, field: str) -> Iterator[Finding]:
    plain = folded.plain
    met = set(_WORD.findall(plain))
    has_digits = _SOME_DIGITS.search(plain) is not None
    if has_digits:
        yield from _numbers(folded, met, field)
    if not met.isdisjoint(medical.TRIGGERS):
        yield from medical.medical_phrases(plain)
    if not met.isdisjoint(education.TRIGGERS):
        yield from education.education_phrases(plain)
    if len(met & _SPELLED) > 1 and not met.isdisjoint(labels.TRIGGERS):
        yield from spelled(plain)


def _numbers(folded: Folded, met: set[str], field: str) -> Iterator[Finding]:
    plain = folded.plain
    if _LONG_NUMBER.search(plain):
        yield from grouped(plain)
        if _LONGER_NUMBER.search(plain):
            yield from cards(plain)
        yield from _split(folded)
    if _DISGUISE.search(plain):
        yield from disguised(plain)
    if _MANY_DIGITS.search(plain):
        yield from ibans(plain)
    yield from medical.beneficiary_numbers(plain)
    if not met.isdisjoint(labels.TRIGGERS) and _FOUR_DIGITS.search(plain):
        yield from labelled_numbers(plain)
    if not met.isdisjoint(_BIRTH):
        yield from birth_dates.birth_dates(plain)
    if field == "payment":
        yield from deposit_accounts(plain)


def _split(folded: Folded) -> Iterator[Finding]:
    """Nine digits whose only separators are characters without width, where a number's groups meet."""
    if folded.origins is None:
        return
    for match in _NINE.finditer(folded.plain):
        splits = [place for place in range(1, 9) if folded.is_split(match.start() + place)]
        if splits == [3, 5]:
            yield Finding("ssn", *match.span(), certain=is_issued(match[0]))


def _without_overlap(candidates: list[Finding]) -> list[Finding]:
    """The candidates that overlap none before them in the list, by their place in the text."""
    taken: list[Finding] = []
    for finding in candidates:
        place = bisect(taken, finding.start, key=lambda other: other.start)
        if place and taken[place - 1].end > finding.start:
            continue
        if place < len(taken) and taken[place].start < finding.end:
            continue
        taken.insert(place, finding)
    return taken
