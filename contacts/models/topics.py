"""Why customers get in touch, and what was done for them: reference data that supervisors keep."""

from django.db import models

from contacts.models.matter_kinds import MatterKind, with_article
from uccms.accounts.models import BusinessArea
from uccms.privacy.holds import Holds


class ResolutionCode(models.Model):
    """What kind of thing was done for the customer."""

    code = models.SlugField(max_length=30, unique=True)
    name = models.CharField(max_length=80)
    is_active = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    holds = Holds(
        nobody=["id", "is_active", "position"],
        because={"code": "a code of a list that staff keep", "name": "words of a list that staff keep"},
        reference=True,
    )

    class Meta:
        default_permissions = ()
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class Topic(models.Model):
    """Why the customer got in touch: a leaf of a short tree, with the area that answers it.

    A topic may carry a short answer: description, resolution and code that are filled in with one key. It may
    say what the contact screen asks for: a matter's number, and the company, which nobody has to give.
    """

    class Asks(models.TextChoices):
        NOT = "", "Not asked for"
        ASKED = "asked", "Asked for"
        NEEDED = "needed", "Needed, unless the caller does not have it"

    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    name = models.CharField(max_length=80)
    path = models.CharField(max_length=240, blank=True, editable=False)
    keywords = models.CharField(max_length=200, blank=True)
    area = models.ForeignKey(BusinessArea, models.PROTECT, null=True, blank=True, related_name="topics")
    is_active = models.BooleanField(default=True)
    preset_description = models.TextField(blank=True)
    preset_resolution = models.TextField(blank=True)
    preset_code = models.ForeignKey(ResolutionCode, models.PROTECT, null=True, blank=True, related_name="+")
    asks_matter = models.CharField(max_length=6, choices=Asks, blank=True, default=Asks.NOT, db_default="")
    matter_kind = models.CharField(max_length=20, choices=MatterKind, blank=True, default="", db_default="")
    asks_company = models.BooleanField(default=False, db_default=False)

    holds = Holds(
        nobody=[
            "id", "parent", "area", "is_active", "preset_code", "asks_matter", "matter_kind", "asks_company",
        ],
        because={
            "name": "words of a list that staff keep",
            "path": "words of a list that staff keep",
            "keywords": "words of a list that staff keep",
            "preset_description": "a standard text, the same for everybody",
            "preset_resolution": "a standard text, the same for everybody",
        },
        reference=True,
    )  # fmt: skip

    class Meta:
        default_permissions = ()
        ordering = ["path", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "name"], nulls_distinct=False, name="topic_once_a_parent"
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(preset_description="", preset_resolution="", preset_code=None)
                    | ~models.Q(preset_description="")
                    & ~models.Q(preset_resolution="")
                    & models.Q(preset_code__isnull=False)
                ),
                name="a_short_answer_is_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(asks_matter__in=["", "asked", "needed"])
                & (
                    models.Q(matter_kind="")
                    | ~models.Q(asks_matter="") & models.Q(matter_kind__in=MatterKind.values)
                ),
                name="a_topic_asks_what_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_short_answer(self) -> bool:
        return bool(self.preset_description)

    @property
    def asking(self) -> str:
        """What the contact screen asks for with this topic, in a sentence; empty when it asks for nothing."""
        match self.asks_matter:
            case self.Asks.NEEDED:
                return f"Needed for this topic: {with_article(self.matter_kind)}."
            case self.Asks.ASKED:
                return f"Ask for {with_article(self.matter_kind)}."
        return ""
