"""Service levels: how soon an area answers and resolves, and which tickets missed that."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from contacts.models.tickets import Ticket
from contacts.models.topics import Topic
from uccms.accounts.models import BusinessArea
from uccms.privacy.holds import Holds


class ServiceTarget(models.Model):
    """How many business minutes an area gives itself, for a topic, or (no topic) for all others."""

    area = models.ForeignKey(BusinessArea, models.CASCADE, related_name="service_targets")
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, blank=True, related_name="service_targets")
    first_answer = models.PositiveIntegerField(null=True, blank=True)
    resolution = models.PositiveIntegerField(null=True, blank=True)
    submission_id = models.UUIDField(null=True, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)

    holds = Holds(
        nobody=["id", "area", "topic", "first_answer", "resolution", "submission_id", "version"],
        reference=True,
    )

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["area", "topic"], nulls_distinct=False, name="target_once_an_area_and_topic"
            ),
            models.CheckConstraint(
                condition=models.Q(first_answer__gt=0) | models.Q(first_answer__isnull=True),
                name="a_first_answer_takes_time",
            ),
            models.CheckConstraint(
                condition=models.Q(resolution__gt=0) | models.Q(resolution__isnull=True),
                name="a_resolution_takes_time",
            ),
            models.CheckConstraint(
                condition=models.Q(first_answer__isnull=False) | models.Q(resolution__isnull=False),
                name="a_target_targets_something",
            ),
        ]
        ordering = ["topic__name", "id"]

    def __str__(self) -> str:
        return f"{self.area_id}, {self.topic_id or 'every topic'}"


class MissedTarget(models.Model):
    """A ticket was not answered or resolved in time: told once to the supervisors of its area."""

    class Kind(models.TextChoices):
        FIRST_ANSWER = "first_answer", "First answer"
        RESOLUTION = "resolution", "Resolution"

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="missed_targets")
    kind = models.CharField(max_length=20, choices=Kind)
    area = models.ForeignKey(BusinessArea, models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    told_at = models.DateTimeField(db_default=Now())
    # When the mail to those supervisors who have an address was queued.
    mailed_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    holds = Holds(
        nobody=["id", "ticket", "kind", "area", "due_at", "told_at", "mailed_at"],
        staff__act=["seen_at", "seen_by"],
    )

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["ticket", "kind"], name="missed_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["first_answer", "resolution"]), name="missed_kind_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(seen_at__isnull=True, seen_by__isnull=True)
                | models.Q(seen_at__isnull=False, seen_by__isnull=False),
                name="seen_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["area", "due_at"], name="missed_not_seen", condition=models.Q(seen_at__isnull=True)
            ),
            models.Index(
                fields=["due_at", "id"],
                name="missed_not_seen_by_due",
                condition=models.Q(seen_at__isnull=True),
            ),
            models.Index(
                fields=["told_at"], name="missed_not_mailed", condition=models.Q(mailed_at__isnull=True)
            ),
        ]
        ordering = ["due_at", "id"]

    def __str__(self) -> str:
        return f"{self.kind} of {self.ticket_id}"
