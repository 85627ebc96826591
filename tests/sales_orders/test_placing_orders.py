"""Placing an order: what is checked, promised, charged and numbered, all at once or not at all."""

import uuid
from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from sales_orders.actions.placing_orders import Payment, place_order
from sales_orders.errors import OrderError, StockShort, TotalChanged
from sales_orders.fiscal import fiscal_year
from sales_orders.models import LedgerEntry, NumberSeries, Order, OrderLine, StockLevel, StockMove
from sales_orders.pricing import NewLine
from tests import cast
from tests.contacts.acts import at_once, changes_of
from tests.sales_orders import office as offices
from tests.sales_orders.office import discs, order, subscribed, wanted
from uccms.accounts import roles
from uccms.audit.queries.record import record_page
from uccms.audit.words import record_of
from uccms.mail.models import Mail
from uccms.privacy.texts import TextRefused

pytestmark = pytest.mark.django_db


def test_an_order_is_priced_promised_charged_and_numbered(office):
    placed = order(office, discs(office, 2), subscribed(office), NewLine(office.download, 1))

    assert placed.number == f"S{fiscal_year() % 100:02d}000001"
    assert placed.state == "entered"
    lines = list(placed.lines.all())
    # 2 discs of 300 g and 4 issues of 100 g are 1,000 g: one parcel, $12.25, shared by weight.
    assert [line.shipping for line in lines] == [Decimal("7.35"), Decimal("4.90"), Decimal("0.00")]
    assert [line.total for line in lines] == [Decimal("207.35"), Decimal("244.90"), Decimal("0.00")]
    assert [(line.ready, line.awaited) for line in lines] == [(2, 0), (0, 4), (1, 0)]
    assert placed.charged == sum(line.total for line in lines) == Decimal("452.25")
    assert (placed.balance, placed.paid_state, placed.shipped_state) == (placed.charged, "unpaid", "none")
    level = StockLevel.objects.get(edition=office.december)
    assert (level.on_hand, level.allocated) == (3, 2)
    assert placed.timeline.get().kind == "placed"
    assert changes_of("sales_orders_order", placed.pk)[0].actor_id == office.agent.pk


def test_sent_twice_it_is_one_order(office):
    identifier = uuid.uuid4()
    first, second = (order(office, submission_id=identifier) for _ in range(2))

    assert first == second
    assert Order.objects.count() == 1
    assert StockLevel.objects.get().allocated == 1
    with pytest.raises(PermissionDenied):
        order(office, submission_id=identifier, by=office.processor)


@pytest.mark.parametrize(
    ("when_short", "counts", "allocated"),
    [("fill", [(5, 3, 2)], 3), ("wait", [(5, 0, 5)], 0), ("drop", [(3, 3, 0)], 3)],
)
def test_what_happens_to_a_line_that_is_short_is_said(office, when_short, counts, allocated):
    placed = order(office, discs(office, 5, when_short=when_short))

    lines = placed.lines.values_list("quantity", "ready", "backordered")
    assert list(lines) == counts
    assert StockLevel.objects.get().allocated == allocated


def test_a_line_that_is_short_asks_before_anything_is_placed(office):
    with pytest.raises(StockShort) as refused:
        order(office, discs(office, 2), discs(office, 2))

    assert refused.value.available == {1: 1}
    assert not Order.objects.exists()
    assert not NumberSeries.objects.exists()


def test_nothing_left_to_order_is_no_order(office):
    order(office, discs(office, 3))

    with pytest.raises(OrderError, match="Nothing is left"):
        order(office, discs(office, 1, when_short="drop"))


