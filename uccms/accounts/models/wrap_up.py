"""Until when somebody is finishing up after a telephone call."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from uccms.privacy.holds import Holds

LONGEST = timedelta(hours=1)  # from the call's end, however often it is extended


class WrapUp(models.Model):
    """The wrap-up that somebody is in, or was in a moment ago; each person has one at most.

    A table of its own, since no history may show how long somebody took after each call.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="wrap_up"
    )
    began_at = models.DateTimeField()
    until = models.DateTimeField(db_index=True)
    seconds = models.PositiveSmallIntegerField()

    holds = Holds(
        nobody=["seconds"],
        staff__wrap_up=["user", "began_at", "until"],
        history=False,
        no_history_because="it is over in minutes; how long each call was written up is nobody's business",
    )

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__lte=models.F("began_at") + LONGEST), name="a_wrap_up_ends"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} until {self.until}"

    @property
    def is_running(self) -> bool:
        return self.until > timezone.now()

    @property
    def left(self) -> int:
        """How many seconds are left."""
        return max(0, round((self.until - timezone.now()).total_seconds()))

    @property
    def can_be_extended(self) -> bool:
        return self.until < self.began_at + LONGEST
