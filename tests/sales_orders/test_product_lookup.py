"""Products are found by code or words, with the price of the day and what is on the shelf."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from sales_orders.models import Edition, Price
from sales_orders.queries.product_lookup import NEWEST_EDITIONS, look_up_products
from tests.sales_orders import office as offices
from tests.sales_orders.office import discs, order

pytestmark = pytest.mark.django_db


def found(office, typed, **facts):
    known = {"zone": office.domestic, "day": timezone.localdate()}
    return look_up_products(typed, **known | facts)


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("EIP-0102", ["EIP-0102P-DD"]),
        ("eip-0102p-dd", ["EIP-0102P-DD"]),
        ("5350", ["EIP-5350P-OL"]),
        ("patents", ["EIP-0102P-DD", "EIP-0104P-DD"]),
        ("Grants  BIB", ["EIP-0102P-DD"]),
        ("rants", []),
        ("bib:", ["EIP-0102P-DD"]),
        ("xml", ["EIP-5101P-DD"]),
        ("DÁTA", ["EIP-5101P-DD"]),
        ("%", []),
        ("(", []),
        ("\\", []),
        ("a\x00b", []),
        ("", ["EIP-0102P-DD", "EIP-0104P-DD", "EIP-5350P-OL"]),
    ],
)
def test_code_or_words_find_it(office, typed, codes):
    offices.product("EIP-5101P-DD", "Grant Data/XML", is_active=bool(typed))
    assert [each.product.code for each in found(office, typed)] == codes


def test_what_is_not_sold_any_more_is_not_offered(office):
    office.disc.is_active = False
    office.disc.save()

    assert found(office, "0102") == []


def test_the_price_is_that_of_the_day_and_the_zone(office):
    Price.objects.create(
        product=office.disc, effective_from=date(2030, 1, 1), domestic=Decimal(130), foreign=Decimal(150)
    )

    prices = [
        found(office, "0102", zone=zone, day=day)[0].price
        for zone in (office.domestic, office.foreign)
        for day in (date(2019, 12, 31), date(2029, 12, 31), date(2030, 1, 1))
    ]
    assert prices == [None, Decimal(100), Decimal(130), None, Decimal(125), Decimal(150)]


def test_copies_that_are_promised_are_not_on_offer(office):
    order(office, discs(office, 2))

    assert [each.available for each in found(office, "0102")[0].editions] == [1]
    assert found(office, "5350")[0].editions == []


def test_few_and_many_products_cost_the_same_number_of_queries(office, django_assert_num_queries):
    for month in range(1, 12):
        for day in (1, 8, 15):
            Edition.objects.create(product=office.disc, issue_date=date(2025, month, day), label=str(day))
        offices.product(f"EIP-02{month:02d}P-DD", "Patents sample")

    with django_assert_num_queries(4):
        listed = found(office, "")
    assert len(listed) == 10
    assert [each.edition.issue_date for each in listed[0].editions[:2]] == [
        date(2026, 12, 1),
        date(2025, 11, 15),
    ]
    assert len(listed[0].editions) == NEWEST_EDITIONS, "a daily product has thousands"
