"""Subscriptions, counted in issues; what was sent of them, and what did not arrive."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from contacts.models import Customer, Ticket
from sales_orders.models.catalogue import Edition, Product
from sales_orders.models.order_lines import OrderLine
from sales_orders.models.orders import Order, sees_orders
from uccms.privacy.holds import Holds


class SubscriptionQuerySet(models.QuerySet):
    def visible_to(self, user) -> "SubscriptionQuerySet":
        """The subscriptions that `user` may open: those of the orders they see."""
        return self if sees_orders(user) else self.none()


class Subscription(models.Model):
    """So many copies of each new issue, for so many issues; its lines pay for it, one after another.

    Where it goes is said by the order of the line that pays. After the last issue that is paid or given
    (`issues_extra`), up to `grace_allowed` more are sent; a renewal pays for those first.
    """

    class State(models.TextChoices):
        ACTIVE = "active", "Active"
        ENDED = "ended", "Ended"
        CANCELLED = "cancelled", "Cancelled"

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="subscriptions", db_index=False)
    product = models.ForeignKey(Product, models.PROTECT, related_name="subscriptions")
    copies = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE)
    starts_on = models.DateField()
    issues_paid = models.PositiveIntegerField()
    issues_extra = models.PositiveIntegerField(default=0)
    issues_sent = models.PositiveIntegerField(default=0)
    grace_allowed = models.PositiveSmallIntegerField(default=0)
    noticed_at_paid = models.PositiveIntegerField(null=True, editable=False)
    made_at = models.DateTimeField(db_default=Now())
    version = models.PositiveIntegerField(default=1)

    objects = SubscriptionQuerySet.as_manager()

    holds = Holds(
        nobody=[
            "id", "customer", "product", "copies", "state", "starts_on", "issues_paid", "issues_extra",
            "issues_sent", "grace_allowed", "noticed_at_paid", "version",
        ],
        contact_time=["made_at"],
    )  # fmt: skip

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["active", "ended", "cancelled"]), name="subscription_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(copies__gte=1, copies__lte=100_000), name="a_subscription_has_copies"
            ),
            models.CheckConstraint(
                condition=Q(
                    issues_sent__lte=F("issues_paid") + F("issues_extra") + F("grace_allowed"),
                )
                | Q(state="cancelled"),
                name="no_issue_beyond_the_grace",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-id"], name="subscription_by_customer"),
            models.Index(fields=["product", "id"], name="subscription_active", condition=Q(state="active")),
            models.Index(fields=["state", "-id"], name="subscription_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.copies} × {self.product}"

    @property
    def issues_left(self) -> int:
        """Issues that are paid or given and not sent yet; below zero for issues sent in grace."""
        return self.issues_paid + self.issues_extra - self.issues_sent

    @property
    def grace_sent(self) -> int:
        """Issues sent beyond those, which a renewal pays for first."""
        return max(-self.issues_left, 0)

    @property
    def remaining(self) -> int:
        """Issues that are still to be sent."""
        return max(self.issues_left, 0)


class SubscriptionIssue(models.Model):
    """An edition that was made ready for a subscriber: once, however often the run is repeated."""

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="issues", db_index=False)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    line = models.ForeignKey(OrderLine, models.PROTECT, related_name="issues_sent", db_index=False)
    is_paid = models.BooleanField()
    sent_at = models.DateTimeField(db_default=Now())

    holds = Holds(nobody=["id", "subscription", "edition", "line", "is_paid", "sent_at"])

    class Meta:
        default_permissions = ()
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["subscription", "edition"], name="issue_once_a_subscriber"),
        ]
        indexes = [models.Index(fields=["line"], name="subscription_issue_by_line")]

    def __str__(self) -> str:
        return f"{self.edition_id} for {self.subscription_id}"


class Claim(models.Model):
    """A subscriber says that an issue did not arrive: one ticket, one answer."""

    class Answer(models.TextChoices):
        NONE = "", "Not answered yet"
        REPLACED = "replaced", "Replaced from stock"
        EXTENDED = "extended", "One issue more"

    issue = models.OneToOneField(SubscriptionIssue, models.PROTECT, related_name="claim")
    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer, blank=True, default=Answer.NONE)
    order = models.ForeignKey(Order, models.PROTECT, null=True, related_name="+")
    claimed_at = models.DateTimeField(db_default=Now())
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submission_id = models.UUIDField(null=True, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)

    holds = Holds(
        nobody=["id", "issue", "ticket", "answer", "order", "submission_id", "version"],
        agent_name=["claimed_by"],
        contact_time=["claimed_at"],
    )

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(answer__in=["", "replaced", "extended"]), name="claim_answer_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"Claim of {self.issue_id}"


class SubscriptionTerms(models.Model):
    """How subscriptions are kept; one row. A subscription keeps the grace it was made with."""

    grace_issues = models.PositiveSmallIntegerField(default=1)
    claim_window = models.PositiveSmallIntegerField(default=3)
    notice_before = models.PositiveSmallIntegerField(default=2)

    holds = Holds(nobody=["id", "grace_issues", "claim_window", "notice_before"], reference=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="subscription_terms_are_one_row"),
            models.CheckConstraint(
                condition=Q(grace_issues__lte=12, claim_window__lte=52, notice_before__lte=52),
                name="subscription_terms_are_sensible",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grace_issues} in grace"

    @classmethod
    def now(cls) -> "SubscriptionTerms":
        """What holds now."""
        return cls.objects.get(pk=1)
