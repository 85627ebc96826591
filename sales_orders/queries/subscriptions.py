"""The list of subscriptions, and everything that the page of one shows."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import F
from django.http import Http404

from sales_orders.models import (
    OrderEntry,
    OrderLine,
    Shipment,
    ShipmentLine,
    Subscription,
    SubscriptionIssue,
    SubscriptionTerms,
)
from sales_orders.queries.order_list import keyset

NEWEST = 100  # issues; a subscription with more says so


@dataclass(frozen=True)
class SubscriptionList:
    """One page of subscriptions, and the signed cursors of its neighbours."""

    rows: list[Subscription]
    earlier: str
    later: str


@dataclass(frozen=True)
class SubscriptionPage:
    """What was ordered of a subscription, and what was sent."""

    lines: list[OrderLine]
    issues: list[SubscriptionIssue]
    cut: bool
    left: set[int]
    claimable: set[int]

    @property
    def newest(self) -> OrderLine:
        return self.lines[-1]


def subscription_list(user, *, filters: Mapping[str, str], at: str = "") -> SubscriptionList:
    """A page of the subscriptions that `user` may see, the newest first, in three queries."""
    rows = Subscription.objects.visible_to(user)
    state = filters.get("state", "")
    if state == "ending":
        before = SubscriptionTerms.now().notice_before
        rows = rows.filter(state=Subscription.State.ACTIVE)
        rows = rows.filter(issues_sent__gte=F("issues_paid") + F("issues_extra") - before)
    elif state:
        rows = rows.filter(state=state)
    keys, earlier, later = keyset(rows, at)
    found = Subscription.objects.select_related("customer", "product").in_bulk(keys)
    return SubscriptionList([found[key] for key in keys if key in found], earlier, later)


def subscription_or_404(key: int, user) -> Subscription:
    """The subscription with this key. Raises Http404 when there is none, or `user` may not know of it."""
    found = Subscription.objects.visible_to(user).select_related("customer", "product").filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def subscription_page(subscription: Subscription) -> SubscriptionPage:
    """Its lines, the oldest first, and its newest issues: which have left, and which can be claimed."""
    lines = OrderLine.objects.filter(subscription=subscription).select_related("order__zone").order_by("pk")
    issues = SubscriptionIssue.objects.filter(subscription=subscription)
    found = list(
        issues.select_related("edition", "line__order", "claim__ticket").order_by("-pk")[: NEWEST + 1]
    )
    left = _left(found)
    window = SubscriptionTerms.now().claim_window
    days = sorted((each.edition.issue_date for each in found), reverse=True)
    claimable = {
        each.pk
        for each in found
        if each.pk in left and not hasattr(each, "claim") and days.index(each.edition.issue_date) < window
    }
    return SubscriptionPage(list(lines), found[:NEWEST], len(found) > NEWEST, left, claimable)


def _left(issues: list[SubscriptionIssue]) -> set[int]:
    """The keys of those that have left the house."""
    parcels = ShipmentLine.objects.filter(
        line__in={each.line_id for each in issues},
        edition__in={each.edition_id for each in issues},
        shipment__state=Shipment.State.SHIPPED,
    )
    shipped = set(parcels.values_list("line_id", "edition_id"))
    return {each.pk for each in issues if (each.line_id, each.edition_id) in shipped}


def sent_before(submission_id: str | None, *, by) -> bool:
    """Whether this person sent a form with this id before, and it was done."""
    try:
        identifier = uuid.UUID(submission_id or "")
    except ValueError:
        return False
    return OrderEntry.objects.filter(submission_id=identifier, by=by).exists()
