"""A placed order goes to another shipping zone: shown first, charged or credited to the cent."""

import uuid
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db.models import Sum
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sales_orders import business_day
from sales_orders.actions.cancelling import cancel_order
from sales_orders.actions.changing import change_order
from sales_orders.actions.entering_payments import write_off
from sales_orders.changes import plan
from sales_orders.errors import OrderError
from sales_orders.models import Order, OrderChange, Price, Shipment, ShippingRate, ShippingZone
from sales_orders.queries.documents import document_of
from sales_orders.subjects import Kind, Subject
from tests.contacts.acts import browser
from tests.sales_orders import office as offices
from tests.sales_orders.acts import address, again, part_shipped, pay, picked
from tests.sales_orders.office import discs, order, subscribed, wanted
from tests.sales_orders.test_changing import WHY, asked, fields, looked
from uccms.mail.models import Mail

pytestmark = pytest.mark.django_db
# A disc of 300 g costs $100.00 in the United States and $125.00 elsewhere; a parcel $12.25 and $40.00.


@pytest.fixture
def office() -> offices.Office:
    return offices.open_office(copies=9)


def move(placed: Order, zone: ShippingZone, *, by, to_send: dict[int, int] | None = None) -> Order:
    """Change the zone, and perhaps how many are still to be sent."""
    wants = replace(asked(placed, to_send=to_send), zone=zone)
    return change_order(placed, asked=wants, why=WHY, by=by, submission_id=uuid.uuid4())


def adds_up(placed: Order) -> None:
    """The ledger, the order's sums, its lines and its invoice say the same."""
    now = again(placed)
    entries = now.ledger.order_by().values_list("kind").annotate(sum=Sum("amount"))
    sums = dict(entries)
    charges = sums.get("charge", 0)
    assert now.charged == charges - sums.get("credit", 0)
    assert sum(line.total for line in now.lines.all()) == charges
    invoice = {each.words: each.amount for each in document_of(Subject(Kind.INVOICE, now)).amounts}
    due = invoice.get("Balance due") or invoice["Balance in your favor"]
    assert due.replace("−", "-").replace("$", "").replace(",", "") == f"{now.balance}"


def test_another_zone_is_shown_first_and_then_charged_as_it_was_shown(office):
    placed = order(office, discs(office, 2), email="ines@lakeshore.example")  # 200.00 and 12.25
    pay(placed, "212.25", by=office.agent)

    typed, page = looked(
        office.agent, placed, zone=office.foreign.pk, ship_to="12 Queen Street\nOttawa\nCanada"
    )

    assert "Confirm the change, new total $290.00" in page  # 2 × 125.00 and 40.00
    assert "+$25.00" in page and "+$27.75" in page and "+$77.75" in page
    assert "United States" in page and "Other countries" in page
    assert again(placed).zone == office.domestic, "looking changes nothing"

    answer = browser(office.agent).post(address("change", placed), typed)

    now = again(placed)
    assert answer.status_code == 302
    assert (now.zone, now.charged, now.balance) == (office.foreign, Decimal("290.00"), Decimal("77.75"))
    line = now.lines.get()
    assert (line.unit_price, line.shipping, line.total) == (
        Decimal("125.00"),
        Decimal("40.00"),
        Decimal("290.00"),
    )
    version = OrderChange.objects.get()
    assert (version.zone_before, version.zone_after) == ("United States", "Other countries")
    assert (version.charged_before, version.charged_after) == (Decimal("212.25"), Decimal("290.00"))
    shown = browser(office.agent).get(address("order", placed)).content.decode()
    assert "2 at $100.00, shipping $12.25" in shown and "2 at $125.00, shipping $40.00" in shown
    assert "290.00" in Mail.objects.get(kind="order_changed").text
    adds_up(placed)


def test_a_cheaper_zone_is_credited_and_back_again_is_what_it_was(office):
    placed = order(office, discs(office, 2), wanted=wanted(office, zone=office.foreign))

    move(placed, office.domestic, by=office.agent)
    assert again(placed).charged == Decimal("212.25")
    assert again(placed).ledger.get(kind="credit").amount == Decimal("77.75")
    adds_up(placed)

    move(placed, office.foreign, by=office.agent)
    assert again(placed).charged == Decimal("290.00")
    adds_up(placed)

    cancel_order(again(placed), reason="Never mind.", by=office.agent)
    assert again(placed).charged == 0
    adds_up(placed)


def test_prices_are_those_of_the_day_of_the_order(office, monkeypatch):
    placed = order(office, discs(office, 1))
    Price.objects.create(
        product=office.disc,
        effective_from=timezone.localdate() + timedelta(days=1),
        domestic=Decimal("900.00"),
        foreign=Decimal("999.00"),
    )
    monkeypatch.setattr(business_day, "today", lambda: timezone.localdate() + timedelta(days=2))

    move(placed, office.foreign, by=office.agent)

    assert again(placed).lines.get().unit_price == Decimal("125.00")


