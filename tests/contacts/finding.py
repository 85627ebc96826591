"""What is typed into the box that finds, and what texts there are to be found."""

from contacts.models import Ticket
from contacts.queries.text_search import matching
from tests import cast
from tests.contacts.acts import browser
from uccms.database.rounds import alone


def found(person, typed: str) -> str:
    answer = browser(person).post("/find/", {"find": typed})
    assert answer.status_code == 200, answer.get("Location")
    return answer.content.decode()


def numbers(person, typed: str, limit: int = 20) -> list[int]:
    """The tickets whose texts have these words, newest first."""
    return [each.ticket for each in alone(matching(cast.again(person), typed, limit))[1]]


def said(person, text: str, **facts) -> Ticket:
    """A ticket whose first contact says this."""
    return cast.ticket(person, description=text, **facts)
