"""Payments, refunds and returns: every rule, and random histories in which the ledger always balances."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contacts.errors import Conflict
from sales_orders.actions import keeping_stock
from sales_orders.actions.entering_payments import refuse_payment, write_off
from sales_orders.actions.orders import recount
from sales_orders.actions.refunding import (
    approve_refund,
    decline_refund,
    overpaid,
    refundable,
)
from sales_orders.actions.returning import (
    credit_return,
    expect_return,
    receive_return,
    restock_return,
    settle_return,
)
from sales_orders.errors import OrderError, WrongState
from sales_orders.models import LedgerEntry, Order, OrderLine, RefundRequest, Return, StockLevel
from tests.sales_orders import office as offices
from tests.sales_orders.office import discs, order
from uccms.privacy.texts import TextRefused

pytestmark = pytest.mark.django_db
SIGNS = {"charge": 1, "fee": 1, "credit": -1}


def pay(office, placed, amount="112.25", *, by=None, **facts):
    return offices.pay(placed, amount, by=by or office.agent, **facts)


def ask(office, placed, amount, *, by=None, **facts):
    return offices.ask_back(placed, amount, by=by or office.processor, **facts)


def shipped(placed: Order) -> OrderLine:
    """The order's line as if all that was ready had shipped."""
    line = placed.lines.get()
    level = StockLevel.objects.get(edition=line.edition)
    keeping_stock.move(level, "shipped", by=None, on_hand=-line.ready, allocated=-line.ready, line=line)
    OrderLine.objects.filter(pk=line.pk).update(shipped=line.ready, ready=0)
    Order.objects.filter(pk=placed.pk).update(state="released")
    placed.refresh_from_db()
    recount(placed)
    return OrderLine.objects.get(pk=line.pk)


def again(placed: Order) -> Order:
    return Order.objects.get(pk=placed.pk)


def test_payments_add_up_to_paid_and_beyond(office):
    placed = order(office)
    states = []
    for amount in ("50.00", "62.25", "0.01"):
        pay(office, placed, amount)
        states.append((again(placed).paid_state, again(placed).balance))

    assert states == [("part", Decimal("62.25")), ("paid", Decimal("0.00")), ("overpaid", Decimal("-0.01"))]
    assert [each.kind for each in placed.timeline.all()] == ["placed", "paid", "paid", "paid"]


def test_a_payment_sent_twice_is_one(office):
    placed, identifier = order(office), uuid.uuid4()
    first, second = (pay(office, placed, submission_id=identifier) for _ in range(2))

    assert first == second and again(placed).paid == Decimal("112.25")
    with pytest.raises(PermissionDenied):
        pay(office, placed, submission_id=identifier, by=office.processor)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"amount": "0.00"}, "above zero"),
        ({"amount": "-5.00"}, "above zero"),
        ({"amount": "1.005"}, "dollars and cents"),
        ({"amount": "Infinity"}, "dollars and cents"),
        ({"reference": "  "}, "receipt reference"),
        ({"method": "cash"}, "how it was paid"),
        ({"dated": timezone.localdate() + timedelta(days=2)}, "future"),
    ],
)
def test_impossible_payments_get_their_sentence(office, facts, sentence):
    placed = order(office)
    with pytest.raises(OrderError, match=sentence):
        pay(office, placed, facts.pop("amount", "1.00"), **facts)
    assert again(placed).paid == 0


@pytest.mark.parametrize(
    "reference", ["4000 0012 3456 7899", "4000001234567899", "acct 50-1234", "DA 50-1234"]
)
def test_numbers_of_cards_and_accounts_are_no_references(office, reference):
    placed = order(office)
    with pytest.raises(TextRefused):
        pay(office, placed, reference=reference)
    assert not LedgerEntry.objects.filter(kind="payment").exists()


def test_a_stranger_pays_nothing(office):
    with pytest.raises(PermissionDenied):
        pay(office, order(office), by=office.stranger)


def test_an_old_version_of_the_order_is_refused(office):
    placed = order(office)
    pay(office, placed, "1.00", version=1)
    with pytest.raises(Conflict):
        pay(office, placed, "1.00", version=1)


def test_a_refused_payment_is_taken_back_once_with_its_fee(office):
    placed = order(office)
    payment = pay(office, placed)
    with pytest.raises(PermissionDenied):
        refuse_payment(payment, dated=timezone.localdate(), with_fee=True, by=office.agent)
    refuse_payment(payment, dated=timezone.localdate(), with_fee=True, by=office.processor)

    found = again(placed)
    assert (found.paid, found.charged, found.balance) == (0, Decimal("162.25"), Decimal("162.25"))
    with pytest.raises(OrderError, match="already"):
        refuse_payment(payment, dated=timezone.localdate(), with_fee=True, by=office.processor)
    second, yesterday = pay(office, placed), timezone.localdate() - timedelta(days=1)
    with pytest.raises(OrderError, match="after it was made"):
        refuse_payment(second, dated=yesterday, with_fee=False, by=office.processor)


