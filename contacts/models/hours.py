"""When business areas are open: a week of ranges for each, and days that are not like their weekday."""

from django.db import models

from uccms.accounts.models import BusinessArea
from uccms.privacy.holds import Holds


class OpeningHours(models.Model):
    """One range of one weekday (Monday is 0) of an area, in minutes of the wall clock after midnight."""

    area = models.ForeignKey(BusinessArea, models.CASCADE, related_name="opening_hours")
    weekday = models.PositiveSmallIntegerField()
    opens = models.PositiveSmallIntegerField()
    closes = models.PositiveSmallIntegerField()

    holds = Holds(nobody=["id", "area", "weekday", "opens", "closes"], reference=True)

    class Meta:
        default_permissions = ()
        permissions = [
            ("keep_areas", "Keep hours, special days and targets of one's areas"),
            ("keep_every_area", "Keep those of every area, and the days that hold for all"),
        ]
        verbose_name_plural = "opening hours"
        constraints = [
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="a_week_has_seven_days"),
            models.CheckConstraint(
                condition=models.Q(opens__lt=models.F("closes"), closes__lte=24 * 60),
                name="hours_end_after_they_begin",
            ),
            models.UniqueConstraint(fields=["area", "weekday", "opens"], name="a_range_begins_once"),
        ]
        ordering = ["weekday", "opens"]

    def __str__(self) -> str:
        return f"{self.area_id} on {self.weekday}: {self.opens} to {self.closes}"


class ClosedDay(models.Model):
    """A day that is not like its weekday, of one area or of all (`area` is empty); an area's own goes first.

    Federal holidays are put in by a job. One that is removed keeps its row, so that the job does not bring it
    back before people do: `is_removed`.
    """

    class Kind(models.TextChoices):
        CLOSED = "closed", "Closed all day"
        EARLY = "early", "Closes early"
        USUAL = "usual", "Open as usual"

    area = models.ForeignKey(BusinessArea, models.CASCADE, null=True, blank=True, related_name="closed_days")
    day = models.DateField()
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.CLOSED)
    closes = models.PositiveSmallIntegerField(null=True, blank=True)
    is_federal = models.BooleanField(default=False, editable=False)
    is_removed = models.BooleanField(default=False, db_default=False, editable=False)
    submission_id = models.UUIDField(null=True, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)

    holds = Holds(
        nobody=[
            "id",
            "area",
            "day",
            "kind",
            "closes",
            "is_federal",
            "is_removed",
            "submission_id",
            "version",
        ],
        because={"name": "why an office is closed, the same for everybody; it passes the guard"},
        reference=True,
    )

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["area", "day"], nulls_distinct=False, name="a_day_is_special_once"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["closed", "early", "usual"]), name="closed_day_kind_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="early", closes__isnull=False, closes__gt=0, closes__lt=24 * 60)
                | ~models.Q(kind="early") & models.Q(closes__isnull=True),
                name="closing_early_says_when",
            ),
            models.CheckConstraint(
                condition=models.Q(is_federal=False) | models.Q(area__isnull=True),
                name="federal_holidays_are_for_all",
            ),
            models.CheckConstraint(
                condition=models.Q(is_removed=False) | models.Q(is_federal=True),
                name="only_federal_holidays_stay_removed",
            ),
        ]
        indexes = [models.Index(fields=["day"], name="closed_day_by_day")]
        ordering = ["day", "id"]

    def __str__(self) -> str:
        return f"{self.day}: {self.name}"
