"""What happened on an order."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from sales_orders.models.fulfilment import Return, Shipment
from sales_orders.models.ledger import LedgerEntry, RefundRequest
from sales_orders.models.order_changes import OrderChange
from sales_orders.models.orders import Order
from uccms.privacy.holds import Holds


class OrderEntryManager(models.Manager):
    def record(self, kind: "OrderEntry.Kind", *, by, **facts) -> "OrderEntry":
        """Write that `by` did this; on `order.timeline` the order is known."""
        return self.create(kind=kind, by=by, **facts)


class OrderEntry(models.Model):
    """One thing that happened on an order. Staff only."""

    class Kind(models.TextChoices):
        PLACED = "placed", "Placed"
        CHANGED = "changed", "Changed"
        NOTE = "note", "Internal note"
        RELEASED = "released", "Released"
        HELD = "held", "Put on hold"
        UNHELD = "unheld", "Hold lifted"
        PICKED = "picked", "Picked"
        PUT_BACK = "put_back", "Put back on the shelf"
        SHIPPED = "shipped", "Shipped"
        FILLED = "filled", "Backorder filled"
        WAITS = "waits", "Waiting for copies changed"
        CANCELLED = "cancelled", "Cancelled"
        CLOSED = "closed", "Closed"
        PAID = "paid", "Payment entered"
        REFUSED = "refused", "Payment refused"
        WRITTEN_OFF = "written_off", "Written off"
        REFUND_REQUESTED = "refund_requested", "Refund requested"
        REFUND_APPROVED = "refund_approved", "Refund approved"
        REFUND_DECLINED = "refund_declined", "Refund declined"
        RETURN_EXPECTED = "return_expected", "Return expected"
        RETURN_RECEIVED = "return_received", "Return received"
        RETURN_SETTLED = "return_settled", "Return closed"
        RESTOCKED = "restocked", "Restocked"
        CREDITED = "credited", "Credited"
        PRINTED = "printed", "Document printed"
        MAILED = "mailed", "Mail sent"
        SUBSCRIPTION = "subscription", "Subscription"
        REMOVED = "removed", "Something was removed"

    order = models.ForeignKey(Order, models.CASCADE, related_name="timeline", db_index=False)
    kind = models.CharField(max_length=20, choices=Kind)
    at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    text = models.TextField(blank=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    shipment = models.ForeignKey(Shipment, models.CASCADE, null=True, related_name="+")
    ledger_entry = models.ForeignKey(LedgerEntry, models.CASCADE, null=True, related_name="+")
    refund = models.ForeignKey(RefundRequest, models.CASCADE, null=True, related_name="+")
    came_back = models.ForeignKey(Return, models.CASCADE, null=True, related_name="+")
    change = models.ForeignKey(OrderChange, models.CASCADE, null=True, related_name="+")
    submission_id = models.UUIDField(null=True, unique=True, editable=False)

    objects = OrderEntryManager()

    holds = Holds(
        nobody=[
            "id", "order", "kind", "amount", "shipment", "ledger_entry", "refund", "came_back", "change",
            "submission_id",
        ],
        agent_name=["by"],
        contact_time=["at"],
        request=["text"],
    )  # fmt: skip

    class Meta:
        default_permissions = ()
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["order", "at"], name="order_entry_by_order")]

    def __str__(self) -> str:
        return f"{self.kind} on {self.order_id}"
