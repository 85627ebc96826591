"""International bank account numbers, and deposit accounts where payments are written."""

import re
from collections.abc import Iterator

from stdnum.iso7064 import mod_97_10

from uccms.privacy.guard.kinds import Finding
from uccms.privacy.guard.labels import label_before

_LENGTHS = {
    country: int(length)
    for length, countries in (
        entry.split(":")
        for entry in (
            "15:no 16:be 18:dk fo fi gl nl sd 19:mk si 20:at ba ee kz xk lt lu mn 21:hr lv li ch"
            " 22:bh bg cr ge de ie me"
            " rs gb va 23:gi iq il om so tl ae 24:ad cz md pk ro sa sk es se tn vg dz 25:pt st"
            " ly 26:is tr 27:fr gr it mr"
            " mc sm bi dj 28:al az by cy do gt hu lb ni pl sv hn 29:br eg ps qa ua 30:jo kw mu"
            " ye 31:mt sc 32:lc 33:ru"
        )
        .replace(" ", ",")
        .replace(",1", ";1")
        .replace(",2", ";2")
        .replace(",3", ";3")
        .split(";")
    )
    for country in countries.split(",")
}
"""The length of a number in each country of the IBAN registry (ISO 13616)."""

_CHECK_DIGITS = re.compile(r"[0-9]{2}(?:(?<=[a-z]{2}..)|(?<=[a-z]{2}[ -]..))(?=[ -]?[a-z0-9])")
_SIGN = re.compile(r"[ .-]{0,2}([a-z0-9])")
_DEPOSIT = re.compile(r"(?<![0-9/-])([0-9]{2})[- ]?-[- ]?([0-9]{4})(?![0-9]|[-/][0-9])")


def ibans(plain: str) -> Iterator[Finding]:
    """Every IBAN of its country's length with right check digits (ISO 13616, ISO 7064)."""
    for match in _CHECK_DIGITS.finditer(plain):
        start = match.start() - (2 if plain[match.start() - 1].isalpha() else 3)
        country = plain[start : start + 2]
        length = _LENGTHS.get(country)
        if length is None or (start and plain[start - 1].isalnum()):
            continue
        signs = [*country, *match[0]]
        position = match.end()
        while len(signs) < length and (sign := _SIGN.match(plain, position)):
            signs.append(sign[1])
            position = sign.end()
        number = "".join(signs).upper()
        if len(signs) < length or plain[position : position + 1].isalnum():
            continue
        if mod_97_10.is_valid(number[4:] + number[:4]):
            yield Finding("bank_account", start, position, certain=True)
        elif label_before(plain, start) == "iban":
            yield Finding("bank_account", start, position, certain=False)


def deposit_accounts(plain: str) -> Iterator[Finding]:
    """Deposit account numbers NN-NNNN, which a payment's fields refuse."""
    for match in _DEPOSIT.finditer(plain):
        certain = label_before(plain, match.start()) == "deposit_account"
        month_and_year = "01" <= match[1] <= "12" and match[2][:2] in ("19", "20")
        yield Finding("bank_account", *match.span(), certain=certain or not month_and_year)
