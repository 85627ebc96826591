"""How names, addresses and numbers are compared: without case, accents and formatting."""

import re
import unicodedata

import phonenumbers

from uccms.folding import folded


def words(text: str) -> list[str]:
    """The words of a folded text, each once; marks between letters divide, an apostrophe does not."""
    parts = re.split(r"[^\w]+", folded(text).replace("'", "").replace("’", ""))
    return list(dict.fromkeys(part[:100] for part in parts if part))


def is_mistyped(word: str, meant: str) -> bool:
    """Whether one is the other with a small typo: a letter too many, missing or wrong, or two out of turn.

    Two of these are forgiven in words of eight letters and more.
    """
    most = 1 if min(len(word), len(meant)) < 8 else 2
    return abs(len(word) - len(meant)) <= most and _typos(word, meant, most) <= most


def _typos(word: str, meant: str, most: int) -> int:
    """How many typos lie between the two, at least where they are not more than `most`.

    Optimal string alignment, which is Levenshtein's distance with neighbors that change places.
    """
    same = 0
    while same < min(len(word), len(meant)) and word[same] == meant[same]:
        same += 1
    if not word[same:] or not meant[same:]:
        return len(word[same:]) + len(meant[same:])
    if not most:
        return 1
    swapped = word[same : same + 2] == meant[same : same + 2][::-1]
    return 1 + min(
        _typos(word[same + 1 :], meant[same + 1 :], most - 1),
        _typos(word[same + 1 :], meant[same:], most - 1),
        _typos(word[same:], meant[same + 1 :], most - 1),
        _typos(word[same + 2 :], meant[same + 2 :], most - 1) if swapped else most,
    )


def folded_email(address: str) -> str:
    """The address as it is compared; most mail servers do not mind case in the part before the @."""
    return unicodedata.normalize("NFC", address.strip()).casefold()


def digits(text: str) -> str:
    """The decimal digits of a text, in any script, as 0-9."""
    return "".join(str(unicodedata.digit(sign)) for sign in text if sign.isdecimal())


def reversed_national_digits(number: phonenumbers.PhoneNumber) -> str:
    """The national number backwards, so that its last digits are a prefix."""
    return phonenumbers.national_significant_number(number)[::-1]