def test_a_price_that_was_agreed_and_shipping_that_was_set_stay(office):
    line = discs(office, 2, unit_price=Decimal("80.00"), price_reason="Replaces a defective disc.")
    placed = order(
        office, line, by=office.processor, shipping=Decimal("1.00"), shipping_reason="Our mistake."
    )

    typed, page = looked(office.processor, placed, zone=office.foreign.pk)

    assert "new total $161.00" in page and "Our mistake." in page
    browser(office.processor).post(address("change", placed), typed)
    assert (again(placed).zone, again(placed).charged) == (office.foreign, Decimal("161.00"))


def test_after_something_has_shipped_the_zone_stays(office):
    placed = part_shipped(office)

    with pytest.raises(OrderError, match="Something has shipped"):
        move(placed, office.foreign, by=office.processor)
    page = browser(office.processor).get(address("change", placed)).content.decode()
    assert "because something has shipped" in page and '<select name="zone"' not in page
    typed = fields(placed, zone=office.foreign.pk, look="1")
    said = browser(office.processor).post(address("change", placed), typed).content.decode()
    assert "Nothing is changed yet." in said
    assert again(placed).zone == office.domestic


@pytest.mark.parametrize("zone", ["999999", "x", "٣", "-1"])
def test_a_zone_that_is_none_is_said_at_the_field(office, zone):
    placed = order(office)

    answer = browser(office.agent).post(
        address("change", placed), fields(placed, zone=zone, look="1", why="Typed")
    )

    assert answer.status_code == 422
    assert "Choose one of the shipping zones." in answer.content.decode()
    assert "Typed" in answer.content.decode()


def test_a_zone_without_a_rate_is_refused_with_a_sentence(office):
    placed = order(office)
    nowhere = ShippingZone.objects.create(name="Antarctica", position=9)

    with pytest.raises(OrderError, match="no shipping rate for Antarctica"):
        move(placed, nowhere, by=office.agent)


def test_a_picked_parcel_is_labelled_anew(office):
    placed = picked(office, discs(office, 2))

    move(placed, office.foreign, by=office.processor)

    assert again(placed).units_picked == 0
    assert Shipment.objects.get().state == "cancelled"


def test_only_what_was_shown_is_confirmed(office):
    placed = order(office)
    typed, _ = looked(office.agent, placed, zone=office.foreign.pk)
    ShippingRate.objects.create(
        zone=office.foreign, up_to_grams=1000, effective_from="2021-01-01", amount=Decimal("41.00")
    )

    answer = browser(office.agent).post(address("change", placed), typed)

    assert answer.status_code == 422 and "not what was shown" in answer.content.decode()
    assert again(placed).zone == office.domestic


def test_issues_that_are_to_come_go_elsewhere_too(office):
    placed = order(office, subscribed(office, 4))  # 4 × 60.00, 400 g

    move(placed, office.foreign, by=office.agent)

    assert again(placed).charged == Decimal("280.00")
    adds_up(placed)


RATES = {"Near": "3.33", "Far": "117.77", "Farther": "0.01"}


def zones(office) -> list[ShippingZone]:
    """Five zones, of which two pay the domestic price, each with a rate of its own."""
    Price.objects.get_or_create(
        product=office.disc,
        effective_from="2021-01-01",
        defaults={"domestic": Decimal("33.33"), "foreign": Decimal("47.01")},
    )
    for name, amount in RATES.items():
        zone, is_new = ShippingZone.objects.get_or_create(name=name, defaults={"is_domestic": name == "Far"})
        if is_new:
            ShippingRate.objects.create(
                zone=zone, up_to_grams=700, effective_from="2020-01-01", amount=Decimal(amount)
            )
    return list(ShippingZone.objects.order_by("pk"))


@given(
    quantity=st.integers(1, 7),
    steps=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 6)), min_size=1, max_size=5),
    paid=st.integers(0, 300),
    forgiven=st.booleans(),
)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_moved_and_taken_off_all_of_it_adds_up(office, quantity, steps, paid, forgiven):
    known = zones(office)
    placed = order(office, discs(office, quantity, when_short="fill"), discs(office, 1, when_short="fill"))
    if paid:
        pay(placed, f"{paid}.01", by=office.agent)
    if forgiven and again(placed).balance > 0:
        due = again(placed).balance
        write_off(placed, amount=due, reason="Small.", submission_id=uuid.uuid4(), by=office.supervisor)
    for zone, keep in steps:
        line = again(placed).lines.order_by("pk").first()
        to_send = {line.pk: min(keep, line.remaining)} if line.remaining else {}
        wants = replace(asked(placed, to_send=to_send), zone=known[zone])
        shown = plan(again(placed), list(again(placed).lines.all()), wants, free={})
        if shown.is_empty:
            continue
        move(placed, known[zone], by=office.agent, to_send=to_send)
        now = again(placed)
        assert (now.charged, now.balance) == (shown.charged_after, shown.balance_after), "as it was shown"
        adds_up(placed)
    cancel_order(again(placed), reason="Never mind.", by=office.agent)
    assert again(placed).charged == 0
    adds_up(placed)
