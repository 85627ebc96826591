"""Counts of failures to sign in."""

from django.db import models

from uccms.privacy.holds import Holds


class Attempts(models.Model):
    """How often something was tried without success lately, under a keyed hash of what was tried."""

    key = models.CharField(primary_key=True, max_length=64)
    count = models.PositiveIntegerField()
    since = models.DateTimeField(db_index=True)

    holds = Holds(
        staff__sign_in=["key", "count", "since"],
        history=False,
        no_history_because="a count lives 15 minutes; each failure is an event",
    )

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.count} since {self.since}"
