"""Quality review: what a supervisor says of a resolved ticket, and what the reviewed agent answers."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from contacts.models.tickets import Ticket
from uccms.accounts.models import BusinessArea
from uccms.privacy.holds import Holds


class ReviewQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ReviewQuerySet":
        """A person's own, those they wrote, and for who reviews an area all of it (docs/supervision.md)."""
        own = models.Q(agent=user) | models.Q(reviewer=user)
        if not user.has_perm("contacts.review_ticket"):
            return self.filter(agent=user)
        return self if user.is_first_tier else self.filter(own | models.Q(area__in=user.areas))


class Review(models.Model):
    """One resolution of a ticket was looked over by somebody else: fine, with a comment, or given back."""

    class Verdict(models.TextChoices):
        FINE = "fine", "Fine"
        COMMENT = "comment", "Comment"
        BACK = "back", "Back to the agent"

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="reviews")
    resolved_at = models.DateTimeField()
    area = models.ForeignKey(BusinessArea, models.PROTECT, related_name="+")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviews_received")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviews_written")
    verdict = models.CharField(max_length=10, choices=Verdict)
    text = models.TextField(blank=True)
    at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_seen_at = models.DateTimeField(null=True, blank=True)
    text_corrected_at = models.DateTimeField(null=True, blank=True)
    answer_corrected_at = models.DateTimeField(null=True, blank=True)
    submission_id = models.UUIDField(unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, db_default=1)

    objects = ReviewQuerySet.as_manager()

    # The words stand in the row alone, and go with it: the history says who reviewed whom, and when.
    holds = Holds(
        nobody=["id", "ticket", "area", "submission_id", "version"],
        contact_time=["resolved_at"],
        request=["text", "answer"],
        staff__review=[
            "agent", "reviewer", "verdict", "at", "read_at", "answered_at", "answer_seen_at",
            "text_corrected_at", "answer_corrected_at",
        ],
        secret=["text", "answer"],
    )  # fmt: skip

    class Meta:
        default_permissions = ()
        permissions = [
            ("review_ticket", "Look over what was resolved in one's areas"),
            ("see_figures", "See the figures of one's areas"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["ticket", "resolved_at"], name="a_resolution_reviewed_once"),
            models.CheckConstraint(
                condition=~models.Q(agent=models.F("reviewer")), name="nobody_reviews_their_own_work"
            ),
            models.CheckConstraint(
                condition=models.Q(verdict__in=["fine", "comment", "back"]), name="verdict_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(answered_at__isnull=True) | models.Q(read_at__isnull=False),
                name="who_answers_has_read",
            ),
        ]
        indexes = [
            models.Index(
                fields=["agent", "-at"],
                name="review_unread",
                condition=models.Q(read_at__isnull=True, verdict__in=["comment", "back"]),
            ),
            models.Index(
                fields=["reviewer", "answered_at"],
                name="review_answer_unseen",
                condition=models.Q(answered_at__isnull=False, answer_seen_at__isnull=True),
            ),
            models.Index(fields=["at"], name="review_by_time"),
        ]
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.verdict} on {self.ticket_id}"

    def may_be_corrected(self, part: str, user) -> bool:
        """Whether `user` wrote this part, `text` or `answer`, and nobody has answered or seen it yet."""
        if part == "text":
            return bool(self.text) and self.reviewer_id == user.pk and self.answered_at is None
        return bool(self.answer) and self.agent_id == user.pk and self.answer_seen_at is None

    def may_be_removed_from(self, part: str, user) -> bool:
        """Whether `user` wrote this part, or supervises the area and is not the one it is about."""
        if not getattr(self, part) or not user.has_perm("contacts.remove_text"):
            return False
        own = self.reviewer_id if part == "text" else self.agent_id
        supervises = user.has_perm("contacts.review_ticket") and (
            user.is_first_tier or self.area_id in {each.pk for each in user.areas}
        )
        return own == user.pk or (supervises and self.agent_id != user.pk)
