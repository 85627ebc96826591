"""The outbox: a row for each mail, written in the transaction that causes it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now, Upper

from uccms.mail import kinds
from uccms.privacy.holds import Holds


class MailQuerySet(models.QuerySet):
    def visible_to(self, user) -> "MailQuerySet":
        """The mails about records that `user` may open; each app says so for its own kinds."""
        return self.filter(kinds.visible_to(user))


class Mail(models.Model):
    """One mail to one address, and what became of it.

    `cause` names what it is about, so that the same cause makes one mail. A mail is claimed, and that is
    committed, before it is handed to the mail server: after a crash one without an answer is `unknown`, and
    is sent again by people only.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        CLAIMED = "claimed", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed"
        UNKNOWN = "unknown", "Unknown"

    kind = models.CharField(max_length=40)
    cause = models.CharField(max_length=120, unique=True)
    record = models.CharField(max_length=20, blank=True)
    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    unsubscribe = models.CharField(max_length=300, blank=True)
    document = models.CharField(max_length=80, blank=True)
    is_announcement = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    answer = models.CharField(max_length=60, blank=True)
    not_before = models.DateTimeField(db_default=Now())
    queued_at = models.DateTimeField(db_default=Now())
    queued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    objects = MailQuerySet.as_manager()

    holds = Holds(
        nobody=[
            "id",
            "is_announcement",
            "state",
            "tries",
            "not_before",
            "queued_at",
            "claimed_at",
            "sent_at",
        ],
        because={
            "kind": "the name of a kind of mail",
            "cause": "what the mail is about, by keys and numbers of records",
            "record": "the number of a record",
            "document": "the name of a document and the key of its record",
            "answer": "the mail server's code, or a word of ours; never its own words",
        },
        email_address=["to", "unsubscribe"],
        request=["subject", "text", "html"],
        staff__act=["queued_by"],
        history=False,
        no_history_because="its row says what became of it, and is deleted when its time is over",
    )

    class Meta:
        default_permissions = ()
        permissions = [("see_outbox", "See mails about records that one may open")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "claimed", "sent", "failed", "unknown"]),
                name="mail_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | ~Q(state="sent") & Q(sent_at__isnull=True),
                name="a_sent_mail_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="claimed") | Q(claimed_at__isnull=False), name="a_claimed_mail_says_when"
            ),
        ]
        indexes = [
            models.Index(
                fields=["is_announcement", "not_before", "id"],
                name="mail_next_to_send",
                condition=Q(state="waiting"),
            ),
            models.Index(fields=["claimed_at"], name="mail_being_sent", condition=Q(state="claimed")),
            models.Index(fields=["-id"], name="mail_listed", condition=Q(is_announcement=False)),
            models.Index(fields=["-id"], name="mail_announced", condition=Q(is_announcement=True)),
            models.Index(
                fields=["state", "-id"], name="mail_listed_by_state", condition=Q(is_announcement=False)
            ),
            models.Index(fields=["record", "-id"], name="mail_by_record", condition=~Q(record="")),
            models.Index(fields=["queued_at"], name="mail_by_age"),
            models.Index(Upper("to"), name="mail_to_somebody"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"M{self.pk}"

    @property
    def is_confidential(self) -> bool:
        """Whether its text is for its reader alone."""
        return kinds.is_confidential(self.kind)

    @property
    def may_be_sent_again(self) -> bool:
        """Whether its words are still there, and for more than one moment."""
        return bool(self.text) and not self.is_confidential

    @property
    def kind_words(self) -> str:
        """What this kind of mail is called."""
        return kinds.words_of(self.kind)
