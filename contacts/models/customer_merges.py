"""Two customers made one: what the undo needs, for a day."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from contacts.models.customers import Customer
from uccms.privacy import pia
from uccms.privacy.holds import Holds


class CustomerMerge(models.Model):
    """One customer went into another. What was replaced on the one that stays is blanked after a day.

    `emails`, `telephones` and `addresses` have what the one that stays got (`added`) and lost (`dropped`).
    `last_change` is the last row of the history that the merge itself wrote.
    """

    kept = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    gone = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())
    name_taken = models.BooleanField(default=False)
    company_taken = models.BooleanField(default=False)
    name_before = models.CharField(max_length=200, blank=True)
    company_before = models.CharField(max_length=200, blank=True)
    emails = models.JSONField(default=dict)
    telephones = models.JSONField(default=dict)
    addresses = models.JSONField(default=dict)
    last_change = models.BigIntegerField(default=0)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    name_stays_because = models.CharField(max_length=300, blank=True)
    company_stays_because = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True)
    submission_id = models.UUIDField(unique=True, editable=False)

    holds = Holds(
        nobody=[
            "id", "kept", "gone", "name_taken", "company_taken", "last_change", "ended_at", "submission_id",
        ],
        customer_name=["name_before"],
        company_name=["company_before"],
        email_address=["emails"],
        telephone_and_fax=["telephones"],
        mailing_address=["addresses"],
        agent_name=["by", "undone_by", "name_stays_because", "company_stays_because"],
        contact_time=["at", "undone_at"],
    )  # fmt: skip

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=~models.Q(kept=models.F("gone")), name="a_merge_is_of_two"),
            models.UniqueConstraint(
                fields=["gone"],
                condition=models.Q(undone_at=None),
                name="a_customer_is_merged_once",
            ),
        ]
        indexes = [
            models.Index(fields=["at"], name="merge_not_ended", condition=models.Q(ended_at=None)),
        ]

    def __str__(self) -> str:
        return f"C{self.gone_id} into C{self.kept_id}"

    @property
    def undone_until(self):
        """When the day for undoing it is over."""
        return self.at + pia.kept_for("customer_merges")

    @property
    def is_over(self) -> bool:
        """Whether it can no longer be undone."""
        return self.ended_at is not None or timezone.now() >= self.undone_until


class CustomerMergeRow(models.Model):
    """One row that a merge moved to the customer that stays; and why an undo left it there."""

    merge = models.ForeignKey(CustomerMerge, models.CASCADE, related_name="rows")
    table_name = models.CharField(max_length=63)
    row_key = models.BigIntegerField()
    stays_because = models.CharField(max_length=300, blank=True)

    holds = Holds(
        nobody=["id", "merge", "row_key"],
        because={"table_name": "the name of a table"},
        agent_name=["stays_because"],
        history=False,
        no_history_because="each row has its move in its own history; these go after a day",
    )

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["merge", "table_name", "row_key"], name="moved_once_a_merge"),
        ]

    def __str__(self) -> str:
        return f"{self.table_name} {self.row_key}"
