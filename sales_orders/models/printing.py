"""Documents that were printed: which, by whom, and for which time."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from contacts.models import Customer
from sales_orders.models.fulfilment import Shipment
from sales_orders.models.ledger import LedgerEntry
from sales_orders.models.orders import Order
from sales_orders.models.quotes import Quote
from uccms.privacy.holds import Holds


class Printing(models.Model):
    """One document made as PDF. The first of its kind, subject and revision is the original.

    A document of an order that was changed is a new revision, whose first printing is an original again.
    """

    class Kind(models.TextChoices):
        CONFIRMATION = "confirmation", "Order confirmation"
        INVOICE = "invoice", "Invoice"
        CREDIT_NOTE = "credit-note", "Credit note"
        PACKING_SLIP = "packing-slip", "Packing slip"
        LABEL = "label", "Address label"
        STATEMENT = "statement", "Customer statement"
        QUOTE = "quote", "Quote"

    kind = models.CharField(max_length=12, choices=Kind)
    order = models.ForeignKey(Order, models.CASCADE, null=True, related_name="printings")
    shipment = models.ForeignKey(Shipment, models.CASCADE, null=True, related_name="printings")
    entry = models.ForeignKey(LedgerEntry, models.CASCADE, null=True, related_name="printings")
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, related_name="printings")
    quote = models.ForeignKey(Quote, models.CASCADE, null=True, related_name="printings")
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    revision = models.PositiveIntegerField(default=1)
    count = models.PositiveIntegerField()
    at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submission_id = models.UUIDField(unique=True, editable=False)

    holds = Holds(
        nobody=[
            "id", "kind", "order", "shipment", "entry", "customer", "quote", "since", "until", "revision",
            "count", "submission_id",
        ],
        staff__act=["at", "by"],
        append_only=True,
    )  # fmt: skip

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "order",
                    "kind",
                    "shipment",
                    "entry",
                    "customer",
                    "quote",
                    "since",
                    "until",
                    "revision",
                    "count",
                ],
                name="one_original_of_a_document",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=Q(count__gte=1, revision__gte=1), name="printings_are_counted"),
            models.CheckConstraint(
                condition=Q(
                    kind="statement",
                    customer__isnull=False,
                    order__isnull=True,
                    quote__isnull=True,
                    since__isnull=False,
                    until__isnull=False,
                )
                | Q(kind="quote", quote__isnull=False, order__isnull=True)
                & Q(customer__isnull=True, since__isnull=True, until__isnull=True)
                | ~Q(kind__in=["statement", "quote"])
                & Q(customer__isnull=True, order__isnull=False, quote__isnull=True)
                & Q(since__isnull=True, until__isnull=True),
                name="a_statement_is_of_a_customer",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["packing-slip", "label"], shipment__isnull=False, entry__isnull=True)
                | Q(kind="credit-note", entry__isnull=False, shipment__isnull=True)
                | Q(
                    kind__in=["confirmation", "invoice", "statement", "quote"],
                    shipment__isnull=True,
                    entry__isnull=True,
                ),
                name="a_printing_says_of_what",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.count}"

    @property
    def is_reprint(self) -> bool:
        return self.count > 1
