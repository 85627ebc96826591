"""The customer called back: what changes is shown, confirmed as shown, kept as a version, and adds up."""

import re
import uuid
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contacts.errors import Conflict
from sales_orders.actions.cancelling import cancel_order
from sales_orders.actions.changing import change_order
from sales_orders.changes import Asked
from sales_orders.errors import OrderError, StockShort, TotalChanged, WrongState
from sales_orders.models import LedgerEntry, Order, OrderChange, Price, Shipment, StockLevel
from sales_orders.pricing import NewLine
from tests.contacts.acts import at_once, browser, changes_of
from tests.sales_orders import office as offices
from tests.sales_orders.acts import address, again, closed, form, part_shipped, pay, picked, send
from tests.sales_orders.office import SHIP_TO, discs, order, subscribed
from uccms.audit.models import Event
from uccms.mail.models import Mail

pytestmark = pytest.mark.django_db
WHY = "Called back."


@pytest.fixture
def office() -> offices.Office:
    return offices.open_office(copies=9)


def asked(placed: Order, *added: NewLine, to_send: dict[int, int] | None = None, **texts) -> Asked:
    """The order as it is, but for what is named."""
    now = again(placed)
    known = {"ship_to": now.ship_to, "bill_to": now.bill_to, "email": now.email}
    return Asked(to_send or {}, added, **known | texts)


def change(placed: Order, *added: NewLine, by, why: str = WHY, version=None, shown=None, **facts) -> Order:
    wanted = asked(placed, *added, **facts)
    return change_order(
        placed, asked=wanted, why=why, by=by, version=version, shown=shown, submission_id=uuid.uuid4()
    )


def fields(placed: Order, **changed) -> dict:
    """What the page of the change would send if nobody had typed anything else."""
    now = again(placed)
    lines = now.lines.filter(subscription=None)
    units = {f"units_{line.pk}": line.remaining for line in lines if line.remaining}
    known = {"ship_to": now.ship_to, "bill_to": now.bill_to, "email": now.email, "why": WHY}
    return form(placed, **units | known | changed)


def looked(person, placed: Order, **changed) -> tuple[dict, str]:
    """The form after “Look at what changes”, ready to be confirmed, and the page that shows it."""
    typed = fields(placed, **changed)
    answer = browser(person).post(address("change", placed), typed | {"look": "1"})
    page = answer.content.decode()
    assert answer.status_code == 200, page
    mark = re.search(r'name="shown" value="(\w+)"', page)
    return typed | {"confirm": "1", "shown": mark[1] if mark else ""}, page


def level() -> tuple[int, int]:
    found = StockLevel.objects.get()
    return found.on_hand, found.allocated


def test_what_changes_is_shown_first_and_then_done_as_it_was_shown(office):
    placed = order(office, discs(office, 3), email="ines@lakeshore.example")  # 300.00 and 12.25
    line = placed.lines.get()
    pay(placed, "312.25", by=office.agent)

    typed, page = looked(office.agent, placed, **{f"units_{line.pk}": 2}, ship_to="1 New Road\nOshkosh, WI")

    assert "Confirm the change, new total $208.17" in page
    assert "$104.08" in page and "Overpaid" in page and "1 New Road" in page
    assert again(placed).version == placed.version and level() == (9, 3), "looking changes nothing"

    answer = browser(office.agent).post(address("change", placed), typed)

    now = again(placed)
    assert answer.status_code == 302
    assert (now.charged, now.balance, now.ship_to) == (
        Decimal("208.17"),
        Decimal("-104.08"),
        "1 New Road\nOshkosh, WI",
    )
    assert level() == (9, 2)
    version = OrderChange.objects.get()
    assert (version.by, version.why, version.version) == (office.agent, WHY, now.version)
    assert (version.ship_to_before, version.ship_to_after) == (SHIP_TO, now.ship_to)
    assert [version.lines_before[0]["units"], version.lines_after[0]["units"]] == [3, 2]
    assert now.timeline.get(kind="changed").change == version
    assert changes_of("sales_orders_orderchange", version.pk)
    mail = Mail.objects.get(kind="order_changed")
    assert mail.to == "ines@lakeshore.example" and "208.17" in mail.text and "1 New Road" in mail.text
    shown = browser(office.agent).get(address("order", placed)).content.decode()
    assert WHY in shown and "before and after" in shown and "3 at $100.00" in shown
    again_sent = browser(office.agent).post(address("change", placed), typed)
    assert again_sent.status_code == 302 and OrderChange.objects.count() == 1, "sent twice, done once"


