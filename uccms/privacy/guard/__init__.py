"""The text guard: free text never keeps what the privacy impact assessment forbids.

Pure functions over strings; `docs/guard.md` says what is found, what passes and how well.
"""

from uccms.privacy.guard.finding import blanked, find, recognized
from uccms.privacy.guard.kinds import KINDS, LABELS, LABELS_FOR, Finding, Recognized
from uccms.privacy.guard.showing import fingerprint, masked, place, without

__all__ = [
    "KINDS",
    "LABELS",
    "LABELS_FOR",
    "Finding",
    "Recognized",
    "blanked",
    "find",
    "fingerprint",
    "masked",
    "place",
    "recognized",
    "without",
]
