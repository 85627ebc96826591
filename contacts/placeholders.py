"""The placeholders of prepared texts: what is known is filled in, what is not stays in its braces."""

import re
from collections.abc import Mapping

NAMES = ("customer name", "ticket number", "agent name", "area", "date")
BRACES = re.compile(r"\{([^{}\n]{0,40})\}")


def strangers(text: str) -> list[str]:
    """What stands in braces and is no placeholder, each once."""
    return list(dict.fromkeys(each for each in BRACES.findall(text) if each not in NAMES))


def filled(text: str, known: Mapping[str, str]) -> str:
    """The text with the placeholders that are known; the others stay as they are, for the eye to see.

    A value is put in as it is: braces in a customer's name are not read again.
    """
    return BRACES.sub(lambda found: known.get(found[1]) or found[0], text)


def sentence_of_what_is_left(text: str) -> str:
    """What a form says of a text in which something is still to be filled in; empty for a finished one."""
    still = ", ".join(f"{{{each}}}" for each in left(text))
    return f"Still to be filled in: {still}. Write it, or take it out." if still else ""


def left(text: str) -> list[str]:
    """The placeholders that nobody filled in, each once."""
    return list(dict.fromkeys(each for each in BRACES.findall(text) if each in NAMES))
