"""One call, e-mail, fax, letter or visit, in or out."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from contacts.models.customers import Customer
from contacts.models.tickets import Ticket, area_of_ticket
from uccms.privacy.holds import Holds


class ContactQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ContactQuerySet":
        """The contacts on tickets that `user` may open."""
        if user.is_first_tier and user.has_perm("contacts.see_tickets"):
            return self
        return self.filter(
            models.Exists(Ticket.objects.visible_to(user).filter(pk=models.OuterRef("ticket")))
        )


class Contact(models.Model):
    """One contact on a ticket; or one without a request (wrong number, dropped, transferred) and ticket."""

    class Channel(models.TextChoices):
        PHONE = "phone", "Phone"
        EMAIL = "email", "E-mail"
        FAX = "fax", "Fax"
        POSTAL = "postal", "Postal"
        WALK_IN = "walk_in", "Walk-in"

    class Direction(models.TextChoices):
        IN = "in", "Incoming"
        OUT = "out", "Outgoing"

    class NoRequest(models.TextChoices):
        NONE = "", "there was a request"
        WRONG_NUMBER = "wrong_number", "Wrong number"
        DROPPED = "dropped", "Dropped"
        TRANSFERRED = "transferred", "Transferred"

    ticket = models.ForeignKey(Ticket, models.CASCADE, null=True, blank=True, related_name="contacts")
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, blank=True, related_name="contacts")
    channel = models.CharField(max_length=10, choices=Channel)
    direction = models.CharField(max_length=4, choices=Direction, default=Direction.IN)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="contacts")
    description = models.TextField(blank=True)
    no_request = models.CharField(max_length=20, choices=NoRequest, default=NoRequest.NONE, blank=True)
    notice_read_at = models.DateTimeField(null=True, blank=True)
    notice_version = models.CharField(max_length=20, blank=True)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    corrected_at = models.DateTimeField(null=True, blank=True)
    submission_id = models.UUIDField(null=True, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    area = area_of_ticket()

    objects = ContactQuerySet.as_manager()

    holds = Holds(
        nobody=[
            "id", "ticket", "customer", "channel", "direction", "no_request", "recorded_at",
            "corrected_at", "submission_id", "version", "notice_read_at", "area",
        ],
        mirrored=["area"],
        because={"notice_version": "the version of our own notice"},
        contact_time=["started_at", "ended_at"],
        agent_name=["agent"],
        request=["description"],
    )  # fmt: skip

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(channel__in=["phone", "email", "fax", "postal", "walk_in"]),
                name="contact_channel_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(direction__in=["in", "out"]), name="contact_direction_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(ticket__isnull=False, no_request="")
                | models.Q(ticket__isnull=True, no_request__in=["wrong_number", "dropped", "transferred"]),
                name="a_contact_has_a_ticket_or_no_request",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(ended_at__gte=models.F("started_at")),
                name="contact_ends_after_it_starts",
            ),
        ]
        indexes = [
            models.Index(fields=["ticket", "started_at"], name="contact_by_ticket"),
            models.Index(fields=["customer", "-started_at"], name="contact_by_customer"),
            models.Index(fields=["agent", "-started_at"], name="contact_by_agent"),
        ]
        ordering = ["started_at", "id"]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.direction} {self.pk}"
