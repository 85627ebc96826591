"""Payment card numbers: 13 to 19 digits in an issuer's range with a right check digit (ISO/IEC 7812-1)."""

import re
from collections.abc import Iterator

from stdnum import luhn

from uccms.privacy.guard.kinds import Finding
from uccms.privacy.guard.labels import label_after, label_before

_DIGITS = re.compile(r"[0-9]+")
_GAP = re.compile(r"\s{0,2}[-./_\\|*~]\s{0,2}|,|\s{1,3}")
_WIDEST_GAP = 5
_SHAPES = frozenset(
    tuple(map(int, shape.split("-")))
    for shape in (
        *(
            "4-4-4-4",
            "4-4-4-4-1",
            "4-4-4-4-2",
            "4-4-4-4-3",
            "4-4-4-1",
            "4-4-4-2",
            "4-4-4-3",
            "4-4-5",
            "4-6-4",
        ),
        *("4-6-5", "4-5-6", "4-3-3-3", "4-12", "6-10", "6-13", "8-8", "4-4-8", "8-4-4", "4-8-4", "12-4"),
    )
)
_FIRST_DIGITS = "23456"
_FIRST_LENGTHS = frozenset(shape[0] for shape in _SHAPES) | frozenset(range(13, 20))
_SHORTEST, _LONGEST = 13, 19
_CODES = frozenset({"tracking", "order", "docket", "publication"})

_ISSUERS = (
    ("4", "4", (13, 16, 19)),  # Visa
    ("51", "55", (16,)),  # Mastercard
    ("2221", "2720", (16,)),  # Mastercard
    ("34", "34", (15,)),  # American Express
    ("37", "37", (15,)),  # American Express
    ("6011", "6011", (16, 17, 18, 19)),  # Discover
    ("644", "659", (16, 17, 18, 19)),  # Discover
    ("62", "62", (16, 17, 18, 19)),  # UnionPay
    ("300", "305", (14, 16, 17, 18, 19)),  # Diners Club
    ("3095", "3095", (14, 16, 17, 18, 19)),  # Diners Club
    ("36", "36", (14, 16, 17, 18, 19)),  # Diners Club
    ("38", "39", (14, 16, 17, 18, 19)),  # Diners Club
    ("3528", "3589", (16, 17, 18, 19)),  # JCB
    ("5018", "5018", tuple(range(13, 20))),  # Maestro
    ("5020", "5020", tuple(range(13, 20))),  # Maestro
    ("5038", "5038", tuple(range(13, 20))),  # Maestro
    ("5893", "5893", tuple(range(13, 20))),  # Maestro
    ("6304", "6304", tuple(range(13, 20))),  # Maestro
    ("6759", "6763", tuple(range(13, 20))),  # Maestro
    ("2200", "2204", (16, 17, 18, 19)),  # Mir
)


def is_card(digits: str) -> bool:
    """Whether the digits are in an issuer's range, as long as its cards are, with a right check digit."""
    return any(
        low <= digits[: len(low)] <= high and len(digits) in lengths for low, high, lengths in _ISSUERS
    ) and luhn.is_valid(digits)


def cards(plain: str) -> Iterator[Finding]:
    """Every card number that stands alone or in the groups in which cards are written."""
    chain: list[tuple[int, int]] = []
    for match in _DIGITS.finditer(plain):
        start, end = match.span()
        if chain:
            gap = start - chain[-1][1]
            if gap > _WIDEST_GAP or not _GAP.fullmatch(plain, chain[-1][1], start):
                yield from _in_chain(plain, chain)
                chain = []
        chain.append((start, end))
    if chain:
        yield from _in_chain(plain, chain)


def _in_chain(plain: str, chain: list[tuple[int, int]]) -> Iterator[Finding]:
    lengths = [end - start for start, end in chain]
    first = fresh = 0
    while first < len(chain):
        begins = first == fresh or lengths[first - 1] != lengths[first]
        last = _card_from(plain, chain, lengths, first, begins)
        if last is None:
            first += 1
            continue
        start, end = chain[first][0], chain[last][1]
        label = label_after(plain, end) or label_before(plain, start)
        if label != "tracking" and (label not in _CODES or last > first):
            alone = sum(lengths[first : last + 1]) > _SHORTEST and not _touching(plain, start, end)
            likely = label == "payment_card" or alone
            yield Finding("payment_card", start, end, certain=likely and label not in _CODES)
        first = fresh = last + 1


def _card_from(
    plain: str, chain: list[tuple[int, int]], lengths: list[int], first: int, begins: bool
) -> int | None:
    """The index of the last group of a card number that begins with this group."""
    start = chain[first][0]
    if plain[start] not in _FIRST_DIGITS or not (begins or lengths[first] in _FIRST_LENGTHS):
        return None
    total = 0
    for last in range(first, min(first + _LONGEST, len(chain))):
        total += lengths[last]
        if total > _LONGEST:
            return None
        if total < _SHORTEST:
            continue
        shape = tuple(lengths[first : last + 1])
        goes_on = last + 1 < len(chain) and lengths[last + 1] == shape[0]
        if len(shape) == 1:
            written = not _is_glued(plain, *chain[first])
        elif shape in _SHAPES:
            written = begins or shape[0] != 4
        else:
            even = len(set(shape[:-1])) == 1 and shape[-1] <= shape[0] <= 6
            written = (even and begins and not goes_on) or _is_labelled(plain, start, first)
        if written and is_card("".join(plain[start:end] for start, end in chain[first : last + 1])):
            return last
    return None


def _touching(plain: str, start: int, end: int) -> int:
    """On how many sides letters touch the digits."""
    return plain[max(0, start - 1) : start].isalpha() + plain[end : end + 1].isalpha()


def _is_glued(plain: str, start: int, end: int) -> bool:
    """Whether the digits are a part of a code: letters on both sides, or a parcel number's 1Z before them."""
    return _touching(plain, start, end) == 2 or plain[max(0, start - 2) : start] == "1z"


def _is_labelled(plain: str, start: int, first: int) -> bool:
    return first == 0 and label_before(plain, start) == "payment_card"
