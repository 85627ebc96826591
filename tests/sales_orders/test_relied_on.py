"""Whether a product keeps stock, changed while it is ordered: stock is consistent whoever is first."""

import threading
import time
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import OperationalError, connection, transaction

from contacts.errors import Conflict
from sales_orders.actions.cancelling import cancel_order
from sales_orders.actions.importing_catalogue import EditionRow, PriceRow, ProductRow, import_catalogue
from sales_orders.actions.keeping_catalogue import add_edition, change_product, create_product, set_price
from sales_orders.actions.keeping_stock import expect_stock, receive_stock
from sales_orders.actions.parcels import available
from sales_orders.actions.releasing import release_order
from sales_orders.actions.shipping import ship_order
from sales_orders.errors import OrderError
from sales_orders.models import Edition, OrderLine, Price, Product, StockLevel, StockMove
from tests.contacts.acts import at_once
from tests.sales_orders import office as offices
from tests.sales_orders.acts import again, released
from tests.sales_orders.office import discs, order, subscribed


def keep(office, keeps_stock: bool) -> Product:
    now = Product.objects.get(pk=office.disc.pk)
    return change_product(now, version=now.version, keeps_stock=keeps_stock, by=office.supervisor)


@pytest.mark.django_db
def test_what_was_changed_since_it_was_read_is_neither_ordered_nor_stocked():
    office = offices.open_office(copies=0)
    stale, edition = discs(office, 2, when_short="fill"), Edition.objects.select_related("product").get()
    keep(office, False)

    with pytest.raises(OrderError, match="was changed in the catalogue meanwhile"):
        order(office, stale)
    with pytest.raises(OrderError, match="was changed in the catalogue meanwhile"):
        receive_stock(edition, count=2, by=office.processor)
    with pytest.raises(OrderError, match="was changed in the catalogue meanwhile"), transaction.atomic():
        available(edition)

    assert not OrderLine.objects.exists() and not StockLevel.objects.exists()


@pytest.mark.django_db
def test_of_several_lines_of_one_product_each_is_compared():
    office = offices.open_office(copies=0)
    stale = discs(office, 2, when_short="fill")
    fresh = replace(stale, product=keep(office, False))

    for lines in ([stale, fresh], [fresh, stale]):
        with pytest.raises(OrderError, match="was changed in the catalogue meanwhile"):
            order(office, *lines)
    assert not OrderLine.objects.exists()


def has_to_wait(call) -> bool:
    """Whether this, on a connection of its own, waits for who has a transaction open on this one."""

    def impatient() -> None:
        with transaction.atomic():
            connection.cursor().execute("SET LOCAL lock_timeout = '250ms'")
            call()

    failed = at_once([impatient])[0]
    assert failed is None or (isinstance(failed, OperationalError) and "lock timeout" in str(failed)), failed
    return failed is not None


def kept_subscription(office, code: str) -> Product:
    return create_product(
        code, title="Discs by subscription", medium="dvd", kind="subscription", cycle="two_monthly",
        editions_of=office.disc,
        by=office.supervisor,
    )  # fmt: skip


WRITERS = {
    "change": lambda office: keep(office, False),
    "edition": lambda office: add_edition(
        office.disc, issue_date=date(2027, 2, 1), label="February 2027", by=office.supervisor
    ),
    "price": lambda office: set_price(
        office.disc, effective_from=date(2099, 1, 1), domestic=Decimal(1), foreign=Decimal(1),
        by=office.supervisor,
    ),
    "sender": lambda office: kept_subscription(office, "EIP-0109P-DD"),
    "file": lambda office: import_catalogue(
        [EditionRow(2, office.disc.code, date(2027, 2, 1), "February 2027")],
        dry_run=False,
        by=office.supervisor,
    ),
    "file of senders": lambda office: import_catalogue(
        [ProductRow(2, office.subscription.code, {}, editions_of=office.disc.code)],
        dry_run=False,
        by=office.supervisor,
    ),
}  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_who_writes_the_catalogue_waits_for_who_relies_on_it_and_the_other_way_round():
    office = offices.open_office(copies=0)
    order_one = lambda: order(office, discs(office, 2, when_short="fill"))  # noqa: E731

    with transaction.atomic():
        order_one()
        assert {name: has_to_wait(lambda write=write: write(office)) for name, write in WRITERS.items()} == (
            dict.fromkeys(WRITERS, True)
        )
    for name, write in WRITERS.items():
        if name == "change":
            continue  # it was ordered: refused
        with transaction.atomic():
            write(office)
            assert has_to_wait(order_one), name
            transaction.set_rollback(True)
    with pytest.raises(OrderError, match="It was ordered already"):
        keep(office, False)


