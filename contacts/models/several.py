"""What was done with several tickets at once: a result for each, and what undoing it takes back."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from contacts.models.follow_ups import FollowUp
from contacts.models.tickets import Ticket
from uccms.accounts.models import BusinessArea
from uccms.privacy.holds import Holds


class Several(models.Model):
    """One act of one person on several tickets."""

    class Kind(models.TextChoices):
        TAKE = "take", "Take"
        ASSIGN = "assign", "Assign"
        FORWARD = "forward", "Forward"
        FOLLOW_UP = "follow_up", "Follow up"
        PRIORITIZE = "prioritize", "Priority"

    kind = models.CharField(max_length=10, choices=Kind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())
    undone_at = models.DateTimeField(null=True, blank=True)
    submission_id = models.UUIDField(unique=True, editable=False)

    holds = Holds(nobody=["id", "kind", "submission_id"], agent_name=["by"], contact_time=["at", "undone_at"])

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["take", "assign", "forward", "follow_up", "prioritize"]),
                name="several_kind_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} several {self.pk}"


class SeveralRow(models.Model):
    """One of the tickets: whether it was done, why not, and how the ticket was before."""

    act = models.ForeignKey(Several, models.CASCADE, related_name="rows")
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+")
    refused = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(null=True)
    was_with = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    was_in = models.ForeignKey(BusinessArea, models.PROTECT, null=True, related_name="+")
    was_state = models.CharField(max_length=10, choices=Ticket.State, blank=True)
    was_waiting_for = models.CharField(max_length=10, choices=Ticket.WaitingFor, blank=True)
    was_priority = models.CharField(max_length=6, choices=Ticket.Priority, blank=True, db_default="")
    follow_up = models.ForeignKey(FollowUp, models.SET_NULL, null=True, related_name="+")
    kept_because = models.CharField(max_length=300, blank=True)

    holds = Holds(
        nobody=[
            "id", "act", "ticket", "version", "was_in", "was_state", "was_waiting_for", "was_priority",
            "follow_up",
        ],
        agent_name=["was_with", "refused", "kept_because"],
    )  # fmt: skip

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["act", "ticket"], name="each_ticket_once_an_act"),
            models.CheckConstraint(
                condition=models.Q(refused="", version__isnull=False)
                | ~models.Q(refused="") & models.Q(version__isnull=True),
                name="done_or_refused",
            ),
        ]
        ordering = ["ticket_id"]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.refused or 'done'}"
