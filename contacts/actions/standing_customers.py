"""Whoever ties something to a customer asks here first: the customer may have been merged meanwhile."""

from contacts.models import Customer
from uccms.database.written_once import Question, together

STANDING = "SELECT merged_into_id FROM contacts_customer WHERE id = %s FOR SHARE"


def standing(customer: Customer) -> Customer:
    """Within an action, the customer as they are kept now, who is merged into nobody until its end.

    A merge waits for whoever asked, and whoever asks waits for a merge, so that nothing is tied to a customer
    who has just gone.
    """
    return standing_by(customer, together(asking_standing(customer))[0])


def asking_standing(customer: Customer) -> Question:
    """The same as a question, to be asked together with others; `standing_by` reads the answer."""
    return Question(STANDING, [customer.pk])


def standing_by(customer: Customer, answer: list[tuple[int | None]]) -> Customer:
    """Within an action, who stands for a customer of whom this was answered."""
    (into,) = answer[0] if answer else (None,)
    return customer if into is None else standing(Customer.objects.get(pk=into))
