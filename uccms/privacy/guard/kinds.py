"""What the guard looks for, and the words in which people are told of it."""

from dataclasses import dataclass

KINDS = {
    "ssn": "social security number",
    "payment_card": "payment card number",
    "bank_account": "bank account number",
    "date_of_birth": "date of birth",
    "passport": "passport number",
    "medical": "medical information",
    "education": "education information",
}

LABELS = {
    "docket": "attorney docket or reference number",
    "tracking": "shipment tracking number",
    "application": "patent application number",
    "patent": "patent number",
    "publication": "publication number",
    "trademark_serial": "trademark serial number",
    "registration": "registration number",
    "proceeding": "proceeding or appeal number",
    "reel_frame": "reel and frame number",
    "customer_number": "customer number",
    "deposit_account": "deposit account number",
    "order": "order, invoice or control number",
    "telephone": "telephone or fax number",
    "other": "something else that may be kept",
}

_NUMBERS = (
    "docket",
    "tracking",
    "application",
    "patent",
    "publication",
    "trademark_serial",
    "registration",
    "proceeding",
    "reel_frame",
    "customer_number",
    "order",
    "telephone",
    "other",
)

LABELS_FOR = {
    "ssn": _NUMBERS,
    "payment_card": ("tracking", "docket", "order", "other"),
    "bank_account": (*_NUMBERS[:-1], "deposit_account", "other"),
    "date_of_birth": ("other",),
    "passport": _NUMBERS,
    "medical": ("other",),
    "education": ("other",),
}
"""The labels an agent may state for a finding of each kind; a phrase or a date has no number's label."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A span that may not be kept: code points of the original text, end exclusive.

    `certain` says that it is unmistakable; an import removes what is certain and rejects what is not.
    """

    kind: str
    start: int
    end: int
    certain: bool


@dataclass(frozen=True, slots=True)
class Recognized:
    """An identifier of the agency's own or of its carriers, which may be kept; `kind` is one of LABELS."""

    kind: str
    words: str
    start: int
    end: int
