"""The kinds of numbers that a ticket can be about; topics and rules name them, too."""

from django.db import models


class MatterKind(models.TextChoices):
    APPLICATION = "application", "Application"
    PATENT = "patent", "Patent"
    PUBLICATION = "publication", "Publication"
    TRADEMARK_SERIAL = "trademark_serial", "Trademark serial"
    REGISTRATION = "registration", "Registration"
    DOCKET = "docket", "Docket"
    ORDER = "order", "Order"


def with_article(kind: str) -> str:
    """A number of this kind as a sentence has it; of any kind for an empty one."""
    if not kind:
        return "the number of an application, patent or other matter"
    words = str(MatterKind(kind).label).lower()
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words} number"
