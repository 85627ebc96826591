"""Standing orders: every new edition of a product, ordered for the customer and billed before it ships."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from contacts.models import Contact, Customer
from sales_orders.models.catalogue import Edition, Product, ShippingZone
from sales_orders.models.orders import Order, sees_orders
from uccms.privacy.holds import Holds


class StandingOrderQuerySet(models.QuerySet):
    def visible_to(self, user) -> "StandingOrderQuerySet":
        """The standing orders that `user` may open: whoever sees orders."""
        return self if sees_orders(user) else self.none()

    def due_for(self, edition: Edition) -> "StandingOrderQuerySet":
        """The active ones that this edition was not ordered for, the oldest first."""
        active = self.filter(
            product=edition.product_id,
            state=StandingOrder.State.ACTIVE,
            begins_on__lte=edition.issue_date,
        )
        return active.exclude(editions__edition=edition).order_by("pk")


class StandingOrder(models.Model):
    """So many copies of each edition that is dated on or after `begins_on`, until it is ended."""

    class State(models.TextChoices):
        ACTIVE = "active", "Active"
        ENDED = "ended", "Ended"

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="standing_orders")
    product = models.ForeignKey(Product, models.PROTECT, related_name="standing_orders")
    copies = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE)
    begins_on = models.DateField()
    source = models.CharField(max_length=10, choices=Contact.Channel)
    zone = models.ForeignKey(ShippingZone, models.PROTECT, related_name="+")
    ship_to = models.TextField(max_length=600)
    bill_to = models.TextField(blank=True, max_length=600)
    email = models.EmailField(blank=True)
    purchase_order = models.CharField(max_length=40, blank=True)
    ended_because = models.CharField(max_length=300, blank=True)
    began_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    began_at = models.DateTimeField(db_default=Now())
    submission_id = models.UUIDField(null=True, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)

    objects = StandingOrderQuerySet.as_manager()

    holds = Holds(
        nobody=[
            "id", "customer", "product", "copies", "state", "begins_on", "source", "zone", "submission_id",
            "version",
        ],
        mailing_address=["ship_to", "bill_to"],
        email_address=["email"],
        request=["purchase_order", "ended_because"],
        agent_name=["began_by"],
        contact_time=["began_at"],
    )  # fmt: skip

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(state="active", ended_because="") | Q(state="ended") & ~Q(ended_because=""),
                name="an_ended_standing_order_says_why",
            ),
            models.CheckConstraint(
                condition=Q(copies__gte=1, copies__lte=100_000), name="a_standing_order_has_copies"
            ),
            models.CheckConstraint(
                condition=Q(source__in=["phone", "email", "fax", "postal", "walk_in"]),
                name="standing_order_source_is_known",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-id"], name="standing_by_customer"),
            models.Index(fields=["product", "id"], name="standing_active", condition=Q(state="active")),
            models.Index(fields=["state", "-id"], name="standing_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.copies} × {self.product}"


class StandingEdition(models.Model):
    """An edition that was ordered for a standing order: once, however often the run is repeated."""

    standing = models.ForeignKey(StandingOrder, models.CASCADE, related_name="editions")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    order = models.OneToOneField(Order, models.PROTECT, related_name="standing_edition")

    holds = Holds(nobody=["id", "standing", "edition", "order"])

    class Meta:
        default_permissions = ()
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["standing", "edition"], name="edition_once_a_standing_order"),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} for {self.standing_id}"
