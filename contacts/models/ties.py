"""What ties two tickets: a merge with what it moved, and a link."""

from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from contacts.models.tickets import Ticket
from uccms.privacy.holds import Holds

UNDONE_WITHIN = timedelta(days=1)


class Merge(models.Model):
    """One ticket was put into another: how both were before, and what was the newest then."""

    merged = models.ForeignKey(Ticket, models.CASCADE, related_name="merges")
    survivor = models.ForeignKey(Ticket, models.CASCADE, related_name="took_in")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # The survivor's newest line and contact then: what has a higher key came later, whatever its time says.
    last_line = models.BigIntegerField(default=0)
    last_contact = models.BigIntegerField(default=0)
    was_state = models.CharField(max_length=10, choices=Ticket.State)
    was_waiting_for = models.CharField(max_length=10, choices=Ticket.WaitingFor, blank=True)
    survivor_was_state = models.CharField(max_length=10, choices=Ticket.State)
    survivor_was_waiting_for = models.CharField(max_length=10, choices=Ticket.WaitingFor, blank=True)
    gave_customer = models.BooleanField(default=False)
    gave_answer = models.BooleanField(default=False)
    submission_id = models.UUIDField(unique=True, editable=False)

    holds = Holds(
        nobody=[
            "id", "merged", "survivor", "last_line", "last_contact", "was_state", "was_waiting_for",
            "survivor_was_state", "survivor_was_waiting_for", "gave_customer", "gave_answer",
            "submission_id",
        ],
        agent_name=["by", "undone_by"],
        contact_time=["at", "undone_at"],
    )  # fmt: skip

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["merged"],
                condition=models.Q(undone_at__isnull=True),
                name="a_ticket_is_merged_into_one",
            ),
            models.CheckConstraint(
                condition=~models.Q(merged=models.F("survivor")), name="merged_into_another_ticket"
            ),
        ]

    def __str__(self) -> str:
        return f"T{self.merged_id} into T{self.survivor_id}"

    @property
    def undone_until(self):
        """The time until which it can be undone."""
        return self.at + UNDONE_WITHIN

    @property
    def is_undoable(self) -> bool:
        """Whether there is still time to undo it; what changed since is looked at when somebody does."""
        return self.undone_at is None and timezone.now() < self.undone_until


class Moved(models.Model):
    """The rows of one table that a merge moved, or made (who took part), so that undoing moves just those."""

    merge = models.ForeignKey(Merge, models.CASCADE, related_name="moved")
    what = models.CharField(max_length=60)
    keys = ArrayField(models.BigIntegerField())

    holds = Holds(
        nobody=["id", "merge"],
        because={"what": "a name of contacts/moving.py", "keys": "keys of rows of a table of ours"},
    )

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["merge", "what"], name="moved_once_a_table"),
        ]

    def __str__(self) -> str:
        return f"{len(self.keys)} of {self.what}"


class TicketLinkQuerySet(models.QuerySet):
    def of(self, ticket: Ticket) -> "TicketLinkQuerySet":
        """The links of a ticket, whichever end it is, the oldest first."""
        return self.filter(models.Q(first=ticket) | models.Q(second=ticket)).order_by("pk")

    def between(self, ticket: Ticket, other: Ticket) -> "TicketLink | None":
        """The link between these two; None where there is none."""
        first, second = sorted((ticket.pk, other.pk))
        return self.filter(first=first, second=second).first()


class TicketLink(models.Model):
    """Two tickets are related; the one with the lower number is the first."""

    first = models.ForeignKey(Ticket, models.CASCADE, related_name="links_up")
    second = models.ForeignKey(Ticket, models.CASCADE, related_name="links_down")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now())

    objects = TicketLinkQuerySet.as_manager()

    holds = Holds(nobody=["id", "first", "second"], agent_name=["by"], contact_time=["at"])

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="linked_once"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="the_lower_number_is_first"
            ),
        ]

    def __str__(self) -> str:
        return f"T{self.first_id} and T{self.second_id}"

    def other_than(self, ticket: Ticket) -> int:
        """The key of the ticket at the other end."""
        return self.second_id if self.first_id == ticket.pk else self.first_id
