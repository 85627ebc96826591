"""Who gets an edition: the one reading that the preview and the run share."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q, QuerySet

from sales_orders.models import (
    Edition,
    Product,
    Shipment,
    ShipmentLine,
    StandingEdition,
    StandingOrder,
    StockLevel,
    SubscriptionIssue,
)
from sales_orders.waiting import free_copies

# The line that pays for the next issue; without one, the newest line says where a further issue goes.
# Who was served is looked up for each subscriber, by the index that begins with the subscription. The planner
# thinks that a new edition went to nobody yet: it would go through all who were served for each who was not.
DUE = """
SELECT s.id, s.copies, s.product_id, s.issues_sent < s.issues_paid + s.issues_extra,
       coalesce(paying.order_id, latest.order_id), paying.id, coalesce(paying.state, latest.state)
FROM sales_orders_subscription s
LEFT JOIN LATERAL (
    SELECT l.id, l.order_id, o.state
    FROM sales_orders_orderline l JOIN sales_orders_order o ON o.id = l.order_id
    WHERE l.subscription_id = s.id AND l.awaited >= s.copies
      AND o.state IN ('entered', 'on_hold', 'released')
    ORDER BY l.id LIMIT 1
) paying ON true
LEFT JOIN LATERAL (
    SELECT l.order_id, o.state
    FROM sales_orders_orderline l JOIN sales_orders_order o ON o.id = l.order_id
    WHERE l.subscription_id = s.id AND paying.id IS NULL
    ORDER BY l.id DESC LIMIT 1
) latest ON paying.id IS NULL
WHERE s.state = 'active' AND s.product_id = ANY(%(products)s) AND s.starts_on <= %(issue_date)s
  AND s.issues_sent < s.issues_paid + s.issues_extra + s.grace_allowed
  AND (
      SELECT true FROM sales_orders_subscriptionissue i
      WHERE i.subscription_id = s.id AND i.edition_id + 0 = %(edition)s
  ) IS NULL
"""
READY = "coalesce(paying.state, latest.state) IN ('released', 'closed')"


@dataclass(frozen=True)
class Due:
    """A subscriber who is to get an edition. Without `line`, it is one issue more on the order `order`."""

    subscription: int
    copies: int
    product: int
    is_paid: bool
    order: int
    line: int | None
    order_state: str


@dataclass(frozen=True)
class Preview:
    """What a run would do: subscribers and copies that it serves, those that wait, and those served before.

    `available` is None where no stock of the edition is kept.
    """

    edition: Edition
    subscribers: int
    copies: int
    available: int | None
    unreleased: int
    served: int
    standing: int = 0  # orders that the run would place for standing orders
    ordered: int = 0  # and those that were placed
    picked: int = 0  # parcels of it that have not left

    @property
    def short(self) -> int:
        """Copies that are missing."""
        return max(self.copies - self.available, 0) if self.available is not None else 0

    @property
    def total(self) -> int:
        """Subscribers who get it, before and after the run; at least 1, for a bar."""
        return max(self.served + self.subscribers, 1)


def sent_with(edition: Edition) -> list[int]:
    """The keys of the subscription products that send this edition."""
    sending = Product.objects.filter(kind=Product.Kind.SUBSCRIPTION)
    return list(
        sending.filter(Q(pk=edition.product_id) | Q(editions_of=edition.product_id)).values_list(
            "pk", flat=True
        )
    )


def _asked(edition: Edition) -> dict:
    return {"products": sent_with(edition), "issue_date": edition.issue_date, "edition": edition.pk}


def due(edition: Edition, *, after: int, limit: int) -> list[Due]:
    """The next subscribers who can be served, the oldest subscription first."""
    asked = _asked(edition) | {"after": after, "limit": limit}
    return _read(f"{DUE} AND {READY} AND s.id > %(after)s ORDER BY s.id LIMIT %(limit)s", asked)


def still_due(edition: Edition, subscriptions: Sequence[int]) -> list[Due]:
    """Those of these subscribers who can be served, read anew once their rows are locked."""
    asked = _asked(edition) | {"subscriptions": list(subscriptions)}
    return _read(f"{DUE} AND {READY} AND s.id = ANY(%(subscriptions)s) ORDER BY s.id", asked)


def _read(sql: str, asked: dict) -> list[Due]:
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        return [Due(*row) for row in cursor.fetchall()]


def preview(edition: Edition) -> Preview:
    """What a run of this edition would do now."""
    counts = (
        "SELECT count(*) FILTER (WHERE ready), coalesce(sum(copies) FILTER (WHERE ready), 0),"
        " count(*) FILTER (WHERE NOT ready)"
    )
    rows = DUE.replace("SELECT s.id,", f"SELECT {READY} AS ready, s.id,", 1)
    with connection.cursor() as cursor:
        cursor.execute(f"{counts} FROM ({rows}) AS found", _asked(edition))
        subscribers, copies, unreleased = cursor.fetchone()
    available = None
    if edition.product.keeps_stock:
        available = free_copies(StockLevel.objects.in_bulk([edition.pk])).get(edition.pk, 0)
    served = SubscriptionIssue.objects.filter(edition=edition).count()
    standing = StandingOrder.objects.due_for(edition)
    ordered = StandingEdition.objects.filter(edition=edition).count()
    picked = picked_of(edition).count()
    return Preview(
        edition, subscribers, copies, available, unreleased, served, standing.count(), ordered, picked
    )


def picked_of(edition: Edition) -> QuerySet[ShipmentLine]:
    """What is picked of this edition for subscribers, and has not left."""
    return ShipmentLine.objects.filter(
        edition=edition, shipment__state=Shipment.State.PICKED, line__subscription__isnull=False
    )