def test_a_payment_of_which_something_was_refunded_is_not_taken_back(office):
    placed = order(office)
    payment = pay(office, placed, "150.00")
    approve_refund(ask(office, placed, "37.75"), by=office.supervisor)

    with pytest.raises(OrderError, match="refunded"):
        refuse_payment(payment, dated=timezone.localdate(), with_fee=False, by=office.processor)


def test_only_what_is_due_is_written_off_and_only_by_who_may(office):
    placed = order(office)
    facts = {"reason": "Cannot be collected.", "submission_id": uuid.uuid4()}
    with pytest.raises(PermissionDenied):
        write_off(placed, amount=Decimal("1.00"), by=office.processor, **facts)
    with pytest.raises(OrderError, match=r"Only \$112.25 is due"):
        write_off(placed, amount=Decimal("112.26"), by=office.supervisor, **facts)
    write_off(placed, amount=Decimal("112.25"), by=office.supervisor, **facts)

    assert (again(placed).balance, again(placed).paid_state) == (0, "paid")


def test_a_refund_needs_two_people(office):
    placed = order(office)
    pay(office, placed, "150.00")
    with pytest.raises(PermissionDenied):
        ask(office, placed, "1.00", by=office.agent)
    own = ask(office, placed, "7.75", by=office.supervisor)
    with pytest.raises(PermissionDenied):
        approve_refund(own, by=office.supervisor)
    with pytest.raises(PermissionDenied):
        approve_refund(own, by=office.processor)
    with pytest.raises(IntegrityError), transaction.atomic():
        RefundRequest.objects.filter(pk=own.pk).update(decided_by=office.supervisor)
    other = ask(office, placed, "30.00")
    entry = approve_refund(other, by=office.supervisor)

    assert (entry.kind, entry.amount, entry.method) == ("refund", Decimal("30.00"), "check")
    assert again(placed).refunded == Decimal("30.00")
    with pytest.raises(OrderError, match="approved already"):
        approve_refund(other, by=office.supervisor)


def test_a_refund_is_never_more_than_is_owed_nor_than_was_paid_by_that_method(office):
    placed = order(office)
    pay(office, placed, "100.00", method="check")
    pay(office, placed, "40.00", method="card", reference="R-2")

    with pytest.raises(OrderError, match=r"\$27.75 is owed back"):
        ask(office, placed, "27.76")
    with pytest.raises(OrderError, match=r"By EFT \$0.00"):
        ask(office, placed, "5.00", method="eft")
    ask(office, placed, "20.00")
    with pytest.raises(OrderError, match=r"\$7.75 is owed back"):
        ask(office, placed, "20.00", method="card")


def test_a_declined_refund_says_why(office):
    placed = order(office)
    pay(office, placed, "150.00")
    request = ask(office, placed, "10.00")
    with pytest.raises(OrderError, match="Say why"):
        decline_refund(request, because=" ", by=office.supervisor)
    decline_refund(request, because="It was paid once.", by=office.supervisor)

    assert RefundRequest.objects.get().state == "declined"
    assert refundable(again(placed), "check") == Decimal("37.75")


def test_a_return_is_four_facts(office):
    placed = order(office, discs(office, 3))
    with pytest.raises(WrongState):
        expect_return(
            placed.lines.get(), units=1, reason="Scratched", submission_id=uuid.uuid4(), by=office.processor
        )
    pay(office, placed, "312.25")
    line = shipped(placed)
    identifier = uuid.uuid4()
    back = expect_return(line, units=2, reason="Scratched", submission_id=identifier, by=office.processor)
    assert back == expect_return(
        line, units=2, reason="Scratched", submission_id=identifier, by=office.processor
    )
    with pytest.raises(OrderError, match="1 of"):
        expect_return(line, units=2, reason="More", submission_id=uuid.uuid4(), by=office.processor)
    with pytest.raises(OrderError, match="0 were received"):
        restock_return(back, units=1, by=office.processor)
    receive_return(back, units=2, by=office.processor)
    restock_return(back, units=1, by=office.processor)
    entry = credit_return(back, units=2, by=office.processor)

    # Two of three units of $312.25 are $208.17, rounded half up.
    assert entry.amount == Decimal("208.17")
    back = Return.objects.get()
    assert (back.received, back.restocked, back.credited, back.is_settled) == (2, 1, 2, True)
    assert StockLevel.objects.get().on_hand == 1
    found = again(placed)
    assert (found.units_returned, found.balance) == (2, Decimal("-208.17"))
    assert overpaid(found) == Decimal("208.17")
    with pytest.raises(OrderError, match="closed"):
        receive_return(back, units=1, by=office.processor)


