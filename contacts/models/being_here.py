"""Who has a ticket open just now."""

from django.conf import settings
from django.db import models

from contacts.models.tickets import Ticket
from uccms.privacy.holds import Holds


class Here(models.Model):
    """A member of staff whose browser shows this ticket, or showed it a moment ago."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    writing = models.BooleanField(default=False)
    seen_at = models.DateTimeField(db_index=True)

    holds = Holds(
        nobody=["id", "ticket"],
        staff__act=["user", "writing", "seen_at"],
        history=False,
        no_history_because="it is over in a minute, and who looked at what is on the record of looks",
    )

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["ticket", "user"], name="here_once_on_a_ticket")]

    def __str__(self) -> str:
        return f"{self.user_id} on {self.ticket_id}"
