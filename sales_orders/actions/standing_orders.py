"""Begin, change and end standing orders, and order a new edition for each of them, once."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied

from contacts.actions.standing_customers import standing as standing_customer
from contacts.errors import Conflict
from contacts.models import Customer
from sales_orders import business_day
from sales_orders.actions.placing_orders import Wanted, place_order
from sales_orders.errors import OrderError, WrongState
from sales_orders.models import Edition, Order, Product, ShippingZone, StandingEdition, StandingOrder
from sales_orders.models.orders import sees_orders
from sales_orders.pricing import NewLine
from uccms.accounts import permissions
from uccms.audit.context import action, one_at_a_time
from uccms.privacy.texts import NOTHING_STATED, Statements, admit

State = StandingOrder.State


@dataclass(frozen=True)
class Delivery:
    """Where the editions go, to whom the bill, and the purchase order that covers them."""

    zone: ShippingZone
    source: str
    ship_to: str
    bill_to: str = ""
    email: str = ""
    purchase_order: str = ""


@dataclass(frozen=True)
class StandingRun:
    """What became of a run: orders that it placed, and what kept others from being placed."""

    placed: int
    problems: list[tuple[StandingOrder, str]]


@action
def begin_standing_order(
    customer: Customer,
    *,
    product: Product,
    copies: int,
    delivery: Delivery,
    submission_id: uuid.UUID,
    by,
    begins_on: date | None = None,
    statements: Statements = NOTHING_STATED,
) -> StandingOrder:
    """Order every edition of a product that is dated on or after a day, today unless it is given.

    Sent twice (same `submission_id`), it is one. Raises PermissionDenied, TextRefused, or OrderError.
    """
    _may(by)
    one_at_a_time(submission_id)
    earlier = StandingOrder.objects.filter(submission_id=submission_id).first()
    if earlier:
        if earlier.began_by_id != by.pk:
            raise PermissionDenied
        return earlier
    if product.is_subscription:
        raise OrderError("A subscription is ordered as such: a standing order takes single editions.")
    if not product.is_active or product.cycle == Product.Cycle.ONCE:
        raise OrderError(f"{product.title} has no new editions.")
    standing = StandingOrder(
        customer=standing_customer(customer),
        product=product,
        begins_on=begins_on or business_day.today(),
        began_by=by,
        submission_id=submission_id,
    )
    _write(standing, copies, delivery, statements, by=by)
    return standing


@action
def change_standing_order(
    standing: StandingOrder,
    *,
    copies: int,
    delivery: Delivery,
    by,
    version: int | None = None,
    statements: Statements = NOTHING_STATED,
) -> StandingOrder:
    """Say how many copies of the coming editions go where. Orders that were placed stay as they are.

    Raises PermissionDenied, Conflict, WrongState, TextRefused, or OrderError.
    """
    standing = _locked(standing, version, by=by)
    standing.version += 1
    _write(standing, copies, delivery, statements, by=by)
    return standing


@action
def end_standing_order(
    standing: StandingOrder,
    *,
    reason: str,
    by,
    version: int | None = None,
    statements: Statements = NOTHING_STATED,
) -> StandingOrder:
    """Order no further edition. Raises PermissionDenied, Conflict, WrongState, TextRefused, or OrderError."""
    standing = _locked(standing, version, by=by)
    reason = admit(reason, statements=statements)
    if not reason:
        raise OrderError("Say why it ends.")
    standing.state, standing.ended_because = State.ENDED, reason
    standing.version += 1
    standing.save(update_fields=["state", "ended_because", "version"])
    statements.record(
        reason, by=by, table="sales_orders_standingorder", key=standing.pk, column="ended_because"
    )
    return standing


def order_edition(
    edition: Edition, *, by, on_progress: Callable[[int], object] = lambda placed: None
) -> StandingRun:
    """Place an order of this edition for each active standing order that has none, the oldest first.

    Each is a transaction of its own: broken off, the next run goes on, and nobody is served twice. Such an
    order is billed before it ships. Raises PermissionDenied.
    """
    _may(by)
    permissions.require(by, "sales_orders.process_order")
    placed, problems = 0, []
    for standing in StandingOrder.objects.due_for(edition).select_related("product"):
        try:
            placed += order_for(standing, edition, by=by) is not None
        except OrderError as error:
            problems.append((standing, str(error)))
        on_progress(1)
    return StandingRun(placed, problems)


@action
def order_for(standing: StandingOrder, edition: Edition, *, by) -> Order | None:
    """Order the edition for one standing order; None when it was ordered or ended meanwhile."""
    standing = (
        StandingOrder.objects.select_for_update(of=("self",))
        .select_related("customer", "product", "zone")
        .get(pk=standing.pk)
    )
    if not StandingOrder.objects.due_for(edition).filter(pk=standing.pk).exists():
        return None
    order = place_order(
        by=by,
        submission_id=uuid.uuid4(),
        customer=standing.customer,
        lines=[NewLine(standing.product, standing.copies, edition=edition, when_short="wait")],
        wanted=Wanted(
            zone=standing.zone,
            source=standing.source,
            ship_to=standing.ship_to,
            bill_to=standing.bill_to,
            email=standing.email,
            purchase_order=standing.purchase_order,
            bill_before_ship=True,
        ),
    )
    StandingEdition.objects.create(standing=standing, edition=edition, order=order)
    return order


def _may(by) -> None:
    permissions.require(by, "sales_orders.enter_order")
    if not sees_orders(by):
        raise PermissionDenied


def _locked(standing: StandingOrder, version: int | None, *, by) -> StandingOrder:
    standing = (
        StandingOrder.objects.select_for_update(of=("self",)).select_related("product").get(pk=standing.pk)
    )
    _may(by)
    if standing.state != State.ACTIVE:
        raise WrongState("This standing order has ended.")
    if version is not None and version != standing.version:
        raise Conflict
    return standing


def _write(standing: StandingOrder, copies: int, delivery: Delivery, statements: Statements, *, by) -> None:
    if not 1 <= copies <= 100_000:
        raise OrderError("A standing order is for 1 to 100,000 copies.")
    standing.copies = copies
    standing.zone, standing.source = delivery.zone, delivery.source
    standing.ship_to = admit(delivery.ship_to, statements=statements)
    standing.bill_to = admit(delivery.bill_to, statements=statements)
    standing.purchase_order = admit(delivery.purchase_order, field="payment", statements=statements)
    standing.email = delivery.email.strip()
    if not standing.ship_to:
        raise OrderError("Say where it goes.")
    standing.save()
    for column in ("ship_to", "bill_to", "purchase_order"):
        kind = "payment" if column == "purchase_order" else "text"
        text = getattr(standing, column)
        statements.record(
            text, by=by, table="sales_orders_standingorder", key=standing.pk, column=column, field=kind
        )
