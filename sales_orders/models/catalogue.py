"""What EIPD sells or gives away: products, their editions, what they cost and what shipping costs."""

import re
from collections.abc import Iterable

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from uccms.folding import folded
from uccms.privacy.holds import Holds

MOST_WORDS = 6  # of a look-up; more find nothing that fewer do not


def looked_for(typed: str) -> list[tuple[str, str]]:
    """Of each typed word a regular expression of words that begin so, and the word."""
    words = folded(typed.replace("\0", "")).split()[:MOST_WORDS]
    return [(rf"(^|[^a-z0-9]){re.escape(word)}", word) for word in words]


class ProductQuerySet(models.QuerySet):
    def matching(self, typed: str) -> "ProductQuerySet":
        """The products that have, for each typed word, a word of the title or a part of the code."""
        return self.having(looked_for(typed))

    def having(self, words: Iterable[tuple[object, object]]) -> "ProductQuerySet":
        """The same for words and the beginnings of words that `looked_for` gives, or for slots for them."""
        found = self
        for begins, word in words:
            found = found.filter(Q(title_folded__regex=begins) | Q(code__icontains=word))
        return found


class Product(models.Model):
    """One electronic information product or service, by its code (`EIP-5901T-DD`)."""

    class Medium(models.TextChoices):
        ONLINE = "online", "Download"
        DVD = "dvd", "DVD-R"
        CD = "cd", "CD-R"
        TAPE = "tape", "Tape"
        OTHER = "other", "Other"

    class Kind(models.TextChoices):
        SINGLE_EDITION = "single_edition", "Single edition"
        BACK_FILE = "back_file", "Back file"
        SUBSCRIPTION = "subscription", "Subscription"
        ONLINE_ACCESS = "online_access", "Online access"
        CUSTOM_SERVICE = "custom_service", "Custom service"

    class Cycle(models.TextChoices):
        ONCE = "once", "Once"
        DAILY = "daily", "Every day"
        WEEKLY = "weekly", "Every week"
        TWO_MONTHLY = "two_monthly", "Every two months"
        QUARTERLY = "quarterly", "Every three months"
        YEARLY = "yearly", "Every year"
        IRREGULAR = "irregular", "Irregularly"

    code = models.CharField(max_length=14, unique=True)
    title = models.CharField(max_length=160)
    title_folded = models.CharField(max_length=320, editable=False, db_collation="C")
    medium = models.CharField(max_length=10, choices=Medium)
    kind = models.CharField(max_length=20, choices=Kind)
    cycle = models.CharField(max_length=12, choices=Cycle)
    description = models.TextField(blank=True, max_length=4000)
    grams = models.PositiveIntegerField(default=0)
    keeps_stock = models.BooleanField(default=False)
    is_sample = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    editions_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="sent_by")
    version = models.PositiveIntegerField(default=1, editable=False)
    submission_id = models.UUIDField(null=True, unique=True, editable=False)

    objects = ProductQuerySet.as_manager()

    holds = Holds(
        nobody=[
            "id", "medium", "kind", "cycle", "grams", "keeps_stock", "is_sample", "is_active", "editions_of",
            "version", "submission_id",
        ],
        because={
            "code": "the code of a product, by check constraint",
            "title": "the title of a product",
            "title_folded": "the title of a product",
            "description": "what a product is, as published",
        },
        copies={"title_folded": "title"},
        reference=True,
    )  # fmt: skip

    class Meta:
        default_permissions = ()
        permissions = [("keep_catalogue", "Keep products, editions, prices and shipping rates")]
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^EIP-[0-9]{4}[PT]-[A-Z]{2}$"),
                name="product_code_has_its_form",
            ),
            models.CheckConstraint(
                condition=Q(medium__in=["online", "dvd", "cd", "tape", "other"]),
                name="product_medium_is_known",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "single_edition",
                        "back_file",
                        "subscription",
                        "online_access",
                        "custom_service",
                    ]
                ),
                name="product_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(
                    cycle__in=["once", "daily", "weekly", "two_monthly", "quarterly", "yearly", "irregular"]
                ),
                name="product_cycle_is_known",
            ),
            models.CheckConstraint(
                condition=Q(keeps_stock=False) | Q(medium__in=["dvd", "cd", "tape", "other"]),
                name="a_download_keeps_no_stock",
            ),
            models.CheckConstraint(
                condition=Q(editions_of=None) | ~Q(editions_of=F("id")), name="a_product_does_not_send_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.code})"

    @property
    def is_subscription(self) -> bool:
        return self.kind == self.Kind.SUBSCRIPTION


class Edition(models.Model):
    """One dated issue of a product."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="editions")
    issue_date = models.DateField()
    label = models.CharField(max_length=80)
    is_available = models.BooleanField(default=True)
    submission_id = models.UUIDField(null=True, unique=True, editable=False)

    holds = Holds(
        nobody=["id", "product", "issue_date", "is_available", "submission_id"],
        because={"label": "the name of an edition, such as December 2026"},
        reference=True,
    )

    class Meta:
        default_permissions = ()
        ordering = ["-issue_date"]
        constraints = [
            models.UniqueConstraint(fields=["product", "issue_date"], name="edition_once_a_day"),
        ]
        indexes = [models.Index(fields=["product", "-issue_date"], name="edition_by_product")]

    def __str__(self) -> str:
        return self.label


class Price(models.Model):
    """What one unit (a copy, or an issue of a subscription) costs from a day on. Never overwritten."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="prices")
    effective_from = models.DateField()
    domestic = models.DecimalField(max_digits=12, decimal_places=2)
    foreign = models.DecimalField(max_digits=12, decimal_places=2)
    source = models.CharField(max_length=160, blank=True)
    submission_id = models.UUIDField(null=True, unique=True, editable=False)

    holds = Holds(
        nobody=["id", "product", "effective_from", "domestic", "foreign", "submission_id"],
        because={"source": "where the price is published; empty for a sample"},
        reference=True,
        append_only=True,
    )

    class Meta:
        default_permissions = ()
        ordering = ["-effective_from"]
        constraints = [
            models.UniqueConstraint(fields=["product", "effective_from"], name="one_price_a_day"),
            models.CheckConstraint(condition=Q(domestic__gte=0, foreign__gte=0), name="no_price_is_negative"),
        ]

    def __str__(self) -> str:
        return f"${self.domestic} from {self.effective_from}"

    @property
    def is_sample(self) -> bool:
        """Whether nobody published this price."""
        return not self.source


class ShippingZone(models.Model):
    """Where a parcel goes; domestic zones pay the domestic price."""

    name = models.CharField(max_length=80, unique=True)
    is_domestic = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)
    submission_id = models.UUIDField(null=True, unique=True, editable=False)

    holds = Holds(
        nobody=["id", "is_domestic", "position", "submission_id"],
        because={"name": "the name of a part of the world"},
        reference=True,
    )

    class Meta:
        default_permissions = ()
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class ShippingRate(models.Model):
    """What a parcel of up to so many grams costs in a zone from a day on. Never overwritten."""

    zone = models.ForeignKey(ShippingZone, models.PROTECT, related_name="rates")
    up_to_grams = models.PositiveIntegerField()
    effective_from = models.DateField()
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    source = models.CharField(max_length=160, blank=True)
    submission_id = models.UUIDField(null=True, unique=True, editable=False)

    holds = Holds(
        nobody=["id", "zone", "up_to_grams", "effective_from", "amount", "submission_id"],
        because={"source": "where the rate is published; empty for a sample"},
        reference=True,
        append_only=True,
    )

    class Meta:
        default_permissions = ()
        ordering = ["zone", "up_to_grams", "-effective_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "up_to_grams", "effective_from"], name="one_shipping_rate_a_day"
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="no_shipping_rate_is_negative"),
            models.CheckConstraint(condition=Q(up_to_grams__gt=0), name="a_parcel_weighs_something"),
        ]

    def __str__(self) -> str:
        return f"{self.zone}, up to {self.up_to_grams} g: ${self.amount}"

    @property
    def is_sample(self) -> bool:
        """Whether nobody published this rate."""
        return not self.source


