"""Copies that arrive go to whoever waits longest."""

import pytest
from django.core.exceptions import PermissionDenied
from procrastinate.contrib.django import app

from sales_orders import jobs
from sales_orders.actions.cancelling import cancel_order
from sales_orders.actions.filling_backorders import fill_backorders
from sales_orders.actions.keeping_stock import expect_stock, receive_stock
from sales_orders.errors import StockShort
from sales_orders.models import Order, StockLevel, StockMove
from tests.contacts.acts import at_once
from tests.sales_orders import office as offices
from tests.sales_orders.acts import again
from tests.sales_orders.office import discs, order
from tests.sales_orders.test_product_lookup import found

pytestmark = pytest.mark.django_db


def waiting(office, count: int, when_short: str = "fill") -> Order:
    return order(office, discs(office, count, when_short=when_short))


def counts(*placed: Order) -> list[tuple[int, int]]:
    """Ready and backordered, of each."""
    return [(each.units_ready, each.units_backordered) for each in map(again, placed)]


def test_the_oldest_order_is_filled_first_and_nobody_overtakes_who_waits_for_all():
    office = offices.open_office(copies=0)
    expect_stock(office.december, expected=8, by=office.processor)
    first, all_or_nothing, third = waiting(office, 2), waiting(office, 5, "wait"), waiting(office, 4)

    receive_stock(office.december, count=3, by=office.processor)
    assert counts(first, all_or_nothing, third) == [(2, 0), (0, 5), (0, 4)]
    assert again(first).timeline.last().text == "2 × Patents BIB: Grants, December 2026"
    assert again(first).version == first.version + 1

    receive_stock(office.december, count=5, by=office.processor)
    assert counts(all_or_nothing, third) == [(5, 0), (1, 3)]

    receive_stock(office.december, count=7, by=office.processor)
    assert counts(third) == [(4, 0)]
    level = StockLevel.objects.get()
    assert (level.on_hand, level.allocated, level.available) == (15, 11, 4)
    moves = StockMove.objects.filter(kind="allocated").values_list("allocated", flat=True)
    assert sum(moves) == 11


def test_a_new_order_gets_no_copy_that_an_older_one_waits_for():
    office = offices.open_office(copies=3)
    expect_stock(office.december, expected=2, by=office.processor)
    older = waiting(office, 5, "wait")

    with pytest.raises(StockShort) as short:
        order(office, discs(office, 1))
    assert short.value.available == {0: 0}
    younger = waiting(office, 1)
    assert counts(younger) == [(0, 1)]
    assert found(office, "0102")[0].editions[0].available == 0

    receive_stock(office.december, count=1, by=office.processor)
    jobs.fill_backorders_from_the_shelf(timestamp=0)
    assert counts(older, younger) == [(0, 5), (0, 1)]
    assert StockLevel.objects.get().allocated == 0

    receive_stock(office.december, count=2, by=office.processor)
    assert counts(older, younger) == [(5, 0), (1, 0)]


def test_who_waits_for_all_and_gives_up_makes_way():
    office = offices.open_office(copies=3)
    expect_stock(office.december, expected=47, by=office.processor)
    older, younger = waiting(office, 50, "wait"), waiting(office, 2)
    assert counts(younger) == [(0, 2)]

    cancel_order(older, reason="Never mind.", by=office.agent)
    jobs.fill_backorders_from_the_shelf(timestamp=0)

    assert counts(younger) == [(2, 0)]
    assert counts(order(office, discs(office, 1))) == [(1, 0)]


def test_orders_that_are_over_get_nothing():
    office = offices.open_office(copies=0)
    over, open_one = waiting(office, 2), waiting(office, 1)
    cancel_order(over, reason="Ordered twice.", by=office.agent)

    receive_stock(office.december, count=2, by=office.processor)

    assert counts(over, open_one) == [(0, 0), (1, 0)]


def test_copies_of_a_cancelled_order_go_to_who_waits():
    office = offices.open_office(copies=2)
    first, second = order(office, discs(office, 2)), waiting(office, 2)
    cancel_order(first, reason="Ordered twice.", by=office.agent)
    assert counts(second) == [(0, 2)]
    assert counts(waiting(office, 1)) == [(0, 1)], "they are not given to who comes before they are given out"

    for _ in range(2):
        jobs.fill_backorders_from_the_shelf(timestamp=0)

    assert counts(second) == [(2, 0)]
    assert StockLevel.objects.get().allocated == 2


def test_the_job_is_on_the_clock():
    known = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}
    assert known["sales_orders.jobs.fill_backorders_from_the_shelf"] == "* * * * *"


def test_only_who_may_adjust_stock_fills():
    office = offices.open_office(copies=0)

    with pytest.raises(PermissionDenied):
        fill_backorders(office.december, by=office.agent)
    assert fill_backorders(office.december, by=office.processor) == 0


@pytest.mark.django_db(transaction=True)
def test_stock_that_arrives_while_orders_are_placed_and_cancelled_stays_true():
    office = offices.open_office(copies=0)
    old = [waiting(office, 1) for _ in range(6)]
    gone = old[::2]

    results = at_once(
        [
            *[lambda: receive_stock(office.december, count=1, by=office.processor)] * 4,
            *[lambda each=each: cancel_order(each, reason="Late.", by=office.agent) for each in gone],
            *[lambda: waiting(office, 1)] * 3,
        ]
    )

    assert [each for each in results if isinstance(each, Exception)] == []
    jobs.fill_backorders_from_the_shelf(timestamp=0)
    level = StockLevel.objects.get()
    ready = sum(each.units_ready for each in Order.objects.all())
    assert (level.on_hand, level.allocated) == (4, ready)
    assert ready == 4
    assert sum(StockMove.objects.values_list("allocated", flat=True)) == 4


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_only_the_one_that_does_not_wait_behind_another_takes_copies():
    office = offices.open_office(copies=3)
    expect_stock(office.december, expected=2, by=office.processor)
    for _ in range(6):
        results = at_once(
            [lambda: waiting(office, 5, "wait"), lambda: order(office, discs(office, 3), by=office.processor)]
        )

        older, younger = results
        if isinstance(younger, StockShort):  # the other was first: all three copies wait for it
            assert younger.available == {0: 0}
        else:
            assert counts(younger) == [(3, 0)]
            cancel_order(younger, reason="Again.", by=office.agent)
        assert counts(older) == [(0, 5)]
        cancel_order(older, reason="Again.", by=office.agent)
        assert StockLevel.objects.get().allocated == 0
