"""Series of numbers without a gap."""

from django.db import models
from django.db.models import Q

from uccms.privacy.holds import Holds


class NumberSeries(models.Model):
    """The last number given in a series and fiscal year. Its row is locked last in a transaction: no gaps."""

    series = models.CharField(max_length=1)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    holds = Holds(
        nobody=["id", "year", "last"],
        because={"series": "the letter of a series of numbers"},
        history=False,
        no_history_because="it counts what the numbered rows say themselves",
    )

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["series", "year"], name="number_series_once_a_year"),
            models.CheckConstraint(condition=Q(series__in=["S", "Q"]), name="number_series_is_known"),
            models.CheckConstraint(condition=Q(last__lte=999_999), name="number_series_is_not_full"),
        ]

    def __str__(self) -> str:
        return f"{self.series}{self.year:02d}{self.last:06d}"
