"""What left the house, and what came back."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from sales_orders.models.catalogue import Edition
from sales_orders.models.ledger import RefundRequest
from sales_orders.models.order_lines import OrderLine
from sales_orders.models.orders import Order
from uccms.privacy.holds import Holds


class Shipment(models.Model):
    """A parcel, or a download that was opened: picked first, then shipped."""

    class State(models.TextChoices):
        PICKED = "picked", "Picked"
        SHIPPED = "shipped", "Shipped"
        CANCELLED = "cancelled", "Put back"

    class Carrier(models.TextChoices):
        NONE = "", "none"
        UPS = "ups", "UPS"
        USPS = "usps", "U.S. Postal Service"
        FEDEX = "fedex", "FedEx"
        DHL = "dhl", "DHL"
        COUNTER = "counter", "Handed over at the counter"
        DOWNLOAD = "download", "Download"

    order = models.ForeignKey(Order, models.CASCADE, related_name="shipments", db_index=False)
    state = models.CharField(max_length=10, choices=State, default=State.PICKED)
    carrier = models.CharField(max_length=10, choices=Carrier, blank=True, default=Carrier.NONE)
    tracking = models.CharField(max_length=40, blank=True)
    tracking_key = models.CharField(max_length=80, blank=True, editable=False, db_collation="C")
    picked_at = models.DateTimeField(db_default=Now())
    picked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    shipped_at = models.DateTimeField(null=True)
    shipped_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    submission_id = models.UUIDField(null=True, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)

    holds = Holds(
        nobody=["id", "order", "state", "carrier", "submission_id", "version"],
        because={
            "tracking": "the carrier's number of a parcel, after the guard",
            "tracking_key": "the carrier's number of a parcel, after the guard",
        },
        copies={"tracking_key": "tracking"},
        staff__act=["picked_at", "picked_by", "shipped_at", "shipped_by"],
    )

    class Meta:
        default_permissions = ()
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["picked", "cancelled"], shipped_at__isnull=True)
                | Q(state="shipped", shipped_at__isnull=False) & ~Q(carrier=""),
                name="a_shipped_parcel_has_a_carrier",
            ),
            models.CheckConstraint(
                condition=Q(carrier__in=["", "ups", "usps", "fedex", "dhl", "counter", "download"]),
                name="carrier_is_known",
            ),
        ]
        indexes = [
            models.Index(fields=["order", "id"], name="shipment_by_order"),
            models.Index(fields=["id"], name="shipment_picked", condition=Q(state="picked")),
            models.Index(fields=["tracking_key"], name="shipment_by_tracking", condition=~Q(tracking_key="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.pk}"


class ShipmentLine(models.Model):
    """So many units of an order's line in one parcel."""

    shipment = models.ForeignKey(Shipment, models.CASCADE, related_name="lines", db_index=False)
    line = models.ForeignKey(OrderLine, models.PROTECT, related_name="shipment_lines")
    edition = models.ForeignKey(Edition, models.PROTECT, null=True, related_name="+")
    quantity = models.PositiveIntegerField()

    holds = Holds(nobody=["id", "shipment", "line", "edition", "quantity"])

    class Meta:
        default_permissions = ()
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["shipment", "line", "edition"], name="line_once_a_shipment", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="a_parcel_holds_something"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.line_id}"


class Return(models.Model):
    """Units that come back. Expected, received, restocked and refunded are four facts with four acts."""

    line = models.ForeignKey(OrderLine, models.CASCADE, related_name="returns")
    expected = models.PositiveIntegerField()
    reason = models.CharField(max_length=300)
    expected_at = models.DateTimeField(db_default=Now())
    expected_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    received = models.PositiveIntegerField(default=0)
    received_at = models.DateTimeField(null=True)
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    restocked = models.PositiveIntegerField(default=0)
    restocked_at = models.DateTimeField(null=True)
    restocked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    refund = models.OneToOneField(RefundRequest, models.PROTECT, null=True, related_name="came_back")
    credited = models.PositiveIntegerField(default=0)
    is_settled = models.BooleanField(default=False)
    submission_id = models.UUIDField(null=True, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)

    holds = Holds(
        nobody=[
            "id", "line", "expected", "received", "restocked", "refund", "credited", "is_settled",
            "submission_id", "version",
        ],
        request=["reason"],
        agent_name=["expected_by", "received_by", "restocked_by"],
        contact_time=["expected_at", "received_at", "restocked_at"],
    )  # fmt: skip

    class Meta:
        default_permissions = ()
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expected__gte=1, received__lte=F("expected"), restocked__lte=F("received"))
                & Q(credited__lte=F("received")),
                name="a_return_restocks_what_was_received",
            ),
        ]
        indexes = [
            models.Index(fields=["line", "id"], name="return_by_line"),
            models.Index(fields=["id"], name="return_to_settle", condition=Q(is_settled=False)),
        ]

    def __str__(self) -> str:
        return f"{self.expected} of {self.line_id}"
