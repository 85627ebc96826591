"""The catalogue: what may be kept, and that what was published is never overwritten."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from contacts.errors import Conflict
from sales_orders.actions.keeping_catalogue import (
    add_edition,
    change_product,
    create_product,
    set_price,
)
from sales_orders.actions.keeping_shipping_rates import set_shipping_rate
from sales_orders.actions.keeping_stock import adjust_stock, receive_stock
from sales_orders.actions.sending_issues import send_issue
from sales_orders.cycles import issues_before, label_of
from sales_orders.errors import OrderError
from sales_orders.models import Edition, Price, Product, StockLevel, StockMove
from sales_orders.pricing import NewLine, prices_on
from tests.sales_orders import office as offices
from tests.sales_orders.acts import released
from tests.sales_orders.office import discs, order, subscribed

pytestmark = pytest.mark.django_db


def a_product(**facts):
    known = {"title": "Sample", "medium": "dvd", "kind": "single_edition", "cycle": "yearly"}
    return known | facts


def test_the_carried_catalogue_is_made_once(capsys):
    call_command("seed_catalogue")
    call_command("seed_catalogue")

    assert capsys.readouterr().out.splitlines() == ["21 new products.", "0 new products."]
    assert Product.objects.count() == 21
    assert Product.objects.get(code="EIP-5901T-DD").prices.get().source.startswith("Catalog")
    assert Price.objects.filter(source="").count() == 19
    newest = Product.objects.get(code="EIP-5350P-OL").editions.first().issue_date
    assert newest.weekday() == 1 and timezone.localdate() - newest < timedelta(days=7)
    assert not Product.objects.exclude(code__in=REAL_CODES).filter(is_sample=False).exists()


REAL_CODES = [
    "EIP-5350P-OL", "EIP-5710P-OL", "EIP-5901T-DD", "EIP-5901T-CD", "EIP-5903T-CD", "EIP-5904T-CD",
]  # fmt: skip


@pytest.mark.parametrize(
    ("cycle", "dates", "label"),
    [
        ("weekly", [date(2026, 11, 24), date(2026, 11, 17)], "Week 48, November 24, 2026"),
        ("two_monthly", [date(2026, 11, 1), date(2026, 9, 1)], "November 2026"),
        ("quarterly", [date(2026, 10, 1), date(2026, 7, 1)], "October 2026"),
        ("yearly", [date(2026, 1, 1), date(2025, 1, 1)], "2026"),
        ("daily", [date(2026, 11, 26), date(2026, 11, 25)], "November 26, 2026"),
        ("once", [], ""),
    ],
)
def test_issues_come_on_their_days_and_have_their_names(cycle, dates, label):
    issues = issues_before(date(2026, 11, 26), cycle=cycle)

    assert [issue for issue, _ in zip(issues, range(2), strict=False)] == dates
    assert not dates or label_of(dates[0], cycle) == label


@pytest.mark.parametrize("code", ["EIP-123P-DD", "EIP-1234X-DD", "EIP-1234P-DDD", "eip-1234P-DD", "1234"])
def test_a_code_has_its_form(office, code):
    with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
        create_product(code, by=office.processor, **a_product())


def test_a_code_is_given_once(office):
    with pytest.raises(OrderError, match="already"):
        create_product(office.disc.code, by=office.processor, **a_product())


@pytest.mark.parametrize("person", ["agent", "stranger"])
def test_agents_keep_no_catalogue(office, person):
    with pytest.raises(PermissionDenied):
        create_product("EIP-7000P-DD", by=getattr(office, person), **a_product())
    with pytest.raises(PermissionDenied):
        set_price(
            office.disc,
            effective_from=timezone.localdate(),
            domestic=Decimal(1),
            foreign=Decimal(1),
            by=getattr(office, person),
        )
    with pytest.raises(PermissionDenied):
        receive_stock(office.december, count=1, by=getattr(office, person))


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"title": " "}, "title"),
        ({"medium": "online", "keeps_stock": True}, "no stock"),
    ],
)
def test_impossible_products_get_their_sentence(office, values, sentence):
    with pytest.raises(OrderError, match=sentence):
        create_product("EIP-7000P-DD", by=office.processor, **a_product(**values))


def test_a_change_of_an_old_version_is_refused(office):
    change_product(office.disc, version=1, title="Grants", by=office.processor)

    with pytest.raises(Conflict):
        change_product(office.disc, version=1, title="Grunts", by=office.processor)
    assert Product.objects.get(pk=office.disc.pk).title == "Grants"


def test_a_product_with_copies_on_the_shelf_goes_on_keeping_stock(office):
    with pytest.raises(OrderError, match="on the shelf"):
        change_product(office.disc, version=1, keeps_stock=False, by=office.processor)


def test_what_orders_rely_on_stays_also_when_only_subscribers_got_its_issues(office):
    plain = offices.product("EIP-0105P-DD", "Patents CLASS")
    office.subscription.editions_of = plain
    office.subscription.save()
    edition = add_edition(plain, issue_date=timezone.localdate(), label="Today", by=office.processor)
    released(office, subscribed(office))
    assert send_issue(edition, by=office.processor).made == 1

    with pytest.raises(OrderError, match="It was ordered already"):
        change_product(plain, version=1, keeps_stock=True, by=office.processor)

    open_one = order(office, NewLine(office.download, 1))
    assert open_one.is_open
    with pytest.raises(OrderError, match="It was ordered already"):
        change_product(office.download, version=1, medium="dvd", keeps_stock=True, by=office.processor)


def test_an_edition_is_added_once_a_day_and_where_it_belongs(office):
    with pytest.raises(OrderError, match="already"):
        add_edition(office.disc, issue_date=office.december.issue_date, label="Again", by=office.processor)
    office.subscription.editions_of = office.disc
    office.subscription.save()
    with pytest.raises(OrderError, match="add it there"):
        add_edition(office.subscription, issue_date=date(2027, 2, 1), label="February", by=office.processor)


def test_prices_begin_on_a_day_and_are_never_overwritten(office):
    today = timezone.localdate()
    amounts = {"domestic": Decimal("110.00"), "foreign": Decimal("140.00")}
    set_price(office.disc, effective_from=today + timedelta(days=1), by=office.processor, **amounts)

    assert prices_on([office.disc], today)[office.disc.pk].domestic == Decimal("100.00")
    assert prices_on([office.disc], today + timedelta(days=1))[office.disc.pk].domestic == Decimal("110.00")
    with pytest.raises(OrderError, match="never overwritten"):
        set_price(office.disc, effective_from=today + timedelta(days=1), by=office.processor, **amounts)
    with pytest.raises(OrderError, match="today or later"):
        set_price(office.disc, effective_from=today - timedelta(days=1), by=office.processor, **amounts)
    for change in (lambda: Price.objects.update(domestic=1), lambda: Price.objects.all().delete()):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            change()


@pytest.mark.parametrize("amount", ["-0.01", "0.001", "NaN", "1e11"])
def test_impossible_amounts_are_refused(office, amount):
    with pytest.raises(OrderError, match="dollars and cents"):
        set_price(
            office.disc,
            effective_from=timezone.localdate(),
            domestic=Decimal(amount),
            foreign=Decimal(0),
            by=office.processor,
        )
    with pytest.raises(OrderError, match="dollars and cents"):
        set_shipping_rate(
            office.domestic,
            up_to_grams=5,
            effective_from=timezone.localdate(),
            amount=Decimal(amount),
            by=office.processor,
        )


def test_stock_is_the_sum_of_its_moves(office):
    order(office, discs(office, 2))
    receive_stock(office.december, count=4, by=office.processor)
    adjust_stock(office.december, on_hand=5, reason="Two are scratched.", by=office.processor)

    level = StockLevel.objects.get(edition=office.december)
    moves = StockMove.objects.filter(edition=office.december)
    assert (level.on_hand, level.allocated) == (5, 2)
    assert (sum(each.on_hand for each in moves), sum(each.allocated for each in moves)) == (5, 2)


@pytest.mark.parametrize(
    ("on_hand", "reason", "sentence"), [(1, "Lost", "promised"), (-1, "Lost", "zero"), (3, " ", "Say why")]
)
def test_an_impossible_count_is_refused(office, on_hand, reason, sentence):
    order(office, discs(office, 2))

    with pytest.raises(OrderError, match=sentence):
        adjust_stock(office.december, on_hand=on_hand, reason=reason, by=office.processor)


def test_what_keeps_no_stock_receives_none(office):
    edition = Edition.objects.create(product=office.download, issue_date=date(2026, 11, 24), label="Week 48")
    with pytest.raises(OrderError, match="keeps no stock"):
        receive_stock(edition, count=1, by=office.processor)
    with pytest.raises(OrderError, match="1 or more"):
        receive_stock(office.december, count=0, by=office.processor)
