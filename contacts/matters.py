"""The kinds of matter a request can be about, and the form of their numbers (MPEP 503; TMEP 401)."""

import re
import unicodedata

from contacts.models import Matter
from uccms.privacy import guard

LONGEST = 40

FORMS: dict[str, tuple[str, str]] = {
    Matter.Kind.APPLICATION: (
        r"(?:\d{2}/?\d{6}|PCT/?[A-Z]{2}\d{2}(?:\d{2})?/?\d{5,6})",
        "An application number has a series of two digits and six more, such as 11/482,917.",
    ),
    Matter.Kind.PATENT: (
        r"(?:US)?(?:(?:D|PP|H|T|RE|AI|X)\d{1,7}|\d{1,8})(?:[BESPH]\d?)?",
        "A patent number has up to eight digits, or a letter and digits, such as 7,123,456 or D435,854.",
    ),
    Matter.Kind.PUBLICATION: (
        r"(?:US)?\d{4}/?\d{7}(?:A\d)?",
        "A publication number has the year and seven digits, such as US 2005/0004974 A1.",
    ),
    Matter.Kind.TRADEMARK_SERIAL: (
        r"\d{2}/?\d{6}",
        "A trademark serial number has eight digits, such as 78/654,321.",
    ),
    Matter.Kind.REGISTRATION: (
        r"\d{1,7}",
        "A registration number has up to seven digits, such as 3,123,456.",
    ),
    Matter.Kind.DOCKET: (
        r"[A-Z0-9][A-Z0-9./_#-]{0,24}",
        "A docket number has up to 25 letters, digits and marks.",
    ),
    Matter.Kind.ORDER: (
        r"S\d{8}",
        "An order number is S and eight digits, such as S27000418.",
    ),
}

# Kind codes, which stand behind the number of a patent or publication and may be left out (MPEP 901.04(a)).
CODES = {
    Matter.Kind.PATENT: ("B", "B1", "B2", "E", "E1", "S", "S1", "P", "P1", "P2", "P3", "H", "H1"),
    Matter.Kind.PUBLICATION: ("A1", "A2", "A9"),
}


def spellings(kind: str, key: str) -> list[str]:
    """The keys that mean the same matter: of a patent with and without “US” before it and “B2” behind."""
    if kind not in CODES:
        return [key]
    number = re.sub(r"(?<=\d)[ABESPH]\d?$", "", key.removeprefix("US"))
    spelt = [f"{country}{number}{code}" for country in ("", "US") for code in ("", *CODES[kind])]
    return list(dict.fromkeys([key, *spelt]))


def key_of(kind: str, number: str) -> str:
    """The number as it is compared and found: capitals, without spaces, commas and, except dockets, slashes.

    Raises ValueError with a sentence when the number has not the form of its kind.
    """
    if len(number) > LONGEST:
        raise ValueError(f"A number has up to {LONGEST} signs.")
    plain = unicodedata.normalize("NFKC", number).upper()
    plain = re.sub(r"[\s,\u2010-\u2015]", lambda found: "-" if found[0] > "\u2000" else "", plain)
    pattern, sentence = FORMS[kind]
    for finding in guard.find(number):
        # A docket may look like a social security number; choosing “Docket” says what it is.
        if (kind, finding.kind) != (Matter.Kind.DOCKET, "ssn"):
            raise ValueError(f"This looks like a {guard.KINDS[finding.kind]}, which may not be kept.")
    if not re.fullmatch(pattern, plain, re.ASCII):
        raise ValueError(sentence)
    return plain if kind == Matter.Kind.DOCKET else plain.replace("/", "")