class StockLevel(models.Model):
    """How many copies of an edition are on the shelf, and how many of these are promised to orders."""

    edition = models.OneToOneField(Edition, models.PROTECT, primary_key=True, related_name="stock")
    on_hand = models.PositiveIntegerField(default=0)
    allocated = models.PositiveIntegerField(default=0)
    expected = models.PositiveIntegerField(default=0)
    expected_on = models.DateField(null=True, blank=True)

    holds = Holds(nobody=["edition", "on_hand", "allocated", "expected", "expected_on"])

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(on_hand__gte=0, allocated__gte=0, allocated__lte=F("on_hand")),
                name="no_copy_is_promised_twice",
            ),
            models.CheckConstraint(
                condition=Q(expected_on=None) | Q(expected__gt=0), name="a_day_is_expected_for_copies"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.available} of {self.on_hand} on the shelf"

    @property
    def available(self) -> int:
        """Copies that nobody is promised."""
        return self.on_hand - self.allocated


class StockMove(models.Model):
    """One change of a stock level, with its cause. The sum of an edition's moves is its level."""

    class Kind(models.TextChoices):
        RECEIVED = "received", "Received"
        ADJUSTED = "adjusted", "Adjusted"
        ALLOCATED = "allocated", "Allocated"
        RELEASED = "released", "Released"
        SHIPPED = "shipped", "Shipped"
        RESTOCKED = "restocked", "Restocked"

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="stock_moves", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind)
    on_hand = models.IntegerField(default=0)
    allocated = models.IntegerField(default=0)
    line = models.ForeignKey("OrderLine", models.PROTECT, null=True, related_name="stock_moves")
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", db_index=False)
    submission_id = models.UUIDField(null=True, editable=False)

    holds = Holds(
        nobody=["id", "edition", "kind", "on_hand", "allocated", "line", "submission_id"],
        because={"reason": "why a count was mended, after the guard; it is about discs"},
        staff__act=["at", "by"],
        append_only=True,
    )

    class Meta:
        default_permissions = ()
        permissions = [("adjust_stock", "Receive and adjust stock")]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=["received", "adjusted", "allocated", "released", "shipped", "restocked"]
                ),
                name="stock_move_kind_is_known",
            ),
            # Partial, for most moves are of orders and come from no form of their own.
            models.UniqueConstraint(
                fields=["submission_id"], condition=~Q(submission_id=None), name="stock_form_sent_once"
            ),
        ]
        indexes = [models.Index(fields=["edition", "id"], name="stock_move_by_edition")]

    def __str__(self) -> str:
        return f"{self.kind} {self.on_hand:+d} {self.allocated:+d}"
