"""Payment card numbers: 13 to 19 digits in an issuer's range with a right check digit (ISO/IEC 7812-1)."""

import re
from collections.abc import Iterator

from stdnum import luhn

from uccms.privacy.guard.kinds import Finding
from uccms.privacy.guard.labels import label_after, label_before

_DIGITS = re.compile(r"[0-9]+")
_GAP = re.compile(r"\s{0,2}[-./_\\|*~]\s{0,2}|\s{1,3}")
_LONGEST_GAP = 5
_SHAPES = frozenset({(4, 4, 4, 4), (4, 6, 5), (4, 6, 4), (4, 4, 5), (4, 4, 4, 4, 3), (4, 4, 4, 4, 2), (4, 4, 4, 4, 1),
                     (4, 4, 4, 3), (4, 4, 4, 2), (4, 4, 4, 1), (6, 13), (8, 8), (4, 12), (4, 5, 6), (6, 10), (5, 5, 5), (4, 3, 3, 3)})  # fmt: skip
_NOT_CARDS = frozenset({"tracking", "order", "docket", "publication"})

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
            if gap > _LONGEST_GAP or not _GAP.fullmatch(plain, chain[-1][1], start):
                yield from _in_chain(plain, chain)
                chain = []
        chain.append((start, end))
    if chain:
        yield from _in_chain(plain, chain)


def _in_chain(plain: str, chain: list[tuple[int, int]]) -> Iterator[Finding]:
    lengths = [end - start for start, end in chain]
    first = 0
    while first < len(chain):
        last = _card_from(plain, chain, lengths, first)
        if last is None:
            first += 1
            continue
        start, end = chain[first][0], chain[last][1]
        label = label_after(plain, end) or label_before(plain, start)
        natural = label == "payment_card" or sum(lengths[first : last + 1]) > 13
        if label == "tracking" or (label in _NOT_CARDS and last == first):
            first = last + 1
            continue
        yield Finding("payment_card", start, end, natural and label not in _NOT_CARDS)
        first = last + 1


def _card_from(plain: str, chain: list[tuple[int, int]], lengths: list[int], first: int) -> int | None:
    """The index of the last group of a card number that begins with this group."""
    total = 0
    for last in range(first, min(first + 19, len(chain))):
        total += lengths[last]
        if total > 19:
            return None
        if total < 13:
            continue
        shape = tuple(lengths[first : last + 1])
        if len(shape) == 1:
            glued = (
                plain[chain[first][0] - 1 : chain[first][0]],
                plain[chain[first][1] : chain[first][1] + 1],
            )
            if (
                any(character.isalpha() for character in glued)
                and label_before(plain, chain[first][0]) != "payment_card"
            ):
                continue
        elif not _is_written_so(plain, chain, lengths, first, last, shape):
            continue
        digits = "".join(plain[start:end] for start, end in chain[first : last + 1])
        if is_card(digits):
            return last
    return None


def _is_written_so(
    plain: str,
    chain: list[tuple[int, int]],
    lengths: list[int],
    first: int,
    last: int,
    shape: tuple[int, ...],
) -> bool:
    if shape in _SHAPES:
        return first == 0 or lengths[first - 1] != lengths[first] or lengths[first] != 4
    ends_here = last == len(chain) - 1 or lengths[last + 1] != shape[0]
    begins_here = first == 0 or lengths[first - 1] != shape[0]
    even = len(set(shape[:-1])) == 1 and shape[-1] <= shape[0] <= 6
    if even and ends_here and begins_here:
        return True
    return label_before(plain, chain[first][0]) == "payment_card"
