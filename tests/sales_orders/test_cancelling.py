"""Cancelling: stock is freed once, and exactly what did not ship is credited."""

import uuid
from decimal import Decimal

import pytest
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sales_orders.actions import keeping_ledger
from sales_orders.actions.cancelling import cancel_order, cancel_remainder
from sales_orders.actions.returning import credit_return, expect_return, receive_return
from sales_orders.actions.shipping import ship_order
from sales_orders.errors import OrderError, WrongState
from sales_orders.models import LedgerEntry, Order, Shipment, StockLevel, StockMove
from sales_orders.money import part
from tests.contacts.acts import browser
from tests.sales_orders import office as offices
from tests.sales_orders.acts import again, form, part_shipped, pay, picked, released, send
from tests.sales_orders.office import discs, order, subscribed
from uccms.audit.context import acting
from uccms.privacy.texts import TextRefused

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> offices.Office:
    return offices.open_office(copies=9)


def charged(placed: Order) -> dict[int, Decimal]:
    """What the ledger charges for each line, less what it credits."""
    found: dict[int, Decimal] = {}
    for entry in LedgerEntry.objects.filter(order=placed, kind__in=("charge", "credit")):
        sign = 1 if entry.kind == "charge" else -1
        found[entry.line_id] = found.get(entry.line_id, Decimal(0)) + sign * entry.amount
    return found


def test_a_cancelled_order_frees_its_copies_once_owes_nothing_and_keeps_its_number(office):
    placed = picked(office, discs(office, 2), subscribed(office), discs(office, 9, when_short="fill"))
    assert StockLevel.objects.get().allocated == 9

    cancel_order(placed, reason="Ordered twice.", by=office.agent)

    now = again(placed)
    assert (now.state, now.number, now.charged, now.balance) == ("cancelled", placed.number, 0, 0)
    assert set(charged(placed).values()) == {Decimal(0)}
    assert StockLevel.objects.get().allocated == 0
    assert StockMove.objects.filter(kind="released").aggregate(sum=Sum("allocated"))["sum"] == -9
    assert Shipment.objects.get().state == "cancelled"
    assert now.units_cancelled == now.units == 15
    entry = now.timeline.get(kind="cancelled")
    assert (entry.text, entry.amount, entry.by) == ("Ordered twice.", placed.charged, office.agent)
    with pytest.raises(WrongState):
        cancel_order(placed, reason="Again.", by=office.agent)
    assert StockLevel.objects.get().allocated == 0


def test_what_was_paid_for_a_cancelled_order_shows_as_overpaid_and_is_not_paid_back_by_itself(office):
    placed = order(office)
    pay(placed, "112.25", by=office.agent)

    cancel_order(placed, reason="Ordered twice.", by=office.agent)

    now = again(placed)
    assert (now.balance, now.paid_state) == (Decimal("-112.25"), "overpaid")
    assert not now.refund_requests.exists()


def test_after_shipping_exactly_the_remainder_is_credited(office):
    placed = part_shipped(office, quantity=3, shipped=1)
    line = placed.lines.get()  # 3 discs, 900 g: $300.00 and one parcel of $12.25
    assert line.total == Decimal("312.25")
    assert send(office.agent, "cancel_remainder", placed, reason="x").status_code == 403

    cancel_remainder(placed, reason="No more copies.", by=office.processor)

    now = again(placed)
    assert LedgerEntry.objects.get(kind="credit").amount == part(line.total, done=0, more=2, of=3)
    assert (now.state, now.charged, now.shipped_state) == ("closed", Decimal("104.08"), "all")
    level = StockLevel.objects.get()
    assert (level.on_hand, level.allocated) == (8, 0)


def test_the_page_says_what_is_credited_before_it_is_done(office):
    placed = part_shipped(office, quantity=3, shipped=1)

    answer = send(office.processor, "cancel_remainder", placed, reason="")

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "$208.17" in text
    assert "Say why." in text


def test_a_reason_is_given_and_holds_nothing_that_is_never_kept(office):
    placed = order(office)

    with pytest.raises(OrderError, match="why"):
        cancel_order(placed, reason=" ", by=office.agent)
    with pytest.raises(TextRefused):
        cancel_order(placed, reason="SSN 123-45-6789", by=office.agent)
    answer = send(office.agent, "cancel", placed, reason="Card 4000 0012 3456 7899")
    assert answer.status_code == 422
    assert again(placed).state == "entered"


def test_what_was_written_off_is_taken_back_when_it_is_credited(office):
    placed = order(office)
    with acting(office.supervisor):
        keeping_ledger.enter(placed, "write_off", placed.charged, by=office.supervisor)

    cancel_order(placed, reason="Ordered twice.", by=office.agent)

    now = again(placed)
    assert (now.charged, now.written_off, now.balance, now.units_ready) == (0, 0, 0, 0)
    assert [each.kind for each in now.ledger.all()] == ["charge", "write_off", "restored", "credit"]


def test_after_a_credited_return_the_remainder_credits_the_last_cent_and_no_more(office):
    placed = part_shipped(office, quantity=2, shipped=1)  # $212.25: the halves are not equal
    back = expect_return(
        placed.lines.get(), units=1, reason="Scratched.", submission_id=uuid.uuid4(), by=office.processor
    )
    receive_return(back, units=1, by=office.processor)
    first = credit_return(back, units=1, by=office.processor)

    cancel_remainder(placed, reason="No more copies.", by=office.processor)

    credits = list(placed.ledger.filter(kind="credit").values_list("amount", flat=True))
    assert credits == [first.amount, Decimal("106.12")] == [Decimal("106.13"), Decimal("106.12")]
    assert (again(placed).charged, again(placed).state) == (0, "closed")


def test_sent_twice_it_is_cancelled_once(office):
    placed = order(office)
    sent = form(placed, reason="Ordered twice.")

    client = browser(office.agent)
    for said in ("is cancelled", "this was sent twice, and is done once"):  # no answer is silent
        answer = client.post(f"/orders/{placed.number}/cancel/", sent)
        assert answer.status_code == 302
        assert said in client.get(answer.url).content.decode()
    assert placed.timeline.filter(kind="cancelled").count() == 1
    assert LedgerEntry.objects.filter(kind="credit").count() == 1


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    quantity=st.integers(2, 9),
    price=st.integers(1, 99_999),
    shipped=st.data(),
)
def test_whatever_was_shipped_before_what_stays_charged_is_what_left(office, quantity, price, shipped):
    count = shipped.draw(st.integers(1, quantity - 1))
    StockLevel.objects.update(on_hand=1000)
    placed = released(
        office,
        discs(office, quantity, unit_price=Decimal(price) / 100, price_reason="Sample"),
        by=office.processor,
    )
    line = placed.lines.get()
    ship_order(placed, carrier="ups", units={line.pk: count}, by=office.processor)

    cancel_remainder(placed, reason="No more.", by=office.processor)

    now = again(placed)
    assert (
        now.charged
        == charged(placed)[line.pk]
        == line.total - part(line.total, done=0, more=quantity - count, of=quantity)
    )
    assert abs(now.charged - line.total * count / quantity) <= Decimal("0.01")
