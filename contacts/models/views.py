"""Saved views: a person's own filters of the queue, under a name."""

from django.conf import settings
from django.db import models

from uccms.privacy.holds import Holds


class SavedView(models.Model):
    """One view of the queue; at most one of each person is where they start."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=40)
    filter = models.CharField(max_length=300, blank=True)
    is_start = models.BooleanField(default=False)
    submission_id = models.UUIDField(unique=True, editable=False)

    holds = Holds(nobody=["id", "submission_id"], staff__preference=["owner", "name", "filter", "is_start"])

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="view_named_once"),
            models.UniqueConstraint(
                fields=["owner"], condition=models.Q(is_start=True), name="one_view_to_start_with"
            ),
        ]
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name
