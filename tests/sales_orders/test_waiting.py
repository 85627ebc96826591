"""A line that waits for more copies than ever come: what is kept for it, why it waits, what staff can do."""

import uuid

import pytest

from contacts.errors import Conflict
from sales_orders import jobs
from sales_orders.actions.keeping_stock import expect_stock, receive_stock
from sales_orders.actions.waiting import change_waiting
from sales_orders.errors import OrderError
from sales_orders.models import OrderEntry, StockLevel
from sales_orders.waiting import Waiting, share_out
from tests.contacts.acts import browser
from tests.sales_orders import office as offices
from tests.sales_orders.acts import address, again, form, send
from tests.sales_orders.office import discs, order
from tests.sales_orders.test_changing import change
from tests.sales_orders.test_filling_backorders import counts, waiting
from uccms.privacy.texts import TextRefused

pytestmark = pytest.mark.django_db
FILL, WAIT, PASS = "fill", "wait", "pass"


def lines(*wanted: tuple[int, str]) -> list[Waiting]:
    return [Waiting(1, key, key, count, how) for key, (count, how) in enumerate(wanted, start=1)]


@pytest.mark.parametrize(
    ("wanted", "there", "coming", "given", "kept"),
    [
        # What is there and expected makes up all of it: kept, and who is younger waits.
        ([(5, WAIT), (1, FILL)], 3, 2, [0, 0], [3, 0]),
        # It does not: the younger one goes first.
        ([(5, WAIT), (1, FILL)], 3, 1, [0, 1], [0, 0]),
        ([(50, WAIT), (2, FILL), (2, WAIT)], 3, 0, [0, 2, 0], [0, 0, 0]),
        # What an older line will take of the expected copies does not come to a younger one.
        ([(4, FILL), (3, WAIT), (1, FILL)], 0, 5, [0, 0, 0], [0, 0, 0]),
        ([(4, FILL), (3, WAIT), (1, FILL)], 5, 1, [4, 0, 1], [0, 0, 0]),
        ([(4, FILL), (3, WAIT), (1, FILL)], 5, 2, [4, 0, 0], [0, 1, 0]),
        # One that lets others pass gets all or none, and nothing is kept for it.
        ([(5, PASS), (1, FILL)], 4, 50, [0, 1], [0, 0]),
        ([(5, PASS), (1, FILL)], 5, 0, [5, 0], [0, 0]),
        ([(5, PASS), (3, WAIT), (1, FILL)], 2, 1, [0, 0, 0], [0, 2, 0]),
    ],
)
def test_copies_go_by_age_and_are_kept_only_where_they_can_be_enough(wanted, there, coming, given, kept):
    shares = share_out(lines(*wanted), there, coming)

    assert [each.given for each in shares] == given
    assert [each.kept for each in shares] == kept
    assert sum(given) + sum(kept) <= there


def test_a_line_too_large_for_what_is_expected_holds_up_nobody_and_keeps_its_place():
    office = offices.open_office(copies=3)
    large, younger = waiting(office, 50, WAIT), waiting(office, 2)
    assert counts(large, younger) == [(0, 50), (2, 0)]

    receive_stock(office.december, count=2, by=office.processor)
    third = order(office, discs(office, 3))
    assert counts(third) == [(3, 0)]
    fourth = waiting(office, 4)

    receive_stock(office.december, count=52, by=office.processor)
    assert counts(large, fourth) == [(50, 0), (2, 2)], "the oldest is first again as soon as it can be"


def test_a_younger_order_is_filled_when_fewer_copies_are_expected_than_were():
    office = offices.open_office(copies=3)
    expect_stock(office.december, expected=2, by=office.processor)
    older, younger = waiting(office, 5, WAIT), waiting(office, 1)
    jobs.fill_backorders_from_the_shelf(timestamp=0)
    assert counts(older, younger) == [(0, 5), (0, 1)]

    expect_stock(office.december, expected=0, by=office.processor)
    jobs.fill_backorders_from_the_shelf(timestamp=0)

    assert counts(older, younger) == [(0, 5), (1, 0)]


def test_copies_that_arrive_are_not_expected_any_more():
    office = offices.open_office(copies=0)
    expect_stock(office.december, expected=2, by=office.processor)
    older, younger = waiting(office, 4, WAIT), waiting(office, 1)

    receive_stock(office.december, count=2, by=office.processor)

    assert counts(older, younger) == [(0, 4), (1, 0)]


