"""What the database says of itself."""

from django.db import models

from uccms.privacy.holds import Holds


class DatabaseMark(models.Model):
    """A mark on the whole database; written by the owner alone.

    `DEMONSTRATION` stands before the first demonstration account, so that production refuses the database
    however early the making of the demonstration was broken off.
    """

    DEMONSTRATION = "demonstration"
    DEMONSTRATION_COMPLETE = "demonstration complete"
    NAMES = {DEMONSTRATION: "Demonstration", DEMONSTRATION_COMPLETE: "Demonstration data is complete"}

    name = models.TextField(choices=NAMES, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)

    holds = Holds(
        nobody=["id", "name", "made_at"],
        history=False,
        no_history_because="a mark is made once and never changed",
    )

    class Meta:
        db_table = "database_mark"
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
