"""Exact money: US dollars as Decimals with two places, and the one way each is rounded, spread and split."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
MOST = Decimal("9999999999.99")  # what a column of amounts holds


def cents(amount: Decimal) -> Decimal:
    """The amount in whole cents, rounded half up, away from zero."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def percentage(amount: Decimal, percent: Decimal) -> Decimal:
    """So many percent of an amount, in whole cents."""
    return cents(amount * percent / 100)


def spread(amount: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """The amount split in proportion to `weights`, in whole cents that add up to it exactly.

    Cents that are left over go to the largest remainders, and among equal ones to the first. Weights that
    are all zero count as equal. Raises ValueError for a negative weight, or an amount and nothing to bear it.
    """
    if any(weight < 0 for weight in weights):
        raise ValueError("A weight is negative.")
    if not weights:
        if amount:
            raise ValueError("There is nothing to spread the amount over.")
        return []
    total = sum(weights)
    if not total:
        weights, total = [Decimal(1)] * len(weights), Decimal(len(weights))
    whole = int(amount / CENT)
    shares = [divmod(abs(whole) * weight, total) for weight in weights]
    parts = [int(share) for share, _ in shares]
    over = abs(whole) - sum(parts)
    by_remainder = sorted(range(len(parts)), key=lambda place: -shares[place][1])
    for place in by_remainder[:over]:
        parts[place] += 1
    sign = 1 if whole >= 0 else -1
    return [sign * part * CENT for part in parts]


def part(amount: Decimal, *, done: int, more: int, of: int) -> Decimal:
    """What `more` of `of` units are worth, when `done` have been reckoned before; all together give `amount`.

    Raises ValueError when there are not that many units.
    """
    if done < 0 or more < 0 or of <= 0 or done + more > of:
        raise ValueError("There are not that many units.")
    return cents(amount * (done + more) / of) - cents(amount * done / of)
