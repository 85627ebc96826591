"""Who has a ticket open just now."""

from datetime import timedelta

from django.conf import settings
from django.db import models

from contacts.models.tickets import Ticket
from uccms.privacy.holds import Holds

GONE_AFTER = timedelta(seconds=90)  # of silence: a page says every 45 seconds that it is there


class Here(models.Model):
    """A page in somebody's browser that shows this ticket, or showed it a moment ago.

    Each page has a row of its own: who closes one of two, or loads one anew, is still there.
    """

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    page = models.UUIDField()
    writing = models.BooleanField(default=False)
    seen_at = models.DateTimeField(db_index=True)
    wrote_at = models.DateTimeField(null=True)

    holds = Holds(
        nobody=["id", "ticket", "page"],
        staff__presence=["user", "writing", "seen_at", "wrote_at"],
        history=False,
        no_history_because="it is over in a minute, and who looked at what is on the record of looks",
    )

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["ticket", "user", "page"], name="here_once_for_each_page")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} on {self.ticket_id}"
