"""Forms that are not sent yet, kept on the server."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from contacts.models.tickets import Ticket
from uccms.privacy.holds import Holds


class Draft(models.Model):
    """What a member of staff typed into a form and has not sent. What the guard found is blank in it."""

    class Form(models.TextChoices):
        CONTACT = "contact", "New contact"
        TICKET_CONTACT = "ticket_contact", "Contact on a ticket"
        NOTE = "note", "Internal note"
        # What is done with a ticket, each by the name of its address.
        FORWARD = "forward", "Forwarding"
        FOLLOW_UP = "follow_up", "Promising a follow-up"
        WAIT = "wait", "Waiting for the customer"
        WITHDRAW = "withdraw", "Withdrawing a follow-up"
        PRIORITIZE = "prioritize", "Changing the priority"
        RESOLVE = "resolve", "Resolution"
        REOPEN = "reopen", "Reopening"
        CORRECT = "correct", "Correcting a text"
        ATTACH = "attach", "Note beside files"
        REVIEW = "review", "Quality review"
        ANSWER = "answer_review", "Answer to a review"

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    form = models.CharField(max_length=20, choices=Form)
    submission_id = models.UUIDField(unique=True)
    ticket = models.ForeignKey(Ticket, models.CASCADE, null=True, blank=True, related_name="drafts")
    about = models.CharField(max_length=24, blank=True, db_default="")
    fields = models.JSONField(default=dict)
    summary = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    saved_at = models.DateTimeField(db_default=Now())
    page = models.UUIDField(null=True, editable=False)  # where it was typed last

    holds = Holds(
        nobody=["id", "form", "submission_id", "ticket", "created_at", "page"],
        because={"about": "the key of the text, the follow-up or the review that the form is about"},
        request=["fields", "summary"],
        staff__act=["owner", "saved_at"],
        history=False,
        no_history_because="it is not sent yet, and goes when it is",
        copies={"summary": "fields"},
    )

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["owner", "-saved_at"], name="draft_by_owner")]

    def __str__(self) -> str:
        return f"{self.get_form_display()} {self.pk}"
