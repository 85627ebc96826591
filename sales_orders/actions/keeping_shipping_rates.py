"""Keep shipping zones and what a parcel costs there. A rate is never overwritten."""

import uuid
from datetime import date
from decimal import Decimal

from django.utils import timezone

from sales_orders.actions.keeping_catalogue import require_amount, require_keeper, sent_before
from sales_orders.errors import OrderError
from sales_orders.models import ShippingRate, ShippingZone
from uccms.audit.context import action
from uccms.privacy.texts import NOTHING_STATED, Statements, admit


@action
def have_zone(name: str, *, is_domestic: bool, position: int, by) -> ShippingZone:
    """The shipping zone of this name, made when it is not there, else as it is."""
    require_keeper(by)
    defaults = {"is_domestic": is_domestic, "position": position}
    return ShippingZone.objects.get_or_create(name=admit(name), defaults=defaults)[0]


@action
def create_zone(
    name: str,
    *,
    is_domestic: bool,
    position: int,
    submission_id: uuid.UUID | None = None,
    statements: Statements = NOTHING_STATED,
    by,
) -> ShippingZone:
    """Make a shipping zone; sent twice, it is one.

    Raises PermissionDenied, TextRefused, or OrderError when there is one of this name.
    """
    require_keeper(by)
    if earlier := sent_before(ShippingZone, submission_id):
        return earlier
    name = admit(name, statements=statements)
    if ShippingZone.objects.filter(name__iexact=name).exists():
        raise OrderError("There is a zone of this name already.")
    zone = ShippingZone.objects.create(
        name=name, is_domestic=is_domestic, position=position, submission_id=submission_id
    )
    statements.record(name, by=by, table="sales_orders_shippingzone", key=zone.pk, column="name")
    return zone


@action
def set_shipping_rate(
    zone: ShippingZone,
    *,
    up_to_grams: int,
    effective_from: date,
    amount: Decimal,
    source: str = "",
    submission_id: uuid.UUID | None = None,
    statements: Statements = NOTHING_STATED,
    by,
) -> ShippingRate:
    """Set what a parcel of up to so many grams costs from a day on, in US dollars; sent twice, it is one.

    Raises PermissionDenied, TextRefused, or OrderError with a sentence.
    """
    require_keeper(by)
    if earlier := sent_before(ShippingRate, submission_id):
        return earlier
    ShippingZone.objects.select_for_update().get(pk=zone.pk)
    same = zone.rates.filter(up_to_grams=up_to_grams)
    if effective_from < timezone.localdate() and same.exists():
        raise OrderError("A rate begins today or later.")
    if same.filter(effective_from=effective_from).exists():
        raise OrderError("There is such a rate from that day on already, and it is never overwritten.")
    if up_to_grams < 1:
        raise OrderError("A parcel weighs at least 1 gram.")
    require_amount(amount)
    rate = ShippingRate.objects.create(
        zone=zone,
        up_to_grams=up_to_grams,
        effective_from=effective_from,
        amount=amount,
        source=admit(source, statements=statements),
        submission_id=submission_id,
    )
    statements.record(rate.source, by=by, table="sales_orders_shippingrate", key=rate.pk, column="source")
    return rate
