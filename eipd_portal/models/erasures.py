"""What is left of addresses that are gone, or that want no mail: a keyed hash."""

from django.db import models
from django.db.models.functions import Now

from uccms.privacy.holds import Holds


class Erasure(models.Model):
    """An address was erased. The hash lives as long as backups do, so that a restore erases it again."""

    address_hash = models.CharField(max_length=64, db_index=True)
    erased_at = models.DateTimeField(db_default=Now(), db_index=True)
    is_noted = models.BooleanField(default=False)

    holds = Holds(
        nobody=["id", "is_noted"],
        because={"address_hash": "a keyed hash, which says nothing without its key"},
        contact_time=["erased_at"],
        history=False,
        no_history_because="it goes when the last backup with the address is gone",
    )

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"erasure {self.pk}"


class BlockedAddress(models.Model):
    """The reader of an address said that they asked for nothing and want no mail from the portal."""

    address_hash = models.CharField(primary_key=True, max_length=64)
    blocked_at = models.DateTimeField(db_default=Now())

    holds = Holds(
        because={"address_hash": "a keyed hash, which says nothing without its key"},
        contact_time=["blocked_at"],
        history=False,
        no_history_because="the hash would stay in it after the block is lifted",
    )

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"blocked {self.blocked_at}"