def test_a_return_that_does_not_come_is_closed_with_a_reason(office):
    placed = order(office, discs(office, 3))
    line = shipped(placed)
    back = expect_return(line, units=2, reason="Scratched", submission_id=uuid.uuid4(), by=office.processor)
    receive_return(back, units=1, by=office.processor)
    with pytest.raises(OrderError, match="1 more"):
        receive_return(back, units=2, by=office.processor)
    settle_return(back, because="The other one was found.", by=office.processor)

    assert Return.objects.get().is_settled
    assert expect_return(line, units=2, reason="After all", submission_id=uuid.uuid4(), by=office.processor)


def test_what_is_credited_is_not_written_off_any_more(office):
    placed = order(office)
    line = shipped(placed)
    write_off(
        placed, amount=Decimal("12.25"), reason="Small", submission_id=uuid.uuid4(), by=office.supervisor
    )
    back = expect_return(line, units=1, reason="Scratched", submission_id=uuid.uuid4(), by=office.processor)
    receive_return(back, units=1, by=office.processor)
    credit_return(back, units=1, by=office.processor)

    found = again(placed)
    assert (found.charged, found.written_off, found.balance, found.paid_state) == (0, 0, 0, "paid")


def test_the_ledger_is_never_changed(office):
    placed = order(office)
    for change in (
        lambda: LedgerEntry.objects.update(amount=1),
        lambda: LedgerEntry.objects.all().delete(),
        lambda: LedgerEntry.objects.filter(order=placed).update(kind="fee"),
    ):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            change()


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["pay", "refuse", "write off", "ask", "approve", "decline", "return", "credit"]),
        st.integers(1, 40_000),
        st.sampled_from(["check", "card", "invoice"]),
    ),
    max_size=14,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_whatever_is_done_the_ledger_balances_and_nothing_is_negative(office, acts):
    with transaction.atomic():
        placed = order(office, discs(office, 3))
        shipped(placed)
        for name, whole, method in acts:
            try:
                with transaction.atomic():
                    _do(office, again(placed), name, Decimal(whole) / 100, method)
            except OrderError:
                pass
            _assert_balanced(again(placed))
        transaction.set_rollback(True)


def _do(office, placed, name, amount, method) -> None:
    match name:
        case "pay":
            pay(office, placed, str(amount), method=method)
        case "refuse":
            payment = placed.ledger.filter(kind="payment", method=method).last()
            if payment:
                refuse_payment(payment, dated=timezone.localdate(), with_fee=amount > 50, by=office.processor)
        case "write off":
            facts = {"reason": "Small", "submission_id": uuid.uuid4()}
            write_off(placed, amount=amount, by=office.supervisor, **facts)
        case "ask":
            ask(office, placed, str(amount), method=method)
        case "approve" | "decline":
            request = placed.refund_requests.filter(state="requested").first()
            if request and name == "approve":
                approve_refund(request, by=office.supervisor)
            elif request:
                decline_refund(request, because="No", by=office.supervisor)
        case "return":
            line = placed.lines.get()
            facts = {"reason": "Back", "submission_id": uuid.uuid4(), "by": office.processor}
            receive_return(expect_return(line, units=1, **facts), units=1, by=office.processor)
        case "credit":
            back = Return.objects.filter(line__order=placed, is_settled=False).first()
            if back:
                credit_return(back, units=1, by=office.processor)


def _assert_balanced(placed: Order) -> None:
    entries = list(placed.ledger.all())
    total = {
        kind: sum(each.amount for each in entries if each.kind == kind) for kind in LedgerEntry.Kind.values
    }
    assert placed.charged == sum(sign * total[kind] for kind, sign in SIGNS.items()) >= 0
    assert placed.paid == total["payment"] - total["refused"] >= placed.refunded == total["refund"] >= 0
    assert placed.charged >= placed.written_off == total["write_off"] - total["restored"] >= 0
    assert placed.balance == placed.charged - placed.written_off - placed.paid + placed.refunded
    for method in ("check", "card", "invoice"):
        of_method = {
            kind: sum(each.amount for each in entries if each.kind == kind and each.method == method)
            for kind in ("payment", "refused", "refund")
        }
        assert of_method["refund"] <= of_method["payment"] - of_method["refused"]
    credited = sum(each.amount for each in entries if each.kind == "credit")
    assert credited <= placed.lines.get().total
