"""What is typed into the box that finds, and what texts there are to be found."""

from contacts.models import Ticket
from tests import cast
from tests.contacts.acts import browser


def found(person, typed: str) -> str:
    answer = browser(person).post("/find/", {"find": typed})
    assert answer.status_code == 200, answer.get("Location")
    return answer.content.decode()


def said(person, text: str, **facts) -> Ticket:
    """A ticket whose first contact says this."""
    return cast.ticket(person, description=text, **facts)
