"""Tickets: one problem or request, with its contacts, topic, state and resolution."""

from datetime import UTC, datetime

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from contacts.models.customers import Customer
from contacts.models.topics import ResolutionCode, Topic
from uccms.accounts.models import BusinessArea
from uccms.privacy.holds import Holds

NEVER = datetime(9000, 1, 1, tzinfo=UTC)  # a due time for what is not due: keyset pages need one

INVENTED = "invented"  # the origin of a demonstration's tickets
UNRESOLVED = models.Q(state__in=["open", "waiting"])
TO_REVIEW = models.Q(review_state="waiting")
TALKS = ["phone", "walk_in"]  # whoever opened a ticket so was spoken with, and waits only when in touch again
UNANSWERED = (
    models.Q(spoke_last_at__isnull=False)
    & ~models.Q(waiting_for="customer")
    & (models.Q(spoke_last_at__gt=models.F("opened_at")) | ~models.Q(channel__in=TALKS))
)
OFTEN = 3  # so often forwarded, a ticket is a risk


def area_of_ticket() -> models.ForeignKey:
    """The area in which the row's ticket is, as the database mirrors it (migration `mirrored_areas`).

    So an index of the row's table can hold it. Nobody writes it, and the ticket's own constraint keeps it.
    """
    return models.ForeignKey(
        BusinessArea,
        models.DO_NOTHING,
        null=True,
        editable=False,
        db_index=False,
        db_constraint=False,
        related_name="+",
    )


class TicketQuerySet(models.QuerySet):
    def visible_to(self, user) -> "TicketQuerySet":
        """The tickets that `user` may open (docs/access.md)."""
        if not user.has_perm("contacts.see_tickets"):
            return self.none()
        if user.is_first_tier:
            return self
        return self.of(user, models.Q(area__in=user.areas))

    def of(self, user, in_areas: models.Q) -> "TicketQuerySet":
        """Those in these areas, and those that `user`, or who fills this slot, holds or took part in."""
        mine = Participation.objects.filter(ticket=models.OuterRef("pk"), user=user)
        return self.filter(in_areas | models.Q(assignee=user) | models.Exists(mine))

    def unresolved(self) -> "TicketQuerySet":
        return self.filter(UNRESOLVED)

    def unanswered(self) -> "TicketQuerySet":
        """Those on which the customer spoke last and waits for our answer."""
        return self.filter(UNANSWERED)


