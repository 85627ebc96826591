"""What happened on a ticket, beside its contacts."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from contacts.models.contacts import Contact
from contacts.models.follow_ups import FollowUp
from contacts.models.routing import RoutingRule
from contacts.models.tickets import Ticket, area_of_ticket
from uccms.accounts.models import BusinessArea
from uccms.privacy.holds import Holds


class TimelineManager(models.Manager):
    def record(self, kind: "TimelineEntry.Kind", *, by, **facts) -> "TimelineEntry":
        """Write that `by` did this; on `ticket.timeline` the ticket is known."""
        return self.create(kind=kind, by=by, **facts)


class TimelineEntry(models.Model):
    """One thing that happened: a note, a forwarding, a promise, a change of state. Staff only."""

    class Kind(models.TextChoices):
        NOTE = "note", "Internal note"
        ATTACHED = "attached", "Attached"
        ASSIGNED = "assigned", "Assigned"
        FORWARDED = "forwarded", "Forwarded"
        PROMISED = "promised", "Follow-up promised"
        KEPT = "kept", "Follow-up kept"
        WITHDRAWN = "withdrawn", "Follow-up withdrawn"
        WAITING = "waiting", "Waiting"
        DUE = "due", "Follow-up due"
        RESOLVED = "resolved", "Resolved"
        REOPENED = "reopened", "Reopened"
        CORRECTED = "corrected", "Text corrected"
        REMOVED = "removed", "Something was removed"
        ROUTED = "routed", "Routed"
        PRIORITIZED = "prioritized", "Priority set"
        CLOSED = "closed", "Closed"
        MERGED = "merged", "Merged into another ticket"
        TOOK_IN = "took_in", "Another ticket was merged in"
        UNMERGED = "unmerged", "Merge undone"
        SPLIT = "split", "Contact split off"
        SPLIT_FROM = "split_from", "Split off from another ticket"
        LINKED = "linked", "Linked"
        UNLINKED = "unlinked", "Link removed"

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="timeline")
    kind = models.CharField(max_length=20, choices=Kind)
    at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    text = models.TextField(blank=True)
    origin = models.ForeignKey(BusinessArea, models.PROTECT, null=True, related_name="+")
    to = models.ForeignKey(BusinessArea, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    follow_up = models.ForeignKey(FollowUp, models.CASCADE, null=True, related_name="+")
    contact = models.ForeignKey(Contact, models.CASCADE, null=True, related_name="+")
    rule = models.ForeignKey(RoutingRule, models.PROTECT, null=True, related_name="+", db_index=False)
    priority = models.CharField(max_length=6, choices=Ticket.Priority, blank=True)
    # The other ticket of a merge, a split or a link.
    other = models.ForeignKey(Ticket, models.SET_NULL, null=True, db_index=False, related_name="+")
    waiting_for = models.CharField(max_length=10, choices=Ticket.WaitingFor, blank=True)
    basis = models.CharField(max_length=30, blank=True)
    corrected_at = models.DateTimeField(null=True, blank=True)
    submission_id = models.UUIDField(null=True, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    area = area_of_ticket()

    objects = TimelineManager()

    holds = Holds(
        nobody=[
            "id", "ticket", "kind", "origin", "to", "follow_up", "contact", "waiting_for", "corrected_at",
            "submission_id", "version", "rule", "priority", "other", "area",
        ],
        mirrored=["area"],
        because={"basis": "a code of the PIA's list of legal bases"},
        agent_name=["by", "person"],
        contact_time=["at"],
        request=["text"],
    )  # fmt: skip

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["ticket", "at"], name="timeline_by_ticket")]
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.kind} on {self.ticket_id}"
