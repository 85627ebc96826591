"""Quotes for custom services: a price that holds until a day, and becomes an order when it is accepted."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from contacts.models import Contact, Customer, Ticket
from sales_orders import business_day
from sales_orders.models.catalogue import Product, ShippingZone
from sales_orders.models.orders import Money, Order, sees_orders
from uccms.privacy.holds import Holds


class QuoteQuerySet(models.QuerySet):
    def visible_to(self, user) -> "QuoteQuerySet":
        """The quotes that `user` may open: whoever sees orders."""
        return self if sees_orders(user) else self.none()


class Quote(models.Model):
    """What a custom service would cost, in its own series of numbers (`Q` and eight digits)."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"

    number_key = models.PositiveIntegerField(null=True, unique=True)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="quotes")
    ticket = models.ForeignKey(Ticket, models.SET_NULL, null=True, blank=True, related_name="quotes")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    valid_until = models.DateField()
    source = models.CharField(max_length=10, choices=Contact.Channel)
    zone = models.ForeignKey(ShippingZone, models.PROTECT, related_name="+")
    ship_to = models.TextField(blank=True, max_length=600)
    bill_to = models.TextField(blank=True, max_length=600)
    email = models.EmailField(blank=True)
    declined_because = models.CharField(max_length=300, blank=True)
    order = models.OneToOneField(Order, models.PROTECT, null=True, related_name="quote")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField(db_default=Now())
    submission_id = models.UUIDField(null=True, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)

    objects = QuoteQuerySet.as_manager()
    numbered_by = "number_key"

    holds = Holds(
        nobody=[
            "id", "number_key", "customer", "ticket", "state", "valid_until", "source", "zone", "order",
            "submission_id", "version",
        ],
        mailing_address=["ship_to", "bill_to"],
        email_address=["email"],
        request=["declined_because"],
        agent_name=["entered_by"],
        contact_time=["entered_at"],
    )  # fmt: skip

    class Meta:
        default_permissions = ()
        permissions = [("quote", "Quote custom services")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="accepted", order__isnull=False)
                | Q(state__in=["open", "declined"], order__isnull=True),
                name="an_accepted_quote_has_its_order",
            ),
            models.CheckConstraint(
                condition=Q(state="declined") & ~Q(declined_because="")
                | ~Q(state="declined") & Q(declined_because=""),
                name="a_declined_quote_says_why",
            ),
            models.CheckConstraint(
                condition=Q(source__in=["phone", "email", "fax", "postal", "walk_in"]),
                name="quote_source_is_known",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-id"], name="quote_by_customer"),
            models.Index(fields=["state", "-id"], name="quote_by_state"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """`Q`, two digits of the federal fiscal year, six of its count."""
        return f"Q{self.number_key:08d}" if self.number_key else ""

    @property
    def is_over(self) -> bool:
        """Whether it was not accepted in time."""
        return self.state == self.State.OPEN and self.valid_until < business_day.today()

    def holds_on(self, day: date) -> bool:
        """Whether it can be accepted on that day."""
        return self.state == self.State.OPEN and day <= self.valid_until


class QuoteLine(models.Model):
    """One service of a quote: what will be done, how often, and what it costs each time in US dollars."""

    quote = models.ForeignKey(Quote, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    what = models.CharField(max_length=300)
    quantity = models.PositiveIntegerField()
    unit_price = models.DecimalField(**Money)
    total = models.GeneratedField(
        expression=F("quantity") * F("unit_price"),
        output_field=models.DecimalField(**Money),
        db_persist=True,
    )

    holds = Holds(
        nobody=["id", "quote", "position", "product", "quantity", "unit_price", "total"],
        request=["what"],
    )

    class Meta:
        default_permissions = ()
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["quote", "position"], name="quote_line_position_once"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=100_000, unit_price__gte=0),
                name="quote_line_is_sensible",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.what}"
