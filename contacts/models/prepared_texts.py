"""Texts that supervisors keep and agents bring into what they write."""

from django.db import models

from contacts.models.topics import Topic
from uccms.accounts.models import BusinessArea
from uccms.privacy.holds import Holds


class PreparedTextQuerySet(models.QuerySet):
    def visible_to(self, user) -> "PreparedTextQuerySet":
        """The texts of the areas that `user` works in, and those for all."""
        if not user.has_perm("contacts.log_contact"):
            return self.none()
        if user.is_first_tier:
            return self
        return self.filter(models.Q(area=None) | models.Q(area__in=user.areas))

    def in_order(self) -> "PreparedTextQuerySet":
        """Those for all last, else by area and name."""
        return self.order_by(models.F("area__name").asc(nulls_last=True), "name", "pk")


class PreparedText(models.Model):
    """One text, with placeholders such as {customer name} (`contacts/placeholders.py`)."""

    area = models.ForeignKey(
        BusinessArea, models.PROTECT, null=True, blank=True, related_name="prepared_texts"
    )
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, related_name="prepared_texts")
    name = models.CharField(max_length=80)
    text = models.TextField(max_length=5_000)
    is_offered = models.BooleanField(default=True)
    submission_id = models.UUIDField(unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)

    objects = PreparedTextQuerySet.as_manager()

    holds = Holds(
        nobody=["id", "area", "topic", "is_offered", "submission_id", "version"],
        because={
            "name": "the name of a standard text",
            "text": "a standard text, the same for everybody",
        },
        reference=True,
    )

    class Meta:
        default_permissions = ()
        permissions = [("keep_texts", "Keep the prepared texts of one's areas")]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "name"], nulls_distinct=False, name="prepared_text_once_an_area"
            )
        ]

    def __str__(self) -> str:
        return self.name
