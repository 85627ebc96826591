"""Sales orders and their lines."""

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Lower, Now

from contacts.models import Contact, Customer, Ticket
from sales_orders.models.catalogue import ShippingZone
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
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="orders", db_index=False)
    ticket = models.ForeignKey(
        Ticket, models.SET_NULL, null=True, blank=True, related_name="orders", db_index=False
    )
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    held_because = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=10, choices=Contact.Channel)
    ship_to = models.TextField(blank=True, max_length=600)
    bill_to = models.TextField(blank=True, max_length=600)
    email = models.EmailField(blank=True)
    zone = models.ForeignKey(ShippingZone, models.PROTECT, related_name="+", db_index=False)
    purchase_order = models.CharField(max_length=40, blank=True)
    purchase_order_key = models.CharField(max_length=80, blank=True, editable=False, db_collation="C")
    wanted_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True, max_length=4000)
    shipping_reason = models.CharField(max_length=200, blank=True)
    bill_before_ship = models.BooleanField(default=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
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
            "shipping_reason": "why shipping was set by hand, after the guard; it is about a price",
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
            models.Index(
                fields=["state", "paid_state", "shipped_state", "source", "-id"], name="order_by_filters"
            ),
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
