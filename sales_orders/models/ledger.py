"""The ledger of an order: what was charged, paid, refunded and written off. Entries are never changed."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from sales_orders.models.order_lines import OrderLine
from sales_orders.models.orders import Order
from uccms.privacy.holds import Holds


class Method(models.TextChoices):
    """How somebody pays. Numbers of cards and accounts have no column; a payment has a receipt reference."""

    CHECK = "check", "Check"
    CARD = "card", "Card"
    DEPOSIT_ACCOUNT = "deposit", "Deposit account"
    EFT = "eft", "EFT"
    AGENCY_INVOICE = "invoice", "Agency invoice"

    @property
    def in_a_sentence(self) -> str:
        """Its name after “by”."""
        return self.label if self.label.isupper() else self.label.lower()


METHODS = ["check", "card", "deposit", "eft", "invoice"]


class LedgerEntry(models.Model):
    """One entry; its amount is positive, and its kind says in which direction it counts.

    `charge` and `fee` add to what is charged, `credit` takes from it; `payment` adds to what is paid,
    `refused` takes a refused payment back; `refund` and `write_off` are what they are called, and
    `restored` takes back what was written off of something that is credited after all.
    """

    class Kind(models.TextChoices):
        CHARGE = "charge", "Charge"
        CREDIT = "credit", "Credit"
        FEE = "fee", "Fee for a refused payment"
        PAYMENT = "payment", "Payment"
        REFUSED = "refused", "Payment refused"
        REFUND = "refund", "Refund"
        WRITE_OFF = "write_off", "Written off"
        RESTORED = "restored", "Write-off taken back"

    order = models.ForeignKey(Order, models.CASCADE, related_name="ledger", db_index=False)
    line = models.ForeignKey(OrderLine, models.SET_NULL, null=True, related_name="ledger")
    kind = models.CharField(max_length=10, choices=Kind)
    method = models.CharField(max_length=10, choices=Method, blank=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    dated = models.DateField()
    reference = models.CharField(max_length=40, blank=True)
    reference_key = models.CharField(max_length=80, blank=True, editable=False, db_collation="C")
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    submission_id = models.UUIDField(null=True, unique=True, editable=False)

    holds = Holds(
        nobody=[
            "id", "order", "line", "kind", "method", "amount", "dated", "reverses", "submission_id",
        ],
        because={
            "reference": "the finance system's receipt reference, after the guard",
            "reference_key": "the finance system's receipt reference, after the guard",
        },
        copies={"reference_key": "reference"},
        request=["reason"],
        agent_name=["by"],
        contact_time=["at"],
        append_only=True,
    )  # fmt: skip

    class Meta:
        default_permissions = ()
        permissions = [
            ("refund", "Ask for a refund"),
            ("approve_refund", "Approve a refund that somebody else asked for, and write off"),
        ]
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "charge",
                        "credit",
                        "fee",
                        "payment",
                        "refused",
                        "refund",
                        "write_off",
                        "restored",
                    ]
                ),
                name="ledger_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["payment", "refused", "refund"], method__in=METHODS)
                | Q(kind__in=["charge", "credit", "fee", "write_off", "restored"], method=""),
                name="a_payment_has_a_method",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="ledger_amount_is_positive"),
            models.CheckConstraint(
                condition=~Q(kind="payment") | ~Q(reference=""), name="a_payment_has_a_reference"
            ),
            models.CheckConstraint(
                condition=Q(kind="refused", reverses__isnull=False)
                | ~Q(kind="refused") & Q(reverses__isnull=True),
                name="a_refused_payment_says_which",
            ),
        ]
        indexes = [
            models.Index(fields=["order", "id"], name="ledger_by_order"),
            models.Index(fields=["dated", "kind"], name="ledger_by_day"),
            models.Index(
                fields=["reference_key"], name="ledger_by_reference", condition=~Q(reference_key="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ${self.amount}"

    @property
    def method_words(self) -> str:
        """How it was paid, within a sentence: check, EFT."""
        return Method(self.method).in_a_sentence if self.method else ""


class RefundRequest(models.Model):
    """Somebody asked that money be paid back; somebody else approves or declines it (NIST SP 800-53 AC-5)."""

    class State(models.TextChoices):
        REQUESTED = "requested", "Requested"
        APPROVED = "approved", "Approved"
        DECLINED = "declined", "Declined"

    order = models.ForeignKey(Order, models.CASCADE, related_name="refund_requests")
    method = models.CharField(max_length=10, choices=Method)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    reason = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=State, default=State.REQUESTED)
    requested_at = models.DateTimeField(db_default=Now())
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_because = models.CharField(max_length=300, blank=True)
    entry = models.OneToOneField(LedgerEntry, models.PROTECT, null=True, related_name="request")
    submission_id = models.UUIDField(null=True, unique=True, editable=False)

    holds = Holds(
        nobody=["id", "order", "method", "amount", "state", "entry", "submission_id"],
        request=["reason", "decided_because"],
        agent_name=["requested_by", "decided_by"],
        contact_time=["requested_at", "decided_at"],
    )

    class Meta:
        default_permissions = ()
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(method__in=METHODS), name="refund_method_is_known"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_amount_is_positive"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("requested_by")),
                name="nobody_decides_their_own_refund",
            ),
            models.CheckConstraint(
                condition=Q(state="requested", decided_by__isnull=True, entry__isnull=True)
                | Q(state="approved", decided_by__isnull=False, entry__isnull=False)
                | Q(state="declined", decided_by__isnull=False, entry__isnull=True) & ~Q(decided_because=""),
                name="a_decided_refund_says_by_whom",
            ),
        ]
        indexes = [
            models.Index(fields=["order", "id"], name="refund_by_order"),
            models.Index(fields=["id"], name="refund_to_decide", condition=Q(state="requested")),
        ]

    def __str__(self) -> str:
        return f"${self.amount} of {self.order_id}"

    @property
    def method_words(self) -> str:
        """How it is paid back, within a sentence: check, EFT."""
        return Method(self.method).in_a_sentence
