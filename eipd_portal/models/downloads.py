"""Personal download links, and how often files are fetched, without people."""

from django.db import models
from django.db.models import Q

from eipd_portal.models.files import EditionFile
from eipd_portal.models.registrants import Registrant
from uccms.privacy.holds import Holds


class DownloadLink(models.Model):
    """Which link of a registrant counts: revoking counts on. Who never revoked one has no row.

    The link itself is derived with the installation's key (`eipd_portal.links`), and stored nowhere.
    """

    registrant = models.OneToOneField(
        Registrant, models.CASCADE, primary_key=True, related_name="download_link"
    )
    serial = models.PositiveIntegerField()

    holds = Holds(nobody=["registrant", "serial"])

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"link {self.serial} of {self.registrant_id}"


class DownloadCount(models.Model):
    """How many downloads of a file were begun on a day."""

    file = models.ForeignKey(EditionFile, models.CASCADE, related_name="counts")
    day = models.DateField()
    begun = models.PositiveIntegerField(default=0)

    holds = Holds(
        nobody=["id", "file", "day", "begun"],
        history=False,
        no_history_because="a count; its history would say when each download was begun",
    )

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["file", "day"], name="file_counted_once_a_day")]

    def __str__(self) -> str:
        return f"{self.begun} on {self.day}"


class CountingKey(models.Model):
    """The key of one day; deleted with it, so that what was hashed with it says nothing any more."""

    day = models.DateField(primary_key=True)
    key = models.BinaryField()

    holds = Holds(
        nobody=["day"],
        because={"key": "random bytes"},
        history=False,
        no_history_because="it is dropped for good",
    )

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"key of {self.day}"


class DownloadBegun(models.Model):
    """Somebody began to fetch something today: a hash of the two, by the key of the day."""

    hash = models.CharField(max_length=64, primary_key=True)
    day = models.DateField(db_index=True)

    holds = Holds(
        nobody=["day"],
        because={"hash": "a keyed hash whose key is dropped with the day"},
        history=False,
        no_history_because="it is forgotten with its day",
    )

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(hash__regex="^[0-9a-f]{64}$"), name="download_begun_is_a_hash")
        ]

    def __str__(self) -> str:
        return f"one download on {self.day}"
