"""Order forms that are not sent yet. They have no number and hold no stock."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from contacts.models import Customer
from uccms.privacy.holds import Holds


class OrderDraft(models.Model):
    """What a member of staff typed into the order form. What the guard found is blank in it."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="order_drafts")
    submission_id = models.UUIDField(unique=True)
    customer = models.ForeignKey(Customer, models.CASCADE, null=True, blank=True, related_name="+")
    fields = models.JSONField(default=dict)
    summary = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    saved_at = models.DateTimeField(db_default=Now())
    page = models.UUIDField(null=True, editable=False)  # where it was typed last

    holds = Holds(
        nobody=["id", "submission_id", "customer", "created_at", "page"],
        request=["fields", "summary"],
        staff__act=["owner", "saved_at"],
        history=False,
        no_history_because="it is not sent yet, and goes when it is",
        copies={"summary": "fields"},
    )

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["owner", "-saved_at"], name="order_draft_by_owner")]

    def __str__(self) -> str:
        return f"Order draft {self.pk}"