def test_more_of_a_line_and_another_product_cost_what_they_cost_today(office):
    placed = order(office, discs(office, 1))
    line = placed.lines.get()
    Price.objects.create(
        product=office.disc, effective_from="2021-01-01", domestic=Decimal("120.00"), foreign=Decimal("150")
    )

    typed, _ = looked(
        office.agent,
        placed,
        **{
            f"units_{line.pk}": 2,
            "line-1-product": office.download.pk,
            "line-1-quantity": 1,
        },
    )
    assert browser(office.agent).post(address("change", placed), typed).status_code == 302

    now = again(placed)
    assert list(now.lines.values_list("title", "unit_price", "total")) == [
        ("Patents BIB: Grants, December 2026", Decimal("100.00"), Decimal("112.25")),
        ("Patents BIB: Grants, December 2026", Decimal("120.00"), Decimal("120.00")),
        ("Patent Grant Full Text", Decimal("0.00"), Decimal("0.00")),
    ], "two discs fit into one parcel: no more shipping"
    assert now.charged == Decimal("232.25") == sum(line.total for line in now.lines.all())
    assert (level(), now.units) == ((9, 2), 3)


def test_what_is_short_is_asked_for_and_what_the_order_gives_back_is_free(office):
    placed = order(office, discs(office, 8))
    line = placed.lines.get()
    with pytest.raises(StockShort):
        change(placed, discs(office, 2), by=office.agent)
    data = fields(
        placed,
        **{
            "line-1-product": office.disc.pk,
            "line-1-edition": office.december.pk,
            "line-1-quantity": 2,
            "look": 1,
        },
    )
    answer = browser(office.agent).post(address("change", placed), data)
    assert answer.status_code == 422
    assert "What shall we do?" in answer.content.decode()
    assert "Ship 1 now, 1 later" in answer.content.decode()

    change(placed, discs(office, 2), to_send={line.pk: 7}, by=office.agent)

    assert level() == (9, 9) and again(placed).units_backordered == 0


def test_what_is_backordered_goes_before_what_is_on_the_shelf(office):
    placed = order(office, discs(office, 11, when_short="fill"))
    line = placed.lines.get()
    assert (line.ready, line.backordered) == (9, 2)

    change(placed, to_send={line.pk: 8}, by=office.agent)

    line.refresh_from_db()
    assert (line.ready, line.backordered, line.cancelled) == (8, 0, 3)
    assert level() == (9, 8)


@pytest.mark.parametrize("what", ["units", "address"])
def test_what_is_picked_goes_back_when_the_parcel_is_not_right_any_more(office, what):
    placed = picked(office, discs(office, 3))
    line = placed.lines.get()
    asks = {"to_send": {line.pk: 2}} if what == "units" else {"ship_to": "1 New Road"}

    change(placed, by=office.agent, **asks)

    line.refresh_from_db()
    assert (again(placed).units_picked, line.picked) == (0, 0)
    assert Shipment.objects.get().state == "cancelled"


def test_what_is_picked_stays_when_only_the_bill_goes_elsewhere(office):
    placed = picked(office, discs(office, 3))
    change(placed, bill_to="Accounts\n2 Old Road", by=office.agent)
    assert again(placed).units_picked == 3


def test_after_something_has_shipped_only_who_may_cancel_the_rest_takes_units_off(office):
    placed = part_shipped(office, quantity=3, shipped=1)
    line = placed.lines.get()
    with pytest.raises(PermissionDenied):
        change(placed, to_send={line.pk: 1}, by=office.agent)
    change(placed, ship_to="1 New Road", by=office.agent)
    change(placed, to_send={line.pk: 1}, by=office.processor)
    line.refresh_from_db()
    assert (line.shipped, line.ready, line.cancelled) == (1, 1, 1)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"units": "-1"}, "Enter a whole number"),
        ({"units": "٣"}, "Enter a whole number"),
        ({"units": "1000000000"}, "Enter a whole number"),
        ({"units": "0"}, "cancel the order instead"),
        ({"why": ""}, "Say why"),
        ({"why": "SSN 078-05-1120"}, "social security"),
        ({"ship_to": "Card 4111 1111 1111 1111"}, "payment card"),
        ({"ship_to": ""}, "Say where it goes"),
        ({"email": "nobody"}, "valid email"),
        ({"line-1-product": "disc", "line-1-quantity": "0"}, "1"),
        ({"line-1-product": "disc", "line-1-quantity": "1"}, "Choose the edition"),
    ],
)
def test_bad_input_gets_a_sentence_and_keeps_what_was_typed(office, typed, sentence):
    placed = order(office, discs(office, 3))
    line = placed.lines.get()
    sent = {f"units_{line.pk}" if name == "units" else name: value for name, value in typed.items()}
    sent = {name: office.disc.pk if value == "disc" else value for name, value in sent.items()}
    data = fields(placed, **{"bill_to": "Somewhere else", "confirm": "1", "shown": ""} | sent)

    answer = browser(office.agent).post(address("change", placed), data)

    page = answer.content.decode()
    assert answer.status_code == 422 and sentence in page
    assert "Somewhere else" in page
    assert again(placed).version == placed.version


