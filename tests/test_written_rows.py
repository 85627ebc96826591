"""Rows that are written together become what Django's own `save` would make of them."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from sales_orders.models import Order, OrderEntry
from tests.audit.databases import changes
from tests.sales_orders import office as offices
from uccms.database.written_once import together
from uccms.database.written_rows import inserting, saving

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[True, False], ids=["prepared", "not prepared"])
def prepared(request, settings):
    settings.PREPARED_STATEMENTS = request.param


@pytest.fixture
def order():
    return offices.order(offices.open_office())


def entries(order, *texts) -> list[OrderEntry]:
    return [OrderEntry(order=order, kind="note", by=order.entered_by, text=text) for text in texts]


def test_new_rows_learn_their_keys_and_what_the_database_made(prepared, order):
    for number in range(7):  # psycopg prepares at the sixth
        one, other = entries(order, f"One {number}: 100 %s", "Other")
        ((first, second),) = together(inserting([one, other]))
        assert (first, second) == (one, other)
        assert not one._state.adding
        kept = OrderEntry.objects.get(pk=one.pk)
        assert (kept.text, kept.at) == (f"One {number}: 100 %s", one.at)
        assert OrderEntry.objects.get(pk=other.pk).text == "Other"


def test_a_value_that_is_given_goes_before_that_of_the_database(prepared, order):
    now, then = entries(order, "Now", "Then")
    then.at = order.entered_at.replace(year=2020)
    together(inserting([now, then]))
    assert OrderEntry.objects.get(pk=then.pk).at.year == 2020
    assert OrderEntry.objects.get(pk=now.pk).at.year >= 2026


def test_rows_of_several_tables_are_written_in_their_order(prepared, order):
    with CaptureQueriesContext(connection) as asked:
        (entry,) = entries(order, "Held")
        order.note = "Held"
        together(saving(order, "note"), inserting([entry]))
    assert [each["sql"].split()[0] for each in asked] == ["UPDATE", "INSERT"]
    assert Order.objects.get(pk=order.pk).note == "Held"


def test_a_row_that_is_saved_learns_what_is_generated(prepared, order):
    order.paid = order.charged
    together(saving(order, "paid"))
    assert (order.balance, order.paid_state) == (Decimal(0), "paid")
    assert Order.objects.get(pk=order.pk).paid_state == "paid"


def test_only_the_fields_that_are_named_are_saved(prepared, order):
    order.note, order.email = "Call back", "somebody@example.com"
    together(saving(order, "note"))
    kept = Order.objects.get(pk=order.pk)
    assert (kept.note, kept.email) == ("Call back", "")


def test_a_row_that_is_gone_is_not_saved_in_silence(prepared, order):
    (entry,) = entries(order, "Gone")
    together(inserting([entry]))
    OrderEntry.objects.filter(pk=entry.pk).delete()
    with pytest.raises(DatabaseError, match="did not affect"):
        together(saving(entry, "text"))


def test_a_row_that_another_one_needs_has_to_be_there(order):
    (entry,) = entries(Order(), "Nowhere")
    with pytest.raises(ValueError, match="unsaved related object"):
        inserting([entry])


def test_what_the_database_refuses_is_the_error_that_every_save_has(prepared, order):
    entry = entries(order, "Kept")[0]
    order.state = "nowhere"
    with pytest.raises(IntegrityError), transaction.atomic():
        together(inserting([entry]), saving(order, "state"))
    assert not OrderEntry.objects.filter(text="Kept").exists()


def test_every_change_is_in_the_history(prepared, order):
    before = len(changes("sales_orders_order", order.pk))
    order.note = "Call back"
    together(saving(order, "note"))
    assert len(changes("sales_orders_order", order.pk)) == before + 1


def test_a_hostile_value_stays_a_value(prepared, order):
    (entry,) = entries(order, "'); DROP TABLE sales_orders_order; --")
    together(inserting([entry]))
    assert OrderEntry.objects.get(pk=entry.pk).text == "'); DROP TABLE sales_orders_order; --"
