"""Whether a product keeps stock, changed while it is ordered: stock is consistent whoever is first."""

import pytest

from contacts.errors import Conflict
from sales_orders.actions.cancelling import cancel_order
from sales_orders.actions.keeping_catalogue import change_product
from sales_orders.actions.keeping_stock import receive_stock
from sales_orders.actions.releasing import release_order
from sales_orders.actions.shipping import ship_order
from sales_orders.errors import OrderError
from sales_orders.models import Edition, OrderLine, Product, StockLevel, StockMove
from tests.contacts.acts import at_once
from tests.sales_orders import office as offices
from tests.sales_orders.acts import again
from tests.sales_orders.office import discs, order


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

    assert not OrderLine.objects.exists() and not StockLevel.objects.exists()


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