@pytest.mark.parametrize(("choice", "filled"), [(FILL, [(3, 2), (0, 1)]), (PASS, [(0, 5), (1, 0)])])
def test_staff_let_younger_orders_pass_or_send_what_is_there(choice, filled):
    office = offices.open_office(copies=3)
    expect_stock(office.december, expected=2, by=office.processor)
    older, younger = waiting(office, 5, WAIT), waiting(office, 1)
    line = older.lines.get()

    typed = form(older, reason="The customer agreed by telephone.", **{f"line_{line.pk}": choice})
    client = browser(office.agent)
    answers = [client.post(address("change_waiting", older), typed) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    entry = again(older).timeline.get(kind=OrderEntry.Kind.WAITS)
    assert entry.by == office.agent
    assert entry.text.startswith(
        "The customer agreed by telephone.\n5 × Patents BIB: Grants, December 2026: "
    )
    assert again(older).version == older.version + 1, "sent twice, it is changed once"
    jobs.fill_backorders_from_the_shelf(timestamp=0)
    assert counts(older, younger) == filled
    level = StockLevel.objects.get()
    assert level.allocated == sum(ready for ready, _ in filled)


def test_the_list_says_why_each_line_still_waits():
    office = offices.open_office(copies=3)
    expect_stock(office.december, expected=2, by=office.processor)
    kept, younger = waiting(office, 5, WAIT), waiting(office, 1)

    page = browser(office.agent).get("/orders/work/backordered/").content.decode()
    assert "Waits for all; 3 on the shelf are kept for it, 2 are expected." in page
    assert "Takes copies as they arrive; 2 are expected." in page
    assert f'href="{address("change_waiting", kept)}"' in page

    expect_stock(office.december, expected=1, by=office.processor)
    page = browser(office.agent).get("/orders/work/backordered/").content.decode()
    assert "Waits for all; 1 is expected, too few for it: younger orders go first." in page

    expect_stock(office.december, expected=0, by=office.processor)
    page = browser(office.agent).get("/orders/work/backordered/").content.decode()
    assert "Waits for all; no delivery is expected yet: younger orders go first." in page
    assert "1 on the shelf goes to it within a minute." in page
    shown = browser(office.processor).get(address("change_waiting", kept)).content.decode()
    assert "no delivery is expected yet: younger orders go first." in shown and "Let younger" not in shown
    assert again(younger).units_backordered == 1


@pytest.mark.parametrize("wrong", ["", "never", "drop", "٣"])
def test_a_choice_that_there_is_not_is_a_sentence(wrong):
    office = offices.open_office(copies=0)
    placed = waiting(office, 5, WAIT)
    line = placed.lines.get()

    answer = send(office.agent, "change_waiting", placed, reason="Called.", **{f"line_{line.pk}": wrong})

    assert answer.status_code == 422
    assert "Choose how it waits." in answer.content.decode()
    assert placed.lines.get().when_short == WAIT
    for choices in ({line.pk: wrong}, {line.pk + 1: "fill"}):
        with pytest.raises(OrderError, match="No such line"):
            change_waiting(placed, choices=choices, reason="Called.", by=office.agent)


def test_a_change_needs_a_reason_without_numbers_of_cards_and_something_that_changes():
    office = offices.open_office(copies=0)
    placed = waiting(office, 5, WAIT)
    key = placed.lines.get().pk

    for choice, reason, error, sentence in (
        (FILL, " ", OrderError, "Say why"),
        (FILL, "Paid by 4111 1111 1111 1111.", TextRefused, "payment card"),
        (WAIT, "Called.", OrderError, "Nothing is changed yet"),
    ):
        with pytest.raises(error, match=sentence):
            change_waiting(placed, choices={key: choice}, reason=reason, by=office.agent)
    assert placed.lines.get().when_short == WAIT and again(placed).version == placed.version


def test_a_form_that_came_late_shows_what_changed_and_keeps_what_was_typed():
    office = offices.open_office(copies=0)
    placed = waiting(office, 5, WAIT)
    line = placed.lines.get()
    old = form(placed, reason="Called back.", **{f"line_{line.pk}": "pass"})
    change_waiting(placed, choices={line.pk: "fill"}, reason="Agreed.", by=office.processor)

    answer = browser(office.agent).post(address("change_waiting", placed), old)

    assert answer.status_code == 409
    assert "Called back." in answer.content.decode() and "Omar Bell" in answer.content.decode()
    assert placed.lines.get().when_short == "fill"


def test_the_act_itself_is_done_once_and_refuses_what_was_read_before():
    office = offices.open_office(copies=0)
    placed = waiting(office, 5, WAIT)
    asked = {"choices": {placed.lines.get().pk: PASS}, "reason": "Called.", "by": office.agent}
    once = {"submission_id": uuid.uuid4(), "version": placed.version}

    for _ in range(2):
        change_waiting(placed, **asked, **once)
    with pytest.raises(Conflict):
        change_waiting(placed, **asked | {"choices": {}}, version=placed.version)

    assert again(placed).timeline.filter(kind=OrderEntry.Kind.WAITS).count() == 1


def test_more_of_a_line_that_lets_others_pass_waits_for_all_too():
    office = offices.open_office(copies=0)
    placed = waiting(office, 5, WAIT)
    line = placed.lines.get()
    change_waiting(placed, choices={line.pk: PASS}, reason="Agreed.", by=office.agent)

    changed = change(placed, by=office.agent, to_send={line.pk: 7})

    assert [(each.backordered, each.when_short) for each in changed.lines.order_by("pk")] == [
        (5, PASS),
        (2, WAIT),
    ]
