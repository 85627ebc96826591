"""Files on a ticket: what a customer sent, or what staff sent or keep with it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from contacts.models.timeline import TimelineEntry
from uccms.privacy.holds import Holds
from uccms.web.downloads.stored import StoredFile
from uccms.web.uploads import kinds


class Attachment(models.Model):
    """One file, on the ticket that its entry is on.

    What is in it lies in the storage under `storage_key`; its address has another random key.
    """

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        PNG = "png", "PNG picture"
        JPEG = "jpeg", "JPEG picture"
        GIF = "gif", "GIF picture"
        WEBP = "webp", "WebP picture"
        TIFF = "tiff", "TIFF picture"
        TEXT = "text", "text"

    class GuardRead(models.TextChoices):
        WHOLE = "whole", "all of its text"
        PARTLY = "partly", "a part of it"
        NOT_AT_ALL = "not", "nothing of it"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    entry = models.ForeignKey(TimelineEntry, models.CASCADE, related_name="attachments")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=180, blank=True)
    size = models.BigIntegerField()
    pages = models.PositiveIntegerField(null=True)
    storage_key = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    guard_read = models.CharField(max_length=10, choices=GuardRead)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    # What is in the file is the description of a problem, and so are its name and what tells of its content.
    # Redacting either deletes the file (contacts/actions/forgetting_copies.py).
    holds = Holds(
        nobody=["id", "public_id", "entry", "position", "kind", "size", "pages", "guard_read"],
        because={"storage_key": "where the storage keeps the file, at random"},
        agent_name=["confirmed_by"],
        request=["name", "sha256"],
    )

    class Meta:
        default_permissions = ()
        ordering = ["entry_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "position"], name="attachment_place_once"),
            models.CheckConstraint(condition=Q(size__gt=0), name="no_attachment_is_empty"),
            models.CheckConstraint(
                condition=Q(kind__in=["pdf", "png", "jpeg", "gif", "webp", "tiff", "text"]),
                name="attachment_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(guard_read="whole")
                | Q(guard_read__in=["partly", "not"], confirmed_by__isnull=False),
                name="what_the_guard_cannot_read_somebody_looked_at",
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex="^[0-9a-f]{64}$") & ~Q(name="") & ~Q(storage_key="")
                | Q(sha256="", name=""),
                name="an_attachment_is_there_or_removed",
            ),
        ]

    def __str__(self) -> str:
        return f"Attachment {self.pk}"

    @property
    def is_removed(self) -> bool:
        return not self.name

    @property
    def stored(self) -> StoredFile:
        """What the storage needs to send it."""
        return StoredFile(self.storage_key, self.size, self.sha256)

    @property
    def of_kind(self) -> kinds.Kind:
        return kinds.KINDS[self.kind]


class Leftover(models.Model):
    """A stored file that no attachment refers to: on its way, held for a form, or removed. A job deletes it.

    It is written before the file is there, so that a crash in between leaves nothing that nobody knows of.
    One that is held says for whose form: it came along, and something else of that form had to be mended.
    """

    storage_key = models.CharField(max_length=64, unique=True)
    delete_after = models.DateTimeField(db_index=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    submission_id = models.UUIDField(null=True, editable=False)
    name = models.CharField(max_length=180, blank=True)
    size = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)

    holds = Holds(
        nobody=["id", "delete_after", "submission_id", "size"],
        because={"storage_key": "where the storage keeps it, at random"},
        request=["name", "sha256"],
        staff__act=["owner"],
        history=False,
        no_history_because="it is the to-do list of a job, and nothing that anybody did",
    )

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"Leftover {self.pk}"

    @property
    def stored(self) -> StoredFile:
        """What the storage needs to read it again, of a file that is held."""
        return StoredFile(self.storage_key, self.size, self.sha256)
