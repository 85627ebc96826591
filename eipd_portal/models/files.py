"""What the portal publishes: the files of an edition, version by version, and how often they were fetched."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from sales_orders.models import Edition, Product
from uccms.privacy.holds import Holds
from uccms.web.downloads.stored import StoredFile


class EditionVersionQuerySet(models.QuerySet):
    def public(self) -> "EditionVersionQuerySet":
        """Those whose time has come, withdrawn ones among them: their page says why they are gone."""
        return self.filter(published_at__lte=Now())

    def newest_of_each_edition(self) -> "EditionVersionQuerySet":
        """The newest version of each edition of one product, newest edition first."""
        return self.order_by("-issue_date", "-number").distinct("issue_date")


class EditionVersion(models.Model):
    """The files of an edition that were published together. A correction is the next version.

    `product` and `issue_date` are those of the edition, so that a list of ten thousand is read by one index.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="versions")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    issue_date = models.DateField()
    number = models.PositiveSmallIntegerField()
    published_at = models.DateTimeField()
    period_begins = models.DateField(null=True)
    period_ends = models.DateField(null=True)
    taken_in_at = models.DateTimeField(db_default=Now())
    taken_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_because = models.CharField(max_length=300, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # The last registrant who was written to; None once everybody was, or where nobody is to be.
    announced_up_to = models.BigIntegerField(null=True, default=0)
    submission_id = models.UUIDField(null=True, unique=True, editable=False)

    objects = EditionVersionQuerySet.as_manager()

    holds = Holds(
        nobody=[
            "id", "edition", "product", "issue_date", "number", "published_at", "period_begins",
            "period_ends", "announced_up_to", "submission_id",
        ],
        because={"withdrawn_because": "why files are no longer offered, as published; after the guard"},
        staff__act=["taken_in_at", "taken_in_by", "withdrawn_at", "withdrawn_by"],
    )  # fmt: skip

    class Meta:
        default_permissions = ()
        permissions = [("publish_edition", "Publish editions at the portal, and withdraw them")]
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="edition_version_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="edition_versions_count_from_one"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_because="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_because=""),
                name="a_withdrawn_version_says_why",
            ),
            models.CheckConstraint(
                condition=Q(period_begins=None, period_ends=None)
                | Q(period_begins__isnull=False, period_ends__isnull=False)
                & Q(period_begins__lte=F("period_ends")),
                name="a_period_ends_after_it_begins",
            ),
        ]
        indexes = [
            models.Index(fields=["product", "-issue_date", "-number"], name="version_by_product"),
            models.Index(fields=["-published_at", "-id"], name="version_by_time"),
            models.Index(
                fields=["published_at"],
                name="version_to_announce",
                condition=Q(announced_up_to__isnull=False, withdrawn_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition}, version {self.number}"

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None


class EditionFile(models.Model):
    """One file of a version, as it was taken in. It never changes, and neither does its address."""

    version = models.ForeignKey(EditionVersion, models.PROTECT, related_name="files")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=180)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    key = models.CharField(max_length=64)

    holds = Holds(
        nobody=["id", "version", "position", "size"],
        because={
            "name": "the name of a published file",
            "sha256": "the check sum of a published file",
            "key": "where the storage keeps it, at random",
        },
        append_only=True,
    )

    class Meta:
        default_permissions = ()
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "name"], name="file_name_once_a_version"),
            models.CheckConstraint(condition=Q(size__gt=0), name="no_published_file_is_empty"),
            models.CheckConstraint(
                condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="file_has_its_check_sum"
            ),
            models.CheckConstraint(
                condition=Q(name__regex=r"^[^/\\[:cntrl:]]+$") & ~Q(name__in=[".", ".."]),
                name="file_name_is_no_path",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def stored(self) -> StoredFile:
        """What the storage needs to send it."""
        return StoredFile(self.key, self.size, self.sha256)

    @property
    def format(self) -> str:
        """What its name says of its format, such as ZIP."""
        _, dot, ending = self.name.rpartition(".")
        return ending.upper() if dot and len(ending) <= 8 else ""
