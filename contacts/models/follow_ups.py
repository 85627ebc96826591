"""Promises to get back to a customer."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from contacts.models.contacts import Contact
from contacts.models.tickets import Ticket
from uccms.privacy.holds import Holds


class FollowUp(models.Model):
    """A promise with a due time and the agent who promised: open, kept by a contact, or withdrawn."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="follow_ups")
    due_at = models.DateTimeField()
    promised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="follow_ups")
    promised_at = models.DateTimeField(db_default=Now())
    kept_by = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="kept_follow_ups"
    )
    kept_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    reopened_at = models.DateTimeField(null=True, blank=True)

    holds = Holds(
        nobody=["id", "ticket", "kept_by", "reopened_at"],
        contact_time=["due_at", "promised_at", "kept_at", "withdrawn_at"],
        agent_name=["promised_by", "withdrawn_by"],
        request=["reason"],
    )

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kept_at__isnull=False, withdrawn_at__isnull=False),
                name="a_follow_up_is_kept_or_withdrawn",
            ),
        ]
        indexes = [
            models.Index(
                fields=["promised_by", "due_at"],
                name="follow_up_open_by_agent",
                condition=models.Q(kept_at__isnull=True, withdrawn_at__isnull=True),
            ),
            models.Index(
                fields=["due_at"],
                name="follow_up_open_by_due",
                condition=models.Q(kept_at__isnull=True, withdrawn_at__isnull=True),
            ),
        ]
        ordering = ["due_at", "id"]

    def __str__(self) -> str:
        return f"{self.ticket_id} due {self.due_at:%Y-%m-%d %H:%M}"

    @property
    def is_open(self) -> bool:
        return self.kept_at is None and self.withdrawn_at is None
