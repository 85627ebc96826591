"""Merges beside other work: nothing is tied to a customer who has gone, and nobody waits for ever."""

import threading

import pytest
from django.db import connection, transaction

from contacts.actions.moving_rows import BUSY
from contacts.errors import Conflict, CustomerError
from contacts.models import Contact, Customer, CustomerMerge, Ticket
from tests import cast
from tests.contacts.acts import at_once
from tests.contacts.merging import everything, fresh, merged

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_merges_of_the_same_two_at_once_one_is_done(dana, mara, marisol):
    for turn in range(5):
        one, other = (cast.customer(dana, f"Quintero {name} {turn}") for name in ("one", "other"))
        read = {"kept_version": 1, "gone_version": 1}
        results = at_once(
            [lambda: merged(one, other, dana, **read), lambda: merged(other, one, mara, **read)]  # noqa: B023
        )
        assert sum(isinstance(each, CustomerMerge) for each in results) == 1, results
        assert sum(isinstance(each, Conflict | CustomerError) for each in results) == 1, results
        assert Customer.objects.filter(pk__in=[one.pk, other.pk]).standing().count() == 1


def test_what_is_logged_while_two_are_merged_is_with_who_stays(dana, mara):
    for turn in range(8):
        kept, gone = (cast.customer(dana, f"Quintero {name} {turn}") for name in ("kept", "gone"))
        results = at_once(
            [
                lambda: merged(kept, gone, dana),  # noqa: B023
                lambda: cast.contact(mara, customer=gone),  # noqa: B023
                lambda: cast.contact(dana, customer=gone),  # noqa: B023
            ]
        )
        assert not [each for each in results if isinstance(each, Exception) and str(each) != BUSY], results
        if isinstance(results[0], CustomerMerge):
            assert not Ticket.objects.filter(customer=gone).exists()
            assert not Contact.objects.filter(customer=gone).exists()
            assert Contact.objects.filter(customer=kept).count() == 2


def test_a_merge_gives_way_to_whoever_works_on_a_ticket_and_changes_nothing(dana, marisol):
    gone = cast.customer(dana, "M. Quintero")
    ticket = cast.ticket(dana, customer=gone)
    held, done = threading.Event(), threading.Event()

    def work() -> None:
        with transaction.atomic():
            Ticket.objects.select_for_update().get(pk=ticket.pk)
            held.set()
            done.wait(timeout=60)
        connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    held.wait(timeout=60)
    try:
        with pytest.raises(CustomerError, match="Somebody is working"):
            merged(marisol, gone, dana)
    finally:
        done.set()
        worker.join()
    assert fresh(gone).merged_into is None
    assert everything(fresh(gone))["telephones"]
    assert not CustomerMerge.objects.exists()
    merged(marisol, gone, dana)