class Ticket(models.Model):
    """One problem or request of a customer, who may be unknown."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        WAITING = "waiting", "Waiting"
        RESOLVED = "resolved", "Resolved"
        CLOSED = "closed", "Closed"

    class WaitingFor(models.TextChoices):
        NOBODY = "", "nobody"
        CUSTOMER = "customer", "the customer"
        FOLLOW_UP = "follow_up", "our follow-up"

    class ReviewState(models.TextChoices):
        NONE = "", "not for review"
        WAITING = "waiting", "waits for its review"
        REVIEWED = "reviewed", "reviewed"

    class Priority(models.TextChoices):
        NORMAL = "normal", "Normal"
        HIGH = "high", "High"

    customer = models.ForeignKey(Customer, models.PROTECT, null=True, blank=True, related_name="tickets")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="tickets")
    area = models.ForeignKey(BusinessArea, models.PROTECT, related_name="tickets")
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="assigned_tickets"
    )
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    waiting_for = models.CharField(max_length=10, choices=WaitingFor, default=WaitingFor.NOBODY, blank=True)
    priority = models.CharField(
        max_length=6, choices=Priority, default=Priority.NORMAL, db_default=Priority.NORMAL
    )
    subject = models.CharField(max_length=160, blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    channel = models.CharField(max_length=10)
    due_key = models.DateTimeField(default=NEVER)
    clock_from = models.DateTimeField(null=True, blank=True)
    clock_used = models.PositiveIntegerField(default=0, db_default=0)
    answered_at = models.DateTimeField(null=True, blank=True)
    spoke_last_at = models.DateTimeField(null=True, blank=True)
    first_answer_due = models.DateTimeField(null=True, blank=True)
    resolution_due = models.DateTimeField(null=True, blank=True)
    untold_due = models.DateTimeField(default=NEVER, db_default=NEVER)
    forwarded_at = models.DateTimeField(null=True, blank=True)
    forwarded_from = models.ForeignKey(BusinessArea, models.PROTECT, null=True, blank=True, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_version = models.PositiveIntegerField(null=True, blank=True)
    resolution = models.TextField(blank=True)
    resolution_code = models.ForeignKey(
        ResolutionCode, models.PROTECT, null=True, blank=True, related_name="+"
    )
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reopened_count = models.PositiveSmallIntegerField(default=0, db_default=0)
    forwarded_count = models.PositiveSmallIntegerField(default=0, db_default=0)
    was_overdue = models.BooleanField(default=False, db_default=False)
    risk = models.PositiveSmallIntegerField(default=0, db_default=0)
    review_state = models.CharField(
        max_length=10, choices=ReviewState, default=ReviewState.NONE, db_default="", blank=True
    )
    # Where a merge put what was on it; such a ticket is closed, without a resolution if it had none.
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, db_index=False, related_name="merged"
    )
    # The contact that the subject comes from, where it is not the ticket's own first one: after a merge.
    titled_by = models.ForeignKey(
        "contacts.Contact", models.SET_NULL, null=True, blank=True, db_index=False, related_name="titles"
    )
    origin = models.CharField(max_length=80, null=True, blank=True, unique=True)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    version = models.PositiveIntegerField(default=1)

    objects = TicketQuerySet.as_manager()

    holds = Holds(
        nobody=[
            "id", "customer", "topic", "area", "state", "waiting_for", "due_key", "version",
            "forwarded_at", "forwarded_from", "resolution_code", "recorded_at", "taken_at", "taken_version",
            "merged_into", "titled_by",
            "clock_from", "clock_used", "first_answer_due", "resolution_due", "untold_due",
            "reopened_count", "forwarded_count", "was_overdue", "risk", "review_state",
            "priority",
        ],
        because={
            "origin": "the source and number of an imported record",
            "channel": "one of the channels, by check constraint",
        },
        request=["subject"],
        resolution=["resolution"],
        contact_time=["opened_at", "answered_at", "spoke_last_at", "resolved_at"],
        agent_name=["opened_by", "assignee", "resolved_by"],
    )  # fmt: skip

    class Meta:
        default_permissions = ()
        permissions = [
            ("see_tickets", "See tickets of one's areas"),
            ("log_contact", "Log contacts"),
            ("work_ticket", "Note, assign, forward, follow up, wait, resolve and reopen"),
            ("correct_text", "Correct a text"),
            ("remove_text", "Remove something that slipped in"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "waiting", "resolved", "closed"]),
                name="ticket_state_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(state="waiting", waiting_for__in=["customer", "follow_up"])
                | ~models.Q(state="waiting") & models.Q(waiting_for=""),
                name="a_waiting_ticket_says_for_whom",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=["resolved", "closed"], resolution_code__isnull=False, resolved_at__isnull=False
                )
                | models.Q(state="closed", merged_into__isnull=False)
                | models.Q(state__in=["open", "waiting"]),
                name="resolved_with_a_resolution",
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True)
                | models.Q(state="closed") & ~models.Q(merged_into=models.F("id")),
                name="a_merged_ticket_is_closed",
            ),
            models.CheckConstraint(
                condition=models.Q(taken_at__isnull=True, taken_version__isnull=True)
                | models.Q(taken_at__isnull=False, taken_version__isnull=False),
                name="a_taken_ticket_says_when",
            ),
            models.CheckConstraint(
                condition=models.Q(clock_from__isnull=True) | UNRESOLVED & ~models.Q(waiting_for="customer"),
                name="the_clock_runs_for_us_alone",
            ),
            models.CheckConstraint(
                condition=models.Q(review_state="")
                | models.Q(review_state__in=["waiting", "reviewed"], state__in=["resolved", "closed"]),
                name="only_what_is_resolved_is_reviewed",
            ),
            models.CheckConstraint(
                condition=models.Q(priority__in=["normal", "high"]), name="ticket_priority_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(spoke_last_at__isnull=True) | UNRESOLVED,
                name="what_is_resolved_is_answered",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-id"], name="ticket_by_customer"),
            models.Index(fields=["area", "-id"], name="ticket_by_area_in_any_state"),
            models.Index(fields=["assignee", "-id"], name="ticket_by_assignee_in_any"),
            models.Index(fields=["area", "state", "-id"], name="ticket_by_area"),
            models.Index(fields=["assignee", "state", "-id"], name="ticket_by_assignee"),
            models.Index(fields=["state", "-id"], name="ticket_by_state"),
            models.Index(fields=["-id"], name="ticket_unresolved", condition=UNRESOLVED),
            models.Index(fields=["area", "-id"], name="ticket_unresolved_by_area", condition=UNRESOLVED),
            models.Index(
                fields=["assignee", "due_key", "id"],
                name="ticket_unresolved_by_assignee",
                condition=UNRESOLVED,
            ),
            models.Index(
                fields=["area", "forwarded_at"],
                name="ticket_forwarded_not_taken",
                condition=UNRESOLVED & models.Q(assignee__isnull=True, forwarded_at__isnull=False),
            ),
            models.Index(fields=["due_key", "id"], name="ticket_unresolved_by_due", condition=UNRESOLVED),
            models.Index(
                fields=["area", "due_key", "id"], name="ticket_unresolved_of_area", condition=UNRESOLVED
            ),
            models.Index(
                fields=["area", "due_key", "id"],
                name="ticket_that_nobody_has",
                condition=models.Q(state="open", assignee__isnull=True),
            ),
            models.Index(
                fields=["taken_at"], name="ticket_taken", condition=models.Q(taken_at__isnull=False)
            ),
            models.Index(fields=["topic", "-id"], name="ticket_by_topic"),
            models.Index(
                fields=["merged_into"],
                name="ticket_merged",
                condition=models.Q(merged_into__isnull=False),
            ),
            models.Index(
                fields=["titled_by"], name="ticket_titled", condition=models.Q(titled_by__isnull=False)
            ),
            models.Index(fields=["untold_due"], name="ticket_missed_untold", condition=UNRESOLVED),
            models.Index(
                fields=["-risk", "-resolved_at", "-id"], name="ticket_to_review", condition=TO_REVIEW
            ),
            models.Index(
                fields=["area", "-risk", "-resolved_at", "-id"],
                name="ticket_to_review_of_area",
                condition=TO_REVIEW,
            ),
            models.Index(
                fields=["area", "assignee", "due_key", "id"], name="ticket_figures", condition=UNRESOLVED
            ),
            models.Index(fields=["resolved_at", "area", "resolved_by"], name="ticket_by_resolved"),
            models.Index(
                fields=["area", "due_key", "id"],
                name="ticket_high_that_nobody_has",
                condition=models.Q(state="open", assignee__isnull=True, priority="high"),
            ),
            models.Index(fields=["-id"], name="ticket_high", condition=models.Q(priority="high")),
            models.Index(
                fields=["area", "-id"], name="ticket_high_by_area", condition=models.Q(priority="high")
            ),
            models.Index(
                fields=["resolved_at"], name="ticket_to_close", condition=models.Q(state="resolved")
            ),
            models.Index(fields=["-id"], name="ticket_unanswered", condition=UNANSWERED),
            models.Index(fields=["area", "-id"], name="ticket_unanswered_by_area", condition=UNANSWERED),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"T{self.pk}"

    @property
    def heading(self) -> str:
        """What the ticket is called on screens: its subject, or its topic where the subject was removed."""
        return self.subject or self.topic.name

    @property
    def example(self) -> str:
        """What kind of example this is, where it is no work of the agency: invented, or imported."""
        source = (self.origin or "").partition(":")[0]
        return "" if not source else "Invented example" if source == INVENTED else "Imported example"

    @property
    def risks(self) -> list[str]:
        """What makes the ticket a risk, in words; `risk` counts them when it is resolved."""
        often = self.forwarded_count >= OFTEN
        reopened = f"Reopened {self.reopened_count} times" if self.reopened_count > 1 else "Reopened"
        known = (
            (self.reopened_count, reopened),
            (self.was_overdue, "Was overdue"),
            (often, f"Forwarded {self.forwarded_count} times"),
        )
        return [words for is_so, words in known if is_so]

    @property
    def merged_words(self) -> str:
        """Where it went, such as "merged into T10482"; empty where it was not merged."""
        return f"merged into T{self.merged_into_id}" if self.merged_into_id else ""

    @property
    def is_unresolved(self) -> bool:
        """Whether somebody still has to do something; a merged ticket is closed, and its survivor has it."""
        return self.state in (self.State.OPEN, self.State.WAITING)

    @property
    def is_unanswered(self) -> bool:
        """Whether the customer spoke last and waits for our answer, since `spoke_last_at`."""
        if self.spoke_last_at is None or self.waiting_for == self.WaitingFor.CUSTOMER:
            return False
        return self.spoke_last_at > self.opened_at or self.channel not in TALKS

    @property
    def service_dues(self) -> dict[str, datetime]:
        """What a target still asks for while the clock runs: `first_answer`, `resolution`, and until when."""
        if self.clock_from is None:
            return {}
        dues = {"resolution": self.resolution_due}
        if self.answered_at is None:
            dues["first_answer"] = self.first_answer_due
        return {kind: due for kind, due in dues.items() if due is not None}

    def due_at(self, now: datetime) -> tuple[datetime, str]:
        """What lists show as due at this time, and in one word what: an answer, the resolution, a promise.

        A target that is missed stands before a promise that was due earlier still.
        """
        dues = self.service_dues
        due = min((each for each in dues.values() if each <= now), default=self.due_key)
        if due == dues.get("first_answer"):
            return due, "Answer"
        return due, "Resolve" if due == dues.get("resolution") else "Promise"

    @property
    def due_shown(self) -> datetime:
        """What lists show as due now."""
        return self.due_at(timezone.now())[0]

    @property
    def due_for(self) -> str:
        """What is due at `due_shown`, in one word."""
        return self.due_at(timezone.now())[1]


class Participation(models.Model):
    """A member of staff logged, held or took part in a ticket, and so may go on seeing it."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="participations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="participations")
    area = area_of_ticket()

    holds = Holds(nobody=["id", "ticket", "area"], mirrored=["area"], staff__act=["user"])

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "ticket"], name="took_part_once")]
        indexes = [models.Index(fields=["user", "area", "ticket"], name="took_part_by_area")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.ticket_id}"
