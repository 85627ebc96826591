"""What every removal from the record asks: a legal basis, a reason, and that something is taken out."""

from contacts.errors import TicketError
from uccms.privacy import pia
from uccms.privacy.texts import NOTHING_STATED, Statements, admit


def reason_for_removal(basis: str, reason: str, *, statements: Statements = NOTHING_STATED) -> str:
    """The reason, as the guard admits it.

    Raises TextRefused, or TicketError where the basis is not one of the assessment's or nothing is said.
    """
    if basis not in pia.bases():
        raise TicketError("Choose the legal reason.")
    reason = admit(reason, statements=statements)
    if not reason:
        raise TicketError("Say why it is removed. Do not repeat what is removed.")
    return reason


def what_stays(remaining: str, text: str, *, statements: Statements = NOTHING_STATED) -> str:
    """What remains of a text, as the guard admits it; TicketError where it is no shorter than the text."""
    remaining = admit(remaining, statements=statements)
    if len(remaining) >= len(text):
        raise TicketError("Take out what has to go; what you leave here stays.")
    return remaining
