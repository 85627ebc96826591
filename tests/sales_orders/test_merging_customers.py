"""What SOMS ties to a customer moves when two are made one, and back; who sees no orders hears of none."""

import uuid

import pytest

from contacts.actions.merging_customers import undo_merge
from contacts.models import Customer
from sales_orders.actions.drafting import save_order_draft
from sales_orders.actions.standing_orders import end_standing_order
from sales_orders.models import Order, OrderDraft, Printing, Quote, StandingOrder, Subscription
from tests import cast
from tests.contacts.acts import browser
from tests.contacts.merging import fresh, merged
from tests.sales_orders import acts
from tests.sales_orders.office import order, subscribed
from tests.sales_orders.test_quoting import quoted
from tests.sales_orders.test_standing_orders import stand

pytestmark = pytest.mark.django_db
TIED = (Order, Subscription, StandingOrder, Quote, OrderDraft)


@pytest.fixture
def kept(office) -> Customer:
    return cast.customer(office.agent, "I. Corrigan")


@pytest.fixture
def theirs(office) -> list:
    """One of each that is tied to the office's customer, and what was printed for them."""
    placed = order(office, subscribed(office, 4))
    draft = save_order_draft(
        by=office.agent,
        submission_id=uuid.uuid4(),
        fields={"customer": [office.customer.number]},
        customer=office.customer,
    )
    return [placed, placed.lines.get().subscription, stand(office), quoted(office), draft]


def owners() -> list[int]:
    return [each.objects.get().customer_id for each in TIED]


def test_orders_subscriptions_quotes_and_drafts_move_and_come_back(office, kept, theirs):
    Printing.objects.create(
        kind="statement", customer=office.customer, since="2026-01-01", until="2026-02-01", count=1,
        by=office.agent, submission_id=uuid.uuid4(),
    )  # fmt: skip
    made = merged(kept, office.customer, office.agent)
    assert owners() == [kept.pk] * len(TIED)
    assert Printing.objects.get().customer == office.customer, "the number on the paper"
    undo_merge(made, by=office.agent)
    assert owners() == [office.customer.pk] * len(TIED)


def test_what_was_changed_since_stays_and_who_sees_no_orders_learns_no_number(office, kept, theirs):
    made = merged(kept, office.customer, office.agent)
    end_standing_order(StandingOrder.objects.get(), reason="No longer wanted.", by=office.processor)
    acts.send(office.processor, "hold", theirs[0], reason="The address is unclear.")
    undo_merge(made, by=office.stranger)
    assert owners() == [kept.pk, office.customer.pk, kept.pk, office.customer.pk, office.customer.pk]
    address = f"/customers/merges/{made.pk}/"
    shown = browser(office.agent).get(address).content.decode()
    assert "Omar Bell changed it since." in shown
    assert f"Order {theirs[0].number}" in shown
    hidden = browser(office.stranger).get(address).content.decode()
    assert "another office keeps" in hidden
    assert "Omar Bell" not in hidden and theirs[0].number not in hidden and "tanding" not in hidden


def test_only_who_sees_orders_is_told_how_many_there_are(office, kept, theirs):
    address = f"/customers/C{kept.pk}/merge/C{office.customer.pk}/"
    shown = browser(office.agent).get(address).content.decode()
    assert all(each in shown for each in ("Orders", "Subscriptions", "Standing orders", "Quotes"))
    main = browser(office.stranger).get(address).content.decode().split("<main")[1]
    assert not any(each in main for each in ("Orders", "Subscriptions", "Standing orders", "Quotes"))


def test_an_order_for_the_number_that_went_is_of_who_stays(office, kept):
    merged(kept, office.customer, office.agent)
    assert order(office).customer == kept
    assert quoted(office).customer == kept
    assert stand(office).customer == kept
    assert fresh(office.customer).merged_into == kept
    shown = browser(office.agent).get(f"/orders/standing/new/C{office.customer.pk}/").content.decode()
    assert kept.number in shown
