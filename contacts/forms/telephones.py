"""Reads telephone and fax numbers as people write them, extension included."""

import re

import phonenumbers
from django.conf import settings
from django.core.exceptions import ValidationError

from contacts.actions.keeping_customers import Number
from contacts.folding import digits
from contacts.models import Telephone

LONGEST_EXTENSION = 7  # so that no longer number is kept where nobody looks for it
EXTENSION = re.compile(r"(?:ext(?:ension)?\.?|x|#)\s*(\d{1,7})\s*$", re.IGNORECASE)


def read_number(typed: str, *, extension: str = "", kind: str = Telephone.Kind.TELEPHONE) -> Number:
    """The number that was typed; an extension may stand behind it or in a field of its own.

    Raises ValidationError with a sentence.
    """
    written = typed.strip()
    found = EXTENSION.search(written)
    if found and not extension.strip():
        extension, written = found[1], written[: found.start()]
    try:
        number = phonenumbers.parse(written, settings.PHONENUMBER_DEFAULT_REGION)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise ValidationError(
            "This is no telephone number. Write ten digits, or + and the country code for other countries."
        )
    only = digits(extension)
    if extension.strip() and not 0 < len(only) <= LONGEST_EXTENSION:
        raise ValidationError(f"An extension has up to {LONGEST_EXTENSION} digits.")
    number.extension = None
    return Number(number, only, kind)
