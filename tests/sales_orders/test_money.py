"""Money is exact: what is spread or split adds up to what it was."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales_orders.money import cents, part, percentage, spread

amounts = st.integers(0, 10**11).map(lambda whole: Decimal(whole) / 100)


@pytest.mark.parametrize(
    ("amount", "rounded"), [("0.005", "0.01"), ("0.015", "0.02"), ("1.0049", "1.00"), ("-0.005", "-0.01")]
)
def test_cents_are_rounded_half_up(amount, rounded):
    assert cents(Decimal(amount)) == Decimal(rounded)


def test_a_percentage_is_in_cents():
    assert percentage(Decimal("0.15"), Decimal(10)) == Decimal("0.02")


@given(amounts, st.lists(amounts, min_size=1, max_size=20))
def test_what_is_spread_adds_up_and_nobody_gets_a_cent_more_than_their_share(amount, weights):
    parts = spread(amount, weights)

    assert sum(parts) == amount
    total = sum(weights)
    for share, weight in zip(parts, weights, strict=True):
        exact = amount * weight / total if total else amount / len(weights)
        assert abs(share - exact) < Decimal("0.01")


def test_nothing_bears_nothing():
    assert spread(Decimal("0.00"), []) == []
    with pytest.raises(ValueError, match="nothing to spread"):
        spread(Decimal("0.01"), [])
    with pytest.raises(ValueError, match="negative"):
        spread(Decimal("0.01"), [Decimal(-1), Decimal(2)])


@given(amounts, st.lists(st.integers(1, 50), min_size=1, max_size=12))
def test_parts_add_up_to_the_whole(amount, steps):
    of, done, sum_of_parts = sum(steps), 0, Decimal(0)
    for step in steps:
        sum_of_parts += part(amount, done=done, more=step, of=of)
        done += step

    assert sum_of_parts == amount


def test_there_are_not_more_units_than_there_are():
    with pytest.raises(ValueError, match="that many"):
        part(Decimal(1), done=2, more=2, of=3)