def test_a_total_that_is_not_the_one_shown_is_said(office):
    with pytest.raises(TotalChanged, match=r"now costs \$112.25, not \$100.00"):
        order(office, shown_total=Decimal("100.00"))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"quantity": 0}, "1 to 100,000"),
        ({"quantity": -1}, "1 to 100,000"),
        ({"quantity": 10**9}, "1 to 100,000"),
        ({"issues": 2}, "no subscription"),
        ({"edition": None}, "choose the edition"),
        ({"discount": Decimal("1.00")}, "what the discount is for"),
        ({"discount": Decimal("100.01"), "discount_reason": "Library"}, "larger than the price"),
    ],
)
def test_lines_that_no_order_may_have_are_refused(office, change, sentence):
    with pytest.raises(OrderError, match=sentence):
        order(office, replace(discs(office), **change))
    assert not Order.objects.exists()


def test_a_subscription_says_with_which_issue_it_starts(office):
    with pytest.raises(OrderError, match="which issue"):
        order(office, NewLine(office.subscription, 1, issues=4))


def test_a_price_is_overridden_only_by_who_may_and_with_a_reason(office):
    line = discs(office, unit_price=Decimal("80.00"), price_reason="Replaces a defective disc.")

    with pytest.raises(PermissionDenied):
        order(office, line)
    with pytest.raises(OrderError, match="why the price"):
        order(office, replace(line, price_reason=" "), by=office.processor)
    assert order(office, line, by=office.processor).lines.get().unit_price == Decimal("80.00")


def test_shipping_is_set_by_hand_only_by_who_may_and_with_a_reason(office):
    by_hand = {"shipping": Decimal("1.00"), "by": office.processor}

    with pytest.raises(OrderError, match="why shipping"):
        order(office, shipping_reason=" ", **by_hand)
    with pytest.raises(PermissionDenied):
        order(office, shipping=Decimal("1.00"), shipping_reason="Our mistake.")
    with pytest.raises(TextRefused):
        order(office, shipping_reason="SSN 123-45-6789", **by_hand)
    assert not Order.objects.exists()
    placed = order(office, shipping_reason="Our mistake.", **by_hand)
    assert (placed.charged, placed.shipping_reason) == (Decimal("101.00"), "Our mistake.")
    assert order(office, shipping_reason="By rate.").shipping_reason == ""


def test_foreign_zones_pay_the_foreign_price(office):
    placed = order(office, wanted=wanted(office, zone=office.foreign))

    assert placed.lines.get().total == Decimal("165.00")


def test_an_order_discount_is_spread_to_the_cent(office):
    placed = order(
        office,
        discs(office, 1),
        subscribed(office, issues=1),
        subscribed(office, issues=1),
        order_discount=Decimal("10.00"),
        order_discount_reason="Depository library",
    )

    shares = [line.order_discount for line in placed.lines.all()]
    assert shares == [Decimal("4.54"), Decimal("2.73"), Decimal("2.73")]
    assert placed.charged == sum(line.total for line in placed.lines.all())


def test_a_payment_that_comes_along_is_on_the_ledger(office):
    today = timezone.localdate()
    placed = order(office, payment=Payment("check", Decimal("12.25"), "R-2026-118204", today))

    entry = placed.ledger.get(kind="payment")
    assert (entry.method, entry.amount, entry.reference) == ("check", Decimal("12.25"), "R-2026-118204")
    placed.refresh_from_db()
    assert (placed.balance, placed.paid_state) == (Decimal("100.00"), "part")


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("purchase_order", "4000 0012 3456 7899"),
        ("purchase_order", "deposit account 50-1234"),
        ("note", "Card 4000 0012 3456 7899"),
        ("ship_to", "SSN 123-45-6789"),
    ],
)
def test_numbers_that_are_never_kept_are_in_no_text_of_an_order(office, field, text):
    with pytest.raises(TextRefused):
        order(office, wanted=wanted(office, **{field: text}))
    assert not Order.objects.exists()


@pytest.mark.parametrize("reference", ["4000 0012 3456 7899", "DA 50-1234", "deposit account 50-1234"])
def test_a_receipt_reference_is_no_card_and_no_account(office, reference):
    payment = Payment("card", Decimal("1.00"), reference, timezone.localdate())

    with pytest.raises(TextRefused):
        order(office, payment=payment)
    assert not LedgerEntry.objects.exists()


