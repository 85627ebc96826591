"""Business areas, and who belongs to them."""

from django.conf import settings
from django.db import models

from uccms.privacy.holds import Holds

LONGEST_WRAP_UP = 900  # seconds that an area may give its agents after a call


class BusinessArea(models.Model):
    """An office that answers a kind of request. It has a queue and members."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=40, unique=True)
    first_tier = models.BooleanField(default=False)
    processes_orders = models.BooleanField(default=False)
    telephone = models.CharField(max_length=40, blank=True)
    hours = models.CharField(max_length=80, blank=True)
    marked = models.CharField(max_length=40, blank=True)
    wrap_up_seconds = models.PositiveSmallIntegerField(default=0, db_default=0)
    is_active = models.BooleanField(default=True)

    holds = Holds(
        nobody=["id", "first_tier", "processes_orders", "is_active", "wrap_up_seconds"],
        because={
            "name": "the name of an office",
            "slug": "the name of an office, for addresses",
            "telephone": "the published number of an office",
            "hours": "the published hours of an office",
            "marked": "says that the area holds examples",
        },
        reference=True,
    )

    class Meta:
        default_permissions = ()
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(wrap_up_seconds__lte=LONGEST_WRAP_UP), name="wrap_up_is_minutes"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A member of staff answers for a business area."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    area = models.ForeignKey(BusinessArea, models.PROTECT, related_name="memberships")

    holds = Holds(nobody=["id", "area"], staff__account=["user"], reference=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "area"], name="member_once")]

    def __str__(self) -> str:
        return f"{self.user} in {self.area}"
