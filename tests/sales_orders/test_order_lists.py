"""The list of orders and the work lists: pages, filters, and what is done with several orders at once."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sales_orders.actions.holding import hold_order
from sales_orders.actions.shipping import ship_order
from sales_orders.models import Order, Return
from sales_orders.queries import order_list, work_lists
from sales_orders.queries.work_lists import LISTS, counts
from tests.contacts.acts import browser
from tests.sales_orders import office as offices
from tests.sales_orders.acts import UPS, again, cancelled, closed, held, part_shipped, pay, picked, released
from tests.sales_orders.office import discs, order, waiting
from uccms.audit.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> offices.Office:
    return offices.open_office(copies=40)


def numbers(answer) -> list[str]:
    """The numbers of the orders on a page, in its order."""
    text = answer.content.decode()
    known = {each.number: text.find(f"/orders/{each.number}/") for each in Order.objects.all()}
    return [number for number, at in sorted(known.items(), key=lambda item: item[1]) if at >= 0]


def batch(*placed: Order, **fields) -> dict:
    """What a work list sends for ticked orders."""
    sent = {"order": [each.number for each in placed]} | fields
    for each in placed:
        sent |= {
            f"version_{each.number}": again(each).version,
            f"submission_{each.number}": str(uuid.uuid4()),
        }
    return sent


def test_the_list_shows_the_newest_first_page_by_page(office, monkeypatch):
    monkeypatch.setattr(order_list, "PAGE", 2)
    placed = [order(office) for _ in range(5)]
    client = browser(office.agent)

    seen, address = [], "/orders/"
    for _ in range(3):
        answer = client.get(address)
        page = answer.context["page"]
        seen += [each.number for each in page.orders]
        address = f"/orders/?at={page.earlier}"
    assert seen == [each.number for each in reversed(placed)]
    assert not page.earlier
    back = client.get(f"/orders/?at={page.later}").context["page"]
    assert [each.number for each in back.orders] == [placed[2].number, placed[1].number]
    altered = client.get(f"/orders/?at={page.later}x").context["page"]
    assert [each.number for each in altered.orders] == [placed[4].number, placed[3].number]


def test_the_list_is_filtered_by_closed_lists(office):
    made = {
        "entered": order(office, wanted=offices.wanted(office, source="fax")),
        "held": held(office),
        "part": part_shipped(office),
        "cancelled": cancelled(office),
    }
    pay(made["entered"], "112.25", by=office.agent)
    client = browser(office.agent)

    for chosen, expected in (
        ("state=on_hold", ["held"]),
        ("state=cancelled", ["cancelled"]),
        ("paid=unpaid&state=released", ["part"]),
        ("paid=paid&state=entered", ["entered"]),
        ("shipped=part", ["part"]),
        ("source=fax", ["entered"]),
        ("state=closed", []),
    ):
        assert numbers(client.get(f"/orders/?{chosen}")) == [made[name].number for name in expected], chosen
    for wrong in ("state=draft", "state=x", "paid=no'", "shipped=%00", "source=pigeon"):
        answer = client.get(f"/orders/?{wrong}")
        assert answer.status_code == 422
        assert "There is no such choice of" in answer.content.decode()
        assert len(numbers(answer)) == 4


def test_every_work_list_shows_the_oldest_first_and_reads_its_own_index(office):
    first, second = order(office), order(office)
    on_hold = held(office)
    to_pick, to_ship = released(office), picked(office)
    back = order(office, waiting(office))
    done = closed(office)
    Return.objects.create(line=done.lines.get(), expected=1, reason="Scratched")
    Order.objects.bulk_create(  # with a handful of orders the planner may as well read them all
        Order(customer=office.customer, zone=office.domestic, source="phone", state="closed", number_key=key)
        for key in range(1, 600)
    )
    client = browser(office.agent)

    for name, expected in (
        ("to-release", [first, second, back]),
        ("to-pick", [to_pick]),
        ("to-ship", [to_ship]),
        ("backordered", [back]),
        ("on-hold", [on_hold]),
        ("unpaid", [first, second, on_hold, to_pick, to_ship, back, done]),
        ("returns", [done]),
    ):
        assert numbers(client.get(f"/orders/work/{name}/")) == [each.number for each in expected], name
    assert client.get("/orders/work/nothing/").status_code == 404
    for each in LISTS.values():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
        plan = each.rows().order_by("pk").values("pk")[:51].explain()
        index = "return_to_settle" if each.is_of_returns else f"order_{each.name.replace('-', '_')}"
        assert index in plan, plan


def test_counts_go_no_further_than_they_need(office, monkeypatch):
    monkeypatch.setattr(work_lists, "MOST", 2)
    for _ in range(4):
        order(office)

    shown = {each.name: count for each, count in counts()}
    assert (shown["to-release"], shown["on-hold"]) == ("2+", "0")
    assert "LIMIT 3" in LISTS["to-release"].rows().values("pk")[:3].query.__str__()


@pytest.mark.parametrize("address", ["/orders/", *(f"/orders/work/{name}/" for name in LISTS)])
def test_a_list_asks_as_often_for_many_orders_as_for_few(office, address):
    client = browser(office.processor)

    def fill() -> None:
        order(office, discs(office, 1), discs(office, 1))
        held(office)
        released(office)
        picked(office)
        order(office, waiting(office))
        Return.objects.create(line=closed(office).lines.get(), expected=1, reason="Scratched")

    def queries() -> int:
        client.get("/account/")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    offices.receive_stock(office.december, count=60, by=office.processor)
    fill()
    few = queries()
    for _ in range(3):
        fill()
    assert queries() == few


def test_ticked_orders_are_picked_each_by_itself_with_a_result_each(office):
    good, gone, stale = released(office, discs(office, 2)), released(office), released(office)
    sent = batch(good, gone, stale)
    picked_before = sent | {f"version_{stale.number}": 0, "order": [*sent["order"], "S99999999", "' OR 1=1"]}
    hold_order(gone, reason="Unclear.", by=office.processor)
    sent = picked_before | {f"version_{gone.number}": again(gone).version}
    client = browser(office.processor)

    answer = client.post("/orders/work/to-pick/", sent)

    results = {each.number: (each.is_done, each.sentence) for each in answer.context["results"]}
    assert results == {
        good.number: (True, "2 picked."),
        gone.number: (False, f"“Pick” is not possible: {gone.number} is on hold."),
        stale.number: (
            False,
            "Somebody changed it since the list was opened. Look at it, then tick it again.",
        ),
    }
    assert [again(each).units_picked for each in (good, gone, stale)] == [2, 0, 0]
    assert Event.objects.get(kind="refused").subject == gone.number
    twice = client.post("/orders/work/to-pick/", sent)
    assert twice.context["results"][0].sentence == "This was done before."
    assert again(good).shipments.count() == 1


def test_the_pick_list_is_sorted_by_edition_and_every_order_on_it_is_on_the_record(office):
    november = offices.Edition.objects.create(
        product=office.disc, issue_date="2026-11-01", label="November 2026"
    )
    offices.receive_stock(november, count=5, by=office.processor)
    first = released(office, discs(office, 2), offices.NewLine(office.disc, 1, edition=november))
    second = released(office, discs(office, 1))
    client = browser(office.processor)
    answer = client.post("/orders/work/to-pick/", batch(first, second))
    parcels = answer.context["parcels"]

    answer = client.get("/orders/pick-list/", {"parcel": [*parcels, "x", "999999"]})

    places = answer.context["places"]
    assert [(each.title, each.copies) for each in places] == [
        ("Patents BIB: Grants, November 2026", 1),
        ("Patents BIB: Grants, December 2026", 3),
    ]
    assert [row.shipment.order.number for row in places[1].rows] == [first.number, second.number]
    looked = set(Event.objects.filter(kind="look").values_list("subject", flat=True))
    assert looked == {first.number, second.number}
    ship_order(second, carrier="counter", by=office.processor)
    assert len(client.get("/orders/pick-list/", {"parcel": parcels}).context["orders"]) == 1


def test_ticked_orders_are_shipped_with_a_carrier_and_a_tracking_number_each(office):
    good, bad, card = picked(office), picked(office), picked(office)
    sent = batch(good, bad, card) | {
        f"carrier_{good.number}": "ups",
        f"tracking_{good.number}": UPS,
        f"carrier_{bad.number}": "ups",
        f"tracking_{bad.number}": "12",
        f"carrier_{card.number}": "fedex",
        f"tracking_{card.number}": "4000 0012 3456 7899",
    }

    answer = browser(office.processor).post("/orders/work/to-ship/", sent)

    assert [each.is_done for each in answer.context["results"]] == [True, False, False]
    assert "A tracking number of UPS is 1Z and 16 letters and digits." in answer.content.decode()
    assert 'value="12"' in answer.content.decode(), "what was typed is not lost"
    assert "payment card" in answer.context["results"][2].sentence
    assert again(good).shipments.get().tracking == UPS
    assert [again(each).state for each in (good, bad)] == ["closed", "released"]


def test_a_batch_is_for_who_may_and_nothing_ticked_is_said(office):
    placed = order(office)

    refused = browser(office.agent).post("/orders/work/to-release/", batch(placed))
    assert refused.status_code == 403
    assert Event.objects.get(kind="refused").subject == placed.number
    assert again(placed).state == "entered"
    client = browser(office.processor)
    assert client.post("/orders/work/to-release/", {}).status_code == 422
    assert client.post("/orders/work/unpaid/", batch(placed)).status_code == 404
    assert client.post("/orders/work/to-release/", batch(placed)).status_code == 200
    assert again(placed).state == "released"