@pytest.mark.parametrize("person", ["stranger"])
def test_who_sees_no_orders_places_none(office, person):
    with pytest.raises(PermissionDenied):
        order(office, by=getattr(office, person))


def test_an_order_that_fails_gives_no_number_away(office):
    order(office)
    for _ in range(3):
        with pytest.raises(OrderError), transaction.atomic():
            place_order(
                by=office.agent,
                submission_id=uuid.uuid4(),
                wanted=wanted(office),
                lines=[discs(office)],
                customer=office.customer,
                payment=Payment("check", Decimal("0.00"), "R-1", timezone.localdate()),
            )

    assert order(office).number_key % 1_000_000 == 2
    assert StockLevel.objects.get().allocated == 2


@pytest.mark.django_db(transaction=True)
def test_two_agents_and_the_last_copy_twenty_times():
    office = offices.open_office(copies=20)
    order(office, discs(office, 19))
    for _ in range(20):
        results = at_once([lambda: order(office), lambda: order(office, by=office.processor)])

        placed = [each for each in results if isinstance(each, Order)]
        told = [each for each in results if isinstance(each, StockShort)]
        assert (len(placed), len(told)) == (1, 1), results
        level = StockLevel.objects.get()
        assert (level.on_hand, level.allocated) == (20, 20)
        _give_back(placed[0])


def _give_back(placed: Order) -> None:
    """Make the last copy free again, as if the order had not been."""
    line = placed.lines.get()
    StockMove.objects.create(edition=line.edition, kind="released", allocated=-1, line=line)
    StockLevel.objects.filter(pk=line.edition_id).update(allocated=19)


def test_impossible_counts_have_no_place_in_the_database(office):
    placed = order(office, discs(office, 2))

    for change in (
        lambda: StockLevel.objects.update(allocated=4),
        lambda: StockLevel.objects.update(on_hand=1),
        lambda: OrderLine.objects.update(shipped=1),
        lambda: OrderLine.objects.update(discount=Decimal("500.00"), discount_reason="Too much"),
        lambda: Order.objects.update(state="draft"),
        lambda: Order.objects.update(number_key=None),
        lambda: Order.objects.update(state="on_hold"),
        lambda: Order.objects.update(refunded=Decimal("1.00")),
        lambda: Order.objects.update(units_shipped=9),
        lambda: Order.objects.filter(pk=placed.pk).update(source="pigeon"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_an_order_is_found_on_the_record_by_its_number(office):
    placed = order(office)
    officer = cast.staff("olive", role=roles.PRIVACY_OFFICER)

    page = record_page(officer, record=record_of(placed.number))

    assert {line.record.rpartition(" ")[0] for line in page.lines} >= {"Order", "Order line", "Ledger entry"}
    assert any(line.numbers == (placed.number,) for line in page.lines)


def test_the_confirmation_is_in_the_outbox_once_and_read_by_who_sees_orders(office):
    identifier = uuid.uuid4()
    for _ in range(2):
        placed = order(
            office, discs(office, 5, when_short="fill"), email="ines@lib.example", submission_id=identifier
        )

    mail = Mail.objects.get()
    assert (mail.to, mail.record, mail.subject) == (
        "ines@lib.example",
        placed.number,
        f"Your order {placed.number}",
    )
    assert f"Order total: ${placed.charged}" in mail.text and "(2 will follow)" in mail.text
    assert [each.kind for each in placed.timeline.all()] == ["placed", "mailed"]
    assert Mail.objects.visible_to(office.agent).get() == mail
    assert not Mail.objects.visible_to(office.stranger).exists()
    with pytest.raises(OrderError, match="no e-mail address"):
        order(office, subscribed(office), email="ines")


def test_an_order_that_fails_sends_no_mail(office):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        order(office, email="ines@lib.example")
        raise ZeroDivisionError

    assert not Mail.objects.exists()
