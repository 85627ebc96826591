"""Sales orders and their lines."""

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Lower, Now

from contacts.models import Contact, Customer, Ticket
from sales_orders.models.catalogue import Edition, Product, ShippingZone
from uccms.privacy.holds import Holds

OPEN = Q(state__in=["entered", "on_hold", "released"])
Money = {"max_digits": 12, "decimal_places": 2}


class OrderQuerySet(models.QuerySet):
    def visible_to(self, user) -> "OrderQuerySet":
        """The orders that `user` may open (docs/access.md)."""
        return self if sees_orders(user) else self.none()

    def open(self) -> "OrderQuerySet":
        return self.filter(OPEN)


def sees_orders(user) -> bool:
    """Whether somebody may open orders: the call center, and areas that process them."""
    return user.has_perm("sales_orders.see_orders") and (
        user.is_first_tier or any(area.processes_orders for area in user.areas)
    )


class Order(models.Model):
    """One sales order. Its sums are kept by the ledger's and the lines' actions, in their transactions."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        ENTERED = "entered", "Entered"
        ON_HOLD = "on_hold", "On hold"
        RELEASED = "released", "Released"
        CLOSED = "closed", "Closed"
        CANCELLED = "cancelled", "Cancelled"

    class Paid(models.TextChoices):
        UNPAID = "unpaid", "Unpaid"
        PART = "part", "Partly paid"
        PAID = "paid", "Paid"
        OVERPAID = "overpaid", "Overpaid"
        REFUNDED = "refunded", "Refunded"

    class Shipped(models.TextChoices):
        NONE = "none", "Not shipped"
        PART = "part", "Partly shipped"
        ALL = "all", "Shipped"
        RETURNED = "returned", "Returned"

    # Two digits of the fiscal year and six of its count; None only inside the transaction that places it.
    number_key = models.PositiveIntegerField(null=True, unique=True)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="orders")
    ticket = models.ForeignKey(Ticket, models.SET_NULL, null=True, blank=True, related_name="orders")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    held_because = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=10, choices=Contact.Channel)
    ship_to = models.TextField(blank=True, max_length=600)
    bill_to = models.TextField(blank=True, max_length=600)
    email = models.EmailField(blank=True)
    zone = models.ForeignKey(ShippingZone, models.PROTECT, related_name="+")
    purchase_order = models.CharField(max_length=40, blank=True)
    purchase_order_key = models.CharField(max_length=80, blank=True, editable=False, db_collation="C")
    wanted_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True, max_length=4000)
    bill_before_ship = models.BooleanField(default=False)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField(db_default=Now())
    state_at = models.DateTimeField(db_default=Now())

    charged = models.DecimalField(default=0, **Money)
    paid = models.DecimalField(default=0, **Money)
    refunded = models.DecimalField(default=0, **Money)
    written_off = models.DecimalField(default=0, **Money)
    balance = models.GeneratedField(
        expression=F("charged") - F("written_off") - F("paid") + F("refunded"),
        output_field=models.DecimalField(**Money),
        db_persist=True,
    )
    paid_state = models.GeneratedField(
        expression=Case(
            When(Q(refunded__gt=0, paid=F("refunded")), then=Value("refunded")),
            When(Q(charged__lt=F("paid") + F("written_off") - F("refunded")), then=Value("overpaid")),
            When(Q(charged=F("paid") + F("written_off") - F("refunded")), then=Value("paid")),
            When(Q(paid__gt=F("refunded")), then=Value("part")),
            default=Value("unpaid"),
        ),
        output_field=models.CharField(max_length=10, choices=Paid),
        db_persist=True,
    )

    units = models.PositiveIntegerField(default=0)
    units_ready = models.PositiveIntegerField(default=0)
    units_picked = models.PositiveIntegerField(default=0)
    units_backordered = models.PositiveIntegerField(default=0)
    units_shipped = models.PositiveIntegerField(default=0)
    units_cancelled = models.PositiveIntegerField(default=0)
    units_returned = models.PositiveIntegerField(default=0)
    shipped_state = models.GeneratedField(
        expression=Case(
            When(Q(units_shipped=0), then=Value("none")),
            When(Q(units_returned=F("units_shipped")), then=Value("returned")),
            When(Q(units=F("units_shipped") + F("units_cancelled")), then=Value("all")),
            default=Value("part"),
        ),
        output_field=models.CharField(max_length=10, choices=Shipped),
        db_persist=True,
    )

    origin = models.CharField(max_length=80, null=True, blank=True, unique=True)
    submission_id = models.UUIDField(null=True, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)

    objects = OrderQuerySet.as_manager()
    numbered_by = "number_key"  # of the record of acts: its number is not its key

    holds = Holds(
        nobody=[
            "id", "number_key", "customer", "ticket", "state", "source", "zone", "wanted_on",
            "bill_before_ship", "state_at", "charged", "paid", "refunded", "written_off", "balance",
            "units", "units_ready", "units_picked", "units_backordered", "units_shipped",
            "units_cancelled", "units_returned", "submission_id", "version",
        ],
        because={
            "origin": "the source and number of an invented order",
            "paid_state": "one of the states of payment, made by the database",
            "shipped_state": "one of the states of shipping, made by the database",
        },
        mailing_address=["ship_to", "bill_to"],
        email_address=["email"],
        request=["purchase_order", "purchase_order_key", "note", "held_because"],
        copies={"purchase_order_key": "purchase_order"},
        agent_name=["entered_by"],
        contact_time=["entered_at"],
    )  # fmt: skip

    class Meta:
        default_permissions = ()
        permissions = [
            ("see_orders", "See orders"),
            ("enter_order", "Enter orders and payments, change and cancel what has not shipped"),
            ("override_price", "Override a price"),
            ("process_order", "Release, hold, pick, ship and take back orders"),
            ("cancel_after_shipping", "Cancel the remainder of an order of which something has shipped"),
            ("see_sales_reports", "See sales reports"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["entered", "on_hold", "released", "closed", "cancelled"])
                & Q(number_key__isnull=False)
                | Q(state="draft", number_key__isnull=True),
                name="a_placed_order_has_a_number",
            ),
            models.CheckConstraint(
                condition=Q(source__in=["phone", "email", "fax", "postal", "walk_in"]),
                name="order_source_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state="on_hold") & ~Q(held_because="") | ~Q(state="on_hold") & Q(held_because=""),
                name="an_order_on_hold_says_why",
            ),
            models.CheckConstraint(
                condition=Q(charged__gte=0, paid__gte=0, refunded__gte=0, written_off__gte=0)
                & Q(refunded__lte=F("paid"), written_off__lte=F("charged")),
                name="order_sums_are_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(units_returned__lte=F("units_shipped"), units_picked__lte=F("units_ready"))
                & Q(
                    units__gte=F("units_ready")
                    + F("units_backordered")
                    + F("units_shipped")
                    + F("units_cancelled")
                ),
                name="order_units_add_up",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-id"], name="order_by_customer"),
            models.Index(fields=["ticket"], name="order_by_ticket", condition=Q(ticket__isnull=False)),
            models.Index(fields=["state", "-id"], name="order_by_state"),
            models.Index(fields=["paid_state", "-id"], name="order_by_paid_state"),
            models.Index(fields=["shipped_state", "-id"], name="order_by_shipped_state"),
            models.Index(fields=["source", "-id"], name="order_by_source"),
            models.Index(fields=["entered_at"], name="order_by_entered_at"),
            models.Index(fields=["id"], name="order_to_release", condition=Q(state="entered")),
            models.Index(fields=["id"], name="order_on_hold", condition=Q(state="on_hold")),
            models.Index(
                fields=["id"],
                name="order_to_pick",
                condition=Q(state="released", units_ready__gt=F("units_picked")),
            ),
            models.Index(
                fields=["id"], name="order_to_ship", condition=Q(state="released", units_picked__gt=0)
            ),
            models.Index(
                fields=["id"], name="order_backordered", condition=OPEN & Q(units_backordered__gt=0)
            ),
            models.Index(fields=["id"], name="order_unpaid", condition=Q(balance__gt=0)),
            models.Index(
                fields=["purchase_order_key"],
                name="order_by_purchase_order",
                condition=~Q(purchase_order_key=""),
            ),
            models.Index(Lower("email"), name="order_by_email"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """`S`, two digits of the federal fiscal year, six of its count; empty before it is placed."""
        return f"S{self.number_key:08d}" if self.number_key else ""

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.ENTERED, self.State.ON_HOLD, self.State.RELEASED)

    @property
    def paid_words(self) -> str:
        return self.Paid(self.paid_state).label

    @property
    def shipped_words(self) -> str:
        return self.Shipped(self.shipped_state).label

    @property
    def example(self) -> str:
        """What kind of example this is, where it is no order of the agency."""
        return "Invented example" if self.origin else ""


class OrderLine(models.Model):
    """One product on an order. What it costs is kept as it was on the day it was placed.

    Its units (copies times issues) are, each, ready to ship, backordered, awaited (an issue that is not out
    yet), shipped or cancelled.
    """

    class WhenShort(models.TextChoices):
        FILL = "fill", "Ship what is there, the rest later"
        WAIT = "wait", "Wait for all"

    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    product = models.ForeignKey(Product, models.PROTECT, related_name="lines")
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
                condition=Q(when_short__in=["fill", "wait"]), name="order_line_when_short_is_known"
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
    def goods(self) -> "Decimal":  # noqa: F821
        """Price times units, before discounts and shipping."""
        return self.unit_price * self.quantity * self.issues

    @property
    def less(self) -> "Decimal":  # noqa: F821
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


class OrderChange(models.Model):
    """A version of a placed order: who changed it, why, and what was before and after."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="changes")
    version = models.PositiveIntegerField()
    at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    why = models.CharField(max_length=300)
    lines_before = models.JSONField(default=list)
    lines_after = models.JSONField(default=list)
    ship_to_before = models.TextField(blank=True)
    ship_to_after = models.TextField(blank=True)
    bill_to_before = models.TextField(blank=True)
    bill_to_after = models.TextField(blank=True)
    email_before = models.EmailField(blank=True)
    email_after = models.EmailField(blank=True)

    holds = Holds(
        nobody=["id", "order", "version"],
        because={
            "lines_before": "codes, quantities and amounts of the lines",
            "lines_after": "codes, quantities and amounts of the lines",
        },
        agent_name=["by"],
        contact_time=["at"],
        request=["why"],
        mailing_address=["ship_to_before", "ship_to_after", "bill_to_before", "bill_to_after"],
        email_address=["email_before", "email_after"],
    )

    class Meta:
        default_permissions = ()
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(fields=["order", "version"], name="order_version_once"),
            models.CheckConstraint(condition=~Q(why=""), name="an_order_change_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} version {self.version}"


class NumberSeries(models.Model):
    """The last number given in a series and fiscal year. Its row is locked last in a transaction: no gaps."""

    series = models.CharField(max_length=1)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    holds = Holds(
        nobody=["id", "year", "last"],
        because={"series": "the letter of a series of numbers"},
        history=False,
        no_history_because="it counts what the numbered rows say themselves",
    )

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["series", "year"], name="number_series_once_a_year"),
            models.CheckConstraint(condition=Q(series__in=["S", "Q"]), name="number_series_is_known"),
            models.CheckConstraint(condition=Q(last__lte=999_999), name="number_series_is_not_full"),
        ]

    def __str__(self) -> str:
        return f"{self.series}{self.year:02d}{self.last:06d}"