def test_only_what_was_shown_is_confirmed(office):
    placed = order(office, discs(office, 3))
    line = placed.lines.get()
    typed, _ = looked(office.agent, placed, **{f"units_{line.pk}": 2})
    typed[f"units_{line.pk}"] = 1

    answer = browser(office.agent).post(address("change", placed), typed)

    assert answer.status_code == 422
    assert "This is not what was shown" in answer.content.decode()
    assert "new total $104.08" in answer.content.decode()
    assert again(placed).charged == Decimal("312.25")
    with pytest.raises(TotalChanged):
        change(placed, to_send={line.pk: 1}, shown="", by=office.agent)


def test_a_stale_change_is_refused_and_both_are_shown_side_by_side(office):
    placed = order(office, discs(office, 3))
    typed, _ = looked(office.agent, placed, ship_to="1 New Road")
    change(placed, ship_to="9 Other Street", by=office.processor)

    answer = browser(office.agent).post(address("change", placed), typed)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "side by side" in page and "9 Other Street" in page and "1 New Road" in page
    assert again(placed).ship_to == "9 Other Street"
    with pytest.raises(Conflict):
        change(placed, ship_to="1 New Road", version=placed.version, by=office.agent)


def test_what_cannot_be_changed_says_so(office):
    placed = order(office, discs(office, 1), subscribed(office, 4))
    line = placed.lines.get(subscription__isnull=False)
    with pytest.raises(OrderError, match="subscription's page"):
        change(placed, to_send={line.pk: 2}, by=office.agent)
    with pytest.raises(OrderError, match="Nothing is changed"):
        change(placed, by=office.agent)
    with pytest.raises(OrderError, match="Say why"):
        change(placed, email="a@b.example", why=" ", by=office.agent)
    with pytest.raises(PermissionDenied):
        change(
            placed,
            discs(office, 1, unit_price=Decimal("1.00"), price_reason="A gift."),
            by=office.agent,
        )
    done = closed(office)
    assert send(office.agent, "change", done, why=WHY).status_code == 409
    cancel_order(placed, reason="Twice.", by=office.agent)
    with pytest.raises(WrongState):
        change(placed, email="a@b.example", by=office.agent)
    assert Event.objects.filter(kind="refused", subject=done.number).exists()


def test_a_line_is_added_and_removed_without_script_and_nothing_is_lost(office):
    placed = order(office)
    data = fields(placed, why="", ship_to="1 New Road", add_line="1", product_words="full text")
    page = browser(office.agent).post(address("change", placed), data).content.decode()
    assert 'name="line-1-product"' in page and "1 New Road" in page
    assert "Say why" not in page, "nobody asked yet what is wrong"
    data = fields(
        placed, **{"line-1-product": office.download.pk, "line-1-quantity": "1", "remove_line": "1"}
    )
    page = browser(office.agent).post(address("change", placed), data).content.decode()
    assert 'name="line-1-product"' not in page


@pytest.mark.django_db(transaction=True)
def test_two_who_change_it_at_once_do_not_both_get_through():
    office = offices.open_office(copies=9)
    placed = order(office, discs(office, 3))
    line = placed.lines.get()

    def lessened(person):
        return lambda: change(placed, to_send={line.pk: 2}, version=placed.version, by=person)

    results = at_once([lessened(office.agent), lessened(office.processor)])
    assert sorted(type(each).__name__ for each in results) == ["Conflict", "Order"]
    assert level() == (9, 2)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.tuples(st.integers(0, 4), st.integers(0, 6), st.integers(0, 2)), min_size=1, max_size=4
    ),
    discount=st.integers(0, 99),
)
def test_whatever_is_changed_the_ledger_the_lines_and_the_shelf_agree(office, steps, discount):
    StockLevel.objects.update(on_hand=50)
    placed = order(
        office,
        discs(
            office,
            3,
            discount=Decimal(discount) / 7 // Decimal("0.01") * Decimal("0.01"),
            discount_reason="x",
        ),
        discs(office, 4),
    )
    for which, units, more in steps:
        lines = list(again(placed).lines.order_by("pk"))
        line = lines[which % len(lines)]
        added = [discs(office, more)] if more else []
        before = again(placed).charged
        try:
            change(placed, *added, to_send={line.pk: units}, by=office.agent)
        except OrderError:
            assert again(placed).charged == before
    now = again(placed)
    ledger = {"charge": Decimal(0), "credit": Decimal(0)}
    for entry in LedgerEntry.objects.filter(order=placed):
        ledger[entry.kind] += entry.amount
    assert now.charged == ledger["charge"] - ledger["credit"]
    assert ledger["charge"] == sum(line.total for line in now.lines.all())
    assert StockLevel.objects.get().allocated >= now.units_ready
    cancel_order(now, reason="Enough.", by=office.agent)
    assert again(placed).charged == 0, "what is left of every line is credited to the cent"
