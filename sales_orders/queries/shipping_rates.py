"""Shipping zones with their rates: what holds today, and what is to come."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404

from sales_orders.access import sees_catalogue
from sales_orders.models import ShippingRate, ShippingZone


@dataclass(frozen=True)
class DatedRate:
    """A rate with its state on the day: in force, to come, or of the past."""

    rate: ShippingRate
    state: str


@dataclass(frozen=True)
class ZoneRates:
    """A zone with its rates by weight, of each weight the newest first."""

    zone: ShippingZone
    rates: list[DatedRate]


def zones_with_rates(day: date) -> list[ZoneRates]:
    """All zones, in two queries."""
    of_zone: dict[int, list[DatedRate]] = {}
    in_force: set[tuple[int, int]] = set()
    for rate in ShippingRate.objects.order_by("zone_id", "up_to_grams", "-effective_from"):
        step = (rate.zone_id, rate.up_to_grams)
        state = "to come" if rate.effective_from > day else "past" if step in in_force else "now"
        if state == "now":
            in_force.add(step)
        of_zone.setdefault(rate.zone_id, []).append(DatedRate(rate, state))
    return [ZoneRates(zone, of_zone.get(zone.pk, [])) for zone in ShippingZone.objects.all()]


def zone_or_404(key: int, user) -> ShippingZone:
    """The zone with this key.

    Raises Http404 when there is none, or `user` may not know of it.
    """
    found = ShippingZone.objects.filter(pk=key).first()
    if found is None or not sees_catalogue(user):
        raise Http404
    return found