def wait_until_somebody_waits() -> None:
    """Wait until another connection to this database waits for a row."""
    query = "SELECT count(*) FROM pg_locks WHERE NOT granted"
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute(query)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)
    raise AssertionError("Nobody waits.")


@pytest.mark.django_db(transaction=True)
def test_a_file_and_an_order_never_wait_for_each_other_whatever_the_order_of_its_rows():
    office = offices.open_office(copies=0)
    price = PriceRow(date(2099, 1, 1), Decimal(1), Decimal(1), "")
    rows = [
        ProductRow(2, office.subscription.code, {}, price=price),
        ProductRow(3, office.disc.code, {}, price=price),
    ]
    outcomes = []

    def bring_in() -> None:
        outcomes.extend(at_once([lambda: import_catalogue(rows, dry_run=False, by=office.supervisor)]))

    thread = threading.Thread(target=bring_in)
    with transaction.atomic():
        order(office, discs(office, 2, when_short="fill"))
        thread.start()
        wait_until_somebody_waits()
        connection.cursor().execute("SET LOCAL lock_timeout = '2s'")
        order(office, subscribed(office))
    thread.join(20)

    assert outcomes[0].is_done and Price.objects.filter(effective_from=date(2099, 1, 1)).count() == 2


@pytest.mark.django_db
def test_what_keeps_no_stock_any_more_ships_though_it_once_had_a_level():
    office = offices.open_office(copies=0)
    expect_stock(office.december, expected=2, by=office.processor)
    keep(office, False)
    office.disc.refresh_from_db()
    office.december.refresh_from_db()

    placed = released(office)
    ship_order(placed, carrier="ups", by=office.processor)

    level = StockLevel.objects.get()
    assert again(placed).units_shipped == 1 and (level.on_hand, level.allocated) == (0, 0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("keeps_stock", [True, False])
def test_ordered_and_changed_at_once_the_ledger_of_stock_is_consistent(keeps_stock):
    office = offices.open_office(copies=0)
    for _ in range(6):
        Product.objects.filter(pk=office.disc.pk).update(keeps_stock=not keeps_stock)
        line = discs(office, 2, when_short="fill")
        line.product.refresh_from_db()

        placed, changed = at_once([lambda line=line: order(office, line), lambda: keep(office, keeps_stock)])

        assert isinstance(changed, Product) != (not isinstance(placed, OrderError)), "one of them was told"
        assert not isinstance(changed, Conflict)
        now = Product.objects.get(pk=office.disc.pk)
        if isinstance(placed, OrderError):
            assert now.keeps_stock == keeps_stock and not OrderLine.objects.exists()
            continue
        assert now.keeps_stock != keeps_stock, "it was ordered as it was read, and stays so"
        made = placed.lines.get()
        assert (made.ready, made.backordered) == ((2, 0) if keeps_stock else (0, 2))
        break
    promised = sum(StockMove.objects.values_list("allocated", flat=True))
    assert promised == sum(level.allocated for level in StockLevel.objects.all()) == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("receives_first", [True, False])
def test_copies_that_arrive_while_it_is_changed_are_on_no_shelf_that_is_none(receives_first):
    office = offices.open_office(copies=0)
    edition = Edition.objects.select_related("product").get()
    acts = [lambda: receive_stock(edition, count=2, by=office.processor), lambda: keep(office, False)]

    results = at_once(acts if receives_first else acts[::-1])

    assert sum(isinstance(each, OrderError) for each in results) == 1
    now, level = Product.objects.get(pk=office.disc.pk), StockLevel.objects.filter(on_hand__gt=0)
    assert now.keeps_stock == level.exists()


@pytest.mark.django_db
def test_what_was_ordered_is_shipped_and_cancelled_as_it_was_ordered():
    office = offices.open_office(copies=2)
    first, second = order(office, discs(office)), order(office, discs(office))
    with pytest.raises(OrderError, match="on the shelf"):
        keep(office, False)

    cancel_order(first, reason="Never mind.", by=office.agent)
    release_order(second, by=office.processor)
    ship_order(again(second), carrier="ups", by=office.processor)

    level = StockLevel.objects.get()
    assert (level.on_hand, level.allocated) == (1, 0)
