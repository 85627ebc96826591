"""What the guard was told, what was removed, and the register as the database knows it."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from uccms.privacy.holds import Holds


class PersonalColumn(models.Model):
    """One column as the register declares it; written after each migration, read by the redaction."""

    table_name = models.TextField()
    column_name = models.TextField()
    category = models.TextField()
    redactable = models.BooleanField()
    copy_of = models.TextField(null=True)

    holds = Holds(
        nobody=["id", "redactable"],
        because={
            "table_name": "the name of a table",
            "column_name": "the name of a column",
            "category": "a category of the PIA",
            "copy_of": "the name of a column",
        },
        history=False,
        no_history_because="it is derived from the code",
    )

    class Meta:
        db_table = "privacy_column"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["table_name", "column_name"], name="privacy_column_once"),
        ]

    def __str__(self) -> str:
        return f"{self.table_name}.{self.column_name}"


class Redaction(models.Model):
    """The proof that something was removed: who, when, which and why, but not what."""

    at = models.DateTimeField(db_default=Now())
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    database_role = models.TextField()
    table_name = models.TextField()
    row_keys = ArrayField(models.TextField())
    column_names = ArrayField(models.TextField())
    basis = models.TextField()
    reason = models.TextField()

    holds = Holds(
        nobody=["id"],
        because={
            "database_role": "a role of the database, of a closed list",
            "table_name": "the name of a table",
            "row_keys": "keys of rows",
            "column_names": "names of columns",
            "basis": "a code of the PIA's list of legal bases",
            "reason": "says why, after the guard; it belongs to the agency's proof, not to a customer",
        },
        staff__act=["at", "actor"],
        history=False,
        no_history_because="it is written once, by the database",
    )

    class Meta:
        db_table = "privacy_redaction"
        default_permissions = ()
        permissions = [("redact", "Remove something from the record and its past")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(basis__in=["slipped_in", "not_needed", "amendment", "first_amendment"]),
                name="redaction_basis_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.table_name} {self.row_keys} at {self.at:%Y-%m-%d %H:%M}"


class Statement(models.Model):
    """An agent said that what the guard found is something else. What it was is not kept here."""

    at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    found = models.TextField()
    stated = models.TextField()
    table_name = models.TextField()
    row_key = models.TextField()
    column_name = models.TextField()

    holds = Holds(
        nobody=["id"],
        because={
            "found": "a kind that the guard looks for",
            "stated": "a label of a closed list",
            "table_name": "the name of a table",
            "row_key": "the key of a row",
            "column_name": "the name of a column",
        },
        staff__act=["at", "by"],
    )

    class Meta:
        db_table = "privacy_statement"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.found} stated to be {self.stated}"
