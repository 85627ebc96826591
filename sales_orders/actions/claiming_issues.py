"""A subscriber says that an issue did not arrive: a ticket, once, and one answer."""

import uuid

from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.utils import timezone

from contacts.actions.logging_contacts import KeptOpen, log_contact
from contacts.errors import Conflict
from contacts.models import Matter, Topic
from sales_orders.actions import parcels
from sales_orders.actions.parcels import Parcel
from sales_orders.errors import OrderError, WrongState
from sales_orders.models import (
    Claim,
    Order,
    OrderLine,
    Shipment,
    ShipmentLine,
    Subscription,
    SubscriptionIssue,
    SubscriptionTerms,
)
from sales_orders.models.orders import sees_orders
from uccms.accounts import permissions
from uccms.audit.context import action, one_at_a_time
from uccms.privacy.texts import NOTHING_STATED, Statements

INSTEAD = "in place of an issue that did not arrive"
Answer = Claim.Answer


def hindered(issue: SubscriptionIssue) -> str:
    """Why the issue cannot be claimed, as a sentence; empty when it can."""
    if Claim.objects.filter(issue=issue).exists():
        return "This issue is claimed already."
    left = ShipmentLine.objects.filter(
        line=issue.line_id, edition=issue.edition_id, shipment__state=Shipment.State.SHIPPED
    )
    if not left.exists():
        return "This issue has not left yet."
    window = SubscriptionTerms.now().claim_window
    since = SubscriptionIssue.objects.filter(
        subscription=issue.subscription_id, edition__issue_date__gt=issue.edition.issue_date
    )
    if since.count() >= window:
        return f"{window} later issues were sent since: it is too late to claim this one."
    return ""


@action
def claim_issue(
    issue: SubscriptionIssue,
    *,
    channel: str,
    topic: Topic,
    description: str,
    submission_id: uuid.UUID,
    by,
    statements: Statements = NOTHING_STATED,
) -> Claim:
    """Open a ticket about the order of an issue that did not arrive; an issue is claimed once.

    Raises PermissionDenied, TextRefused, WrongState, or TicketError with a sentence.
    """
    permissions.require(by, "sales_orders.enter_order")
    if not sees_orders(by):
        raise PermissionDenied
    one_at_a_time(submission_id)
    earlier = Claim.objects.filter(submission_id=submission_id).first()
    if earlier:
        if earlier.claimed_by_id != by.pk:
            raise PermissionDenied
        return earlier
    subscription = Subscription.objects.select_for_update().get(pk=issue.subscription_id)
    if sentence := hindered(issue):
        raise WrongState(sentence)
    ordered = Order.objects.get(lines=issue.line_id)
    contact = log_contact(
        by=by,
        submission_id=submission_id,
        channel=channel,
        started_at=timezone.now(),
        outcome=KeptOpen(),
        description=description,
        topic=topic,
        customer=subscription.customer,
        matters=[(Matter.Kind.ORDER, ordered.number)],
        statements=statements,
    )
    return Claim.objects.create(
        issue=issue, ticket=contact.ticket, claimed_by=by, submission_id=submission_id
    )


@action
def answer_claim(claim: Claim, *, answer: str, by, version: int | None = None) -> Claim:
    """Replace the issue from the shelf, or add one issue to the subscription.

    Raises PermissionDenied, Conflict, WrongState, or OrderError with a sentence.
    """
    permissions.require(by, "sales_orders.process_order")
    if not sees_orders(by):
        raise PermissionDenied
    issue = SubscriptionIssue.objects.select_related("edition__product", "line").get(pk=claim.issue_id)
    order = Order.objects.select_for_update().get(pk=issue.line.order_id)
    OrderLine.objects.select_for_update().get(pk=issue.line_id)
    subscription = Subscription.objects.select_for_update().get(pk=issue.subscription_id)
    claim = Claim.objects.select_for_update().get(pk=claim.pk)
    if version is not None and version != claim.version:
        raise Conflict
    if claim.answer:
        raise WrongState("The claim is answered already.")
    if answer == Answer.REPLACED:
        _replace(order, subscription, issue, by=by)
    elif answer == Answer.EXTENDED:
        _extend(subscription)
    else:
        raise OrderError("Choose how the claim is answered.")
    claim.answer, claim.order = answer, order if answer == Answer.REPLACED else None
    claim.version += 1
    claim.save(update_fields=["answer", "order", "version"])
    return claim


def _replace(order: Order, subscription: Subscription, issue: SubscriptionIssue, *, by) -> None:
    if order.state not in (Order.State.RELEASED, Order.State.CLOSED):
        raise WrongState(f"{order.number} is {order.get_state_display().lower()}: nothing is sent with it.")
    there = parcels.available(issue.edition)
    if there is not None and there < subscription.copies:
        raise OrderError(
            f"Only {there} of {subscription.copies} are free on the shelf: add one issue instead."
        )
    parcel = Parcel(order.pk, subscription.copies, None, subscription.pk, subscription.product_id)
    parcels.pack(issue.edition, [parcel], by=by, free_because=INSTEAD)


def _extend(subscription: Subscription) -> None:
    if subscription.state == Subscription.State.CANCELLED:
        raise WrongState("The subscription is cancelled: no issue can be added to it.")
    Subscription.objects.filter(pk=subscription.pk).update(
        issues_extra=F("issues_extra") + 1, version=F("version") + 1, state=Subscription.State.ACTIVE
    )
