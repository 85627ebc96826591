"""What a browser sends to the screens of the catalogue and of the stock."""

import base64
import uuid


def submission() -> dict:
    """The id of a form that is sent once."""
    return {"submission_id": str(uuid.uuid4())}


def product_form(**fields) -> dict:
    """A product as its form is sent."""
    known = {
        "code": "EIP-7000P-DD",
        "title": "Patents CLASS",
        "medium": "dvd",
        "kind": "single_edition",
        "cycle": "two_monthly",
        "description": "All classifications of a patent.",
        "grams": "110",
        "keeps_stock": "on",
        "is_active": "on",
        "version": "0",
    }
    return submission() | {name: value for name, value in (known | fields).items() if value is not None}


def as_content(text: str | bytes) -> str:
    """A file as the result of its trial carries it."""
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()
