"""Telling people what was found without repeating it, and texts without it."""

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterable

from uccms.privacy.guard.finding import _replaced, find
from uccms.privacy.guard.folding import fold
from uccms.privacy.guard.kinds import KINDS, Finding

_BULLET = "•"
_WORDS = 5
_LONGEST_WORD = 24


def masked(text: str, finding: Finding) -> str:
    """What was found with a bullet for each letter and digit; punctuation stays."""
    shown = []
    for character in text[finding.start : finding.end]:
        category = unicodedata.category(character)
        if category[0] in "LNS" or category[0] == "C":
            shown.append(_BULLET if category[0] in "LNS" else "")
        elif category[0] != "M":
            shown.append(character)
    return "".join(shown)


def place(text: str, finding: Finding) -> str:
    """Where it was found, by the few words before it; they hold no part of any finding, and no digits."""
    others = (other for other in find(text, field="payment") if other.start < finding.start)
    begin = max((min(other.end, finding.start) for other in others), default=0)
    words = [word for word in text[begin : finding.start].split() if any(map(str.isalnum, word))]
    if not words:
        return "right after another finding" if begin else "at the beginning"
    shown = " ".join(word[:_LONGEST_WORD] for word in words[-_WORDS:])
    shown = "".join(_BULLET if character.isnumeric() else character for character in shown)
    return f"after “{shown.rstrip(' :,;.(#=-')}”"


def without(text: str, findings: Iterable[Finding]) -> str:
    """The text with the words "[removed: …]" in place of what was found."""
    return _replaced(text, findings, lambda finding: f"[removed: {KINDS[finding.kind]}]")


def fingerprint(text: str, finding: Finding, key: bytes) -> str:
    """A keyed hash of kind and found text, the same in every writing of the same letters and digits.

    A form carries it to say which finding an agent has explained; it is never stored.
    """
    plain = re.sub(r"[^0-9a-z]", "", fold(text[finding.start : finding.end]).plain)
    return hmac.new(
        key, f"{finding.kind}\0{plain}".encode(errors="surrogatepass"), hashlib.sha256
    ).hexdigest()
