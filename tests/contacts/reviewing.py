"""What a supervisor finds waiting, and what they say of it."""

from contacts.queries.reviewing import to_review
from tests import cast

TEXT = "The petition also needs the reply to the last office action."


def waiting(user) -> list[int]:
    """The keys of the tickets that wait for this person's review, in their order."""
    return [each.pk for each in to_review(cast.again(user)).tickets]


def say(verdict: str) -> dict:
    """What a verdict is sent with: words, but for the one that needs none."""
    return {} if verdict == "find_fine" else {"text": TEXT}
