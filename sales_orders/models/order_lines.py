"""Lines of sales orders."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from sales_orders.models.catalogue import Edition, Product
from sales_orders.models.orders import Money, Order
from uccms.privacy.holds import Holds


class OrderLine(models.Model):
    """One product on an order. What it costs is kept as it was on the day it was placed.

    Its units (copies times issues) are, each, ready to ship, backordered, awaited (an issue that is not out
    yet), shipped or cancelled.
    """

    class WhenShort(models.TextChoices):
        FILL = "fill", "Ship what is there, the rest later"
        WAIT = "wait", "Wait for all"
        PASS = "pass", "Wait for all, and let younger orders go first"

    order = models.ForeignKey(Order, models.CASCADE, related_name="lines", db_index=False)
    position = models.PositiveSmallIntegerField()
    product = models.ForeignKey(Product, models.PROTECT, related_name="lines", db_index=False)
    edition = models.ForeignKey(Edition, models.PROTECT, null=True, blank=True, related_name="lines")
    title = models.CharField(max_length=200)
    quantity = models.PositiveIntegerField()
    issues = models.PositiveIntegerField(default=1)
    starts_on = models.DateField(null=True, blank=True)
    subscription = models.ForeignKey(
        "Subscription", models.PROTECT, null=True, blank=True, related_name="lines", db_index=False
    )
    when_short = models.CharField(max_length=4, choices=WhenShort, default=WhenShort.FILL)
    unit_price = models.DecimalField(**Money)
    price_reason = models.CharField(max_length=200, blank=True)
    discount = models.DecimalField(default=0, **Money)
    discount_reason = models.CharField(max_length=200, blank=True)
    order_discount = models.DecimalField(default=0, **Money)
    shipping = models.DecimalField(default=0, **Money)
    total = models.GeneratedField(
        expression=F("quantity") * F("issues") * F("unit_price")
        - F("discount")
        - F("order_discount")
        + F("shipping"),
        output_field=models.DecimalField(**Money),
        db_persist=True,
    )
    units = models.GeneratedField(
        expression=F("quantity") * F("issues"), output_field=models.PositiveIntegerField(), db_persist=True
    )
    ready = models.PositiveIntegerField(default=0)
    picked = models.PositiveIntegerField(default=0)
    backordered = models.PositiveIntegerField(default=0)
    awaited = models.PositiveIntegerField(default=0)
    shipped = models.PositiveIntegerField(default=0)
    cancelled = models.PositiveIntegerField(default=0)
    returned = models.PositiveIntegerField(default=0)

    holds = Holds(
        nobody=[
            "id", "order", "position", "product", "edition", "quantity", "issues", "starts_on",
            "subscription", "when_short", "unit_price", "discount", "order_discount", "shipping", "total",
            "units", "ready", "picked", "backordered", "awaited", "shipped", "cancelled", "returned",
        ],
        because={
            "title": "the title of a product and edition as it was placed",
            "price_reason": "why a price was overridden, after the guard; it is about a price",
            "discount_reason": "why a discount was given, after the guard; it is about a price",
        },
    )  # fmt: skip

    class Meta:
        default_permissions = ()
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="order_line_position_once"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=100_000, issues__gte=1, issues__lte=1_000),
                name="order_line_quantity_is_sensible",
            ),
            models.CheckConstraint(
                condition=Q(
                    unit_price__gte=0, discount__gte=0, order_discount__gte=0, shipping__gte=0, total__gte=0
                ),
                name="order_line_amounts_are_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(
                    units=F("ready") + F("backordered") + F("awaited") + F("shipped") + F("cancelled")
                )
                & Q(picked__lte=F("ready"), returned__lte=F("shipped")),
                name="order_line_units_add_up",
            ),
            models.CheckConstraint(
                condition=Q(discount=0) | ~Q(discount_reason=""), name="a_discount_says_why"
            ),
            models.CheckConstraint(
                condition=Q(when_short__in=["fill", "wait", "pass"]), name="order_line_when_short_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["product", "-id"], name="order_line_by_product"),
            models.Index(fields=["edition", "id"], name="line_backordered", condition=Q(backordered__gt=0)),
            models.Index(
                fields=["subscription", "id"],
                name="line_by_subscription",
                condition=Q(subscription__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.units} × {self.title}"

    @property
    def goods(self) -> Decimal:
        """Price times units, before discounts and shipping."""
        return self.unit_price * self.quantity * self.issues

    @property
    def less(self) -> Decimal:
        """What its own discount and its share of the order's take from it."""
        return self.discount + self.order_discount

    @property
    def unpicked(self) -> int:
        """Units that are ready and not picked yet."""
        return self.ready - self.picked

    @property
    def remaining(self) -> int:
        """Units that have neither shipped nor been cancelled."""
        return self.ready + self.backordered + self.awaited
