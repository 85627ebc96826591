"""How often something was asked for lately, under keyed hashes."""

from django.db import models

from uccms.privacy.holds import Holds


class RequestCount(models.Model):
    """How often one address or one origin asked within a window; deleted when the window is over."""

    key = models.CharField(primary_key=True, max_length=64)
    count = models.PositiveIntegerField()
    until = models.DateTimeField(db_index=True)

    holds = Holds(
        nobody=["count", "until"],
        because={"key": "a keyed hash of an address or an origin, for its window of an hour at most"},
        history=False,
        no_history_because="a count lives an hour at most",
    )

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.count} until {self.until}"
