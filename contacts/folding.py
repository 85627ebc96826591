"""How names, addresses and numbers are compared: without case, accents and formatting."""

import re
import unicodedata

import phonenumbers

UNFOLDED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})


def folded(text: str) -> str:
    """The text in lower case, without accents, with single spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(plain.translate(UNFOLDED).split())


def words(text: str) -> list[str]:
    """The words of a folded text, each once; marks between letters divide, an apostrophe does not."""
    parts = re.split(r"[^\w]+", folded(text).replace("'", "").replace("’", ""))
    return list(dict.fromkeys(part[:100] for part in parts if part))


def folded_email(address: str) -> str:
    """The address as it is compared; most mail servers do not mind case in the part before the @."""
    return unicodedata.normalize("NFC", address.strip()).casefold()


def digits(text: str) -> str:
    """The decimal digits of a text, in any script, as 0-9."""
    return "".join(str(unicodedata.digit(sign)) for sign in text if sign.isdecimal())


def reversed_national_digits(number: phonenumbers.PhoneNumber) -> str:
    """The national number backwards, so that its last digits are a prefix."""
    return phonenumbers.national_significant_number(number)[::-1]
