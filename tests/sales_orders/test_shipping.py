"""Picking, shipping, and putting back: units, stock and parcels stay true to one another."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied

from contacts.errors import Conflict
from sales_orders.actions import shipping
from sales_orders.actions.cancelling import cancel_order
from sales_orders.actions.holding import hold_order, lift_hold
from sales_orders.actions.noting import add_note
from sales_orders.actions.picking import pick_order, put_back
from sales_orders.actions.releasing import release_order
from sales_orders.actions.shipping import ship_order
from sales_orders.errors import OrderError
from sales_orders.models import Order, OrderLine, Shipment, StockLevel, StockMove
from sales_orders.pricing import NewLine
from sales_orders.tracking import tracking_number
from tests.contacts.acts import at_once, changes_of
from tests.sales_orders import office as offices
from tests.sales_orders.acts import UPS, again, form, held, part_shipped, picked, released, send
from tests.sales_orders.office import discs, order, subscribed
from uccms.audit.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> offices.Office:
    return offices.open_office(copies=9)


def level() -> tuple[int, int]:
    """On hand and allocated."""
    found = StockLevel.objects.get()
    return found.on_hand, found.allocated


def units(placed: Order) -> list[tuple[int, int, int]]:
    return list(placed.lines.values_list("ready", "picked", "shipped"))


def test_shipping_takes_the_copies_from_the_shelf_by_itself_and_closes_with_the_last_unit(office):
    placed = picked(office, discs(office, 3))
    line = placed.lines.get()
    assert (level(), units(placed)) == ((9, 3), [(3, 3, 0)])

    ship_order(
        placed, carrier="ups", tracking="1z 999 aa1 01 2345 6784", units={line.pk: 2}, by=office.processor
    )

    now = again(placed)
    assert (level(), units(placed)) == ((7, 1), [(1, 1, 2)])
    assert (now.state, now.shipped_state, now.units_picked) == ("released", "part", 1)
    parcel = now.shipments.get(state="shipped")
    assert (parcel.tracking, parcel.carrier, parcel.shipped_by) == (UPS, "ups", office.processor)
    assert parcel.lines.get().quantity == 2
    assert now.shipments.get(state="picked").lines.get().quantity == 1

    ship_order(placed, carrier="counter", by=office.processor)

    now = again(placed)
    assert (level(), units(placed)) == ((6, 0), [(0, 0, 3)])
    assert (now.state, now.shipped_state) == ("closed", "all")
    assert [each.kind for each in now.timeline.all()] == [
        "placed", "released", "picked", "shipped", "shipped", "closed",
    ]  # fmt: skip
    assert sum(StockMove.objects.filter(kind="shipped").values_list("on_hand", flat=True)) == -3
    assert changes_of("sales_orders_shipment", parcel.pk)[-1].actor_id == office.processor.pk


def test_a_parcel_that_was_picked_is_the_one_that_leaves(office):
    placed = picked(office, discs(office, 2))

    (left,) = ship_order(placed, carrier="ups", by=office.processor)

    assert Shipment.objects.get() == left
    assert left.lines.get().quantity == 2


@pytest.mark.parametrize(("count", "sentence"), [(4, "only 3 are ready"), (-1, "0 or more"), (0, "how many")])
def test_no_more_is_shipped_than_is_ready(office, count, sentence):
    placed = released(office, discs(office, 3))
    line = placed.lines.get()

    with pytest.raises(OrderError, match=sentence):
        ship_order(placed, carrier="ups", units={line.pk: count}, by=office.processor)
    with pytest.raises(OrderError, match="no such line"):
        ship_order(placed, carrier="ups", units={order(office).lines.get().pk: 1}, by=office.processor)
    assert (level(), units(placed)) == ((9, 4), [(3, 0, 0)])


@pytest.mark.parametrize("typed", ["4", "-1", "1e9", "٣", "", "1000000000", "two"])
def test_a_number_of_units_that_is_none_is_said_at_its_field(office, typed):
    placed = released(office, discs(office, 3))
    field = f"units_{placed.lines.get().pk}"

    answer = send(office.processor, "ship", placed, carrier="ups", **{field: typed})

    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert units(placed) == [(3, 0, 0)]


def test_a_card_number_is_no_tracking_number(office):
    placed = released(office)
    field = {f"units_{placed.lines.get().pk}": "1"}

    for typed in ("4000 0012 3456 7899", "371449635398431"):
        answer = send(office.processor, "ship", placed, carrier="fedex", tracking=typed, **field)
        assert answer.status_code == 422
    answer = send(office.processor, "ship", placed, carrier="pigeon", **field)
    assert (answer.status_code, "Choose who carries" in answer.content.decode()) == (422, True)
    assert again(placed).shipped_state == "none"


@pytest.mark.parametrize(
    ("carrier", "typed", "kept"),
    [
        ("ups", "1Z 999 AA1 01 2345 6784", UPS),
        ("ups", "999AA10123456784", None),
        ("usps", "9400 1000 0000 0000 0000 00", "9400100000000000000000"),
        ("usps", "ea123456789us", "EA123456789US"),
        ("usps", "9400", None),
        ("fedex", "1234-5678-9012", "123456789012"),
        ("fedex", "1234567890123", None),
        ("fedex", "١٢٣٤٥٦٧٨٩٠١٢", None),
        ("dhl", "1234567890", "1234567890"),
        ("dhl", "X1", None),
        ("counter", "", ""),
        ("counter", "1", None),
    ],
)
def test_a_tracking_number_has_its_carriers_form(carrier, typed, kept):
    if kept is None:
        with pytest.raises(OrderError, match="tracking number"):
            tracking_number(typed, carrier)
    else:
        assert tracking_number(typed, carrier) == kept


def test_downloads_are_opened_when_the_order_is_released(office):
    placed = order(office, NewLine(office.download, 1), discs(office))

    release_order(placed, by=office.processor)

    parcel = Shipment.objects.get()
    assert (parcel.carrier, parcel.state, parcel.lines.get().line.product) == (
        "download", "shipped", office.download,
    )  # fmt: skip
    assert again(placed).shipped_state == "part"
    alone = release_order(order(office, NewLine(office.download, 1)), by=office.processor)
    assert (alone.state, alone.shipped_state) == ("closed", "all")


def test_a_disc_does_not_go_as_a_download_nor_without_a_carrier(office):
    placed = released(office)

    for carrier in ("download", "", "pigeon"):
        with pytest.raises(OrderError, match="who carries"):
            ship_order(placed, carrier=carrier, by=office.processor)


def test_a_download_that_becomes_ready_later_goes_with_the_parcel_but_not_in_it(office):
    placed = released(office, discs(office), subscribed(office, issues=2))
    line = placed.lines.get(product=office.subscription)
    office.subscription.medium = "online"
    office.subscription.save()
    OrderLine.objects.filter(pk=line.pk).update(ready=1, awaited=1)

    parcels = ship_order(placed, carrier="ups", tracking=UPS, by=office.processor)

    assert [(each.carrier, each.tracking) for each in parcels] == [("ups", UPS), ("download", "")]
    assert again(placed).state == "released", "an issue is still to come"


def test_what_is_put_back_stays_promised(office):
    placed = picked(office, discs(office, 2))

    put_back(placed, by=office.processor)

    assert (level(), units(placed)) == ((9, 2), [(2, 0, 0)])
    assert Shipment.objects.get().state == "cancelled"
    pick_order(placed, by=office.processor)
    assert units(placed) == [(2, 2, 0)]


def test_the_same_form_twice_ships_once(office):
    placed = released(office, discs(office, 2))
    sent = form(placed, carrier="ups", **{f"units_{placed.lines.get().pk}": "1"})

    for _ in range(2):
        assert send(office.processor, "ship", placed, **sent).status_code == 302
    assert units(placed) == [(1, 0, 1)]
    assert send(office.supervisor, "ship", placed, **sent).status_code == 409, "it is not their form"


ACTS = {
    "release": (order, release_order, {}),
    "hold": (order, hold_order, {"reason": "Unclear."}),
    "unhold": (held, lift_hold, {"reason": "Clear."}),
    "pick": (released, pick_order, {}),
    "put_back": (picked, put_back, {}),
    "ship": (released, ship_order, {"carrier": "counter"}),
    "cancel": (order, cancel_order, {"reason": "Twice."}),
    "note": (order, add_note, {"text": "Called."}),
}


@pytest.mark.parametrize("name", ACTS)
def test_an_act_with_the_same_id_is_done_once_and_by_one_person(office, name):
    made, act, known = ACTS[name]
    placed, identifier = made(office), uuid.uuid4()

    for _ in range(2):
        act(placed, by=office.processor, submission_id=identifier, **known)
    with pytest.raises(PermissionDenied):
        act(placed, by=office.supervisor, submission_id=identifier, **known)
    assert placed.timeline.filter(submission_id=identifier).count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_form_at_the_same_time_ships_once():
    office = offices.open_office(copies=9)
    placed, identifier = released(office, discs(office, 4)), uuid.uuid4()
    units = {placed.lines.get().pk: 1}

    results = at_once(
        [
            lambda: ship_order(
                placed, carrier="ups", units=units, submission_id=identifier, by=office.processor
            )
        ]
        * 3
    )

    assert sorted(len(each) for each in results) == [0, 0, 1]
    assert level() == (8, 3)


def test_a_stale_form_is_told_what_changed_and_keeps_what_was_typed(office):
    placed = released(office, discs(office, 2))
    field = f"units_{placed.lines.get().pk}"
    stale = form(placed, carrier="ups", tracking=UPS, **{field: "2"})
    send(office.supervisor, "hold", placed, reason="The address is unclear.")

    answer = send(office.processor, "ship", placed, **stale)

    text = answer.content.decode()
    assert answer.status_code == 409
    for words in (
        "Somebody changed this",
        "Put on hold</strong> by Sofia Lind",
        "The address is unclear.",
        UPS,
    ):
        assert words in text
    assert units(placed) == [(2, 0, 0)]
    assert not Event.objects.filter(kind="refused").exists(), "nobody tried what they may not"


@pytest.mark.django_db(transaction=True)
def test_two_agents_at_once_one_ships_and_the_other_is_told():
    office = offices.open_office(copies=9)
    placed = released(office, discs(office, 2))

    results = at_once(
        [
            lambda: ship_order(placed, carrier="ups", version=placed.version, by=office.processor),
            lambda: ship_order(placed, carrier="ups", version=placed.version, by=office.supervisor),
        ]
    )

    assert sorted(isinstance(each, Conflict) for each in results) == [False, True]
    assert (level(), units(placed)) == ((7, 0), [(0, 0, 2)])


def test_a_failure_on_the_way_leaves_nothing_half(office, monkeypatch):
    placed = part_shipped(office)
    before = (level(), units(placed), Shipment.objects.count(), again(placed).version)
    monkeypatch.setattr(shipping, "_finish", lambda order, *, by: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        ship_order(placed, carrier="ups", by=office.processor, submission_id=uuid.uuid4())

    assert (level(), units(placed), Shipment.objects.count(), again(placed).version) == before
