"""The history of every change and the record of every look. Read only: the database writes them itself."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from uccms.privacy.holds import Holds


class Change(models.Model):
    """One row that was added, changed or deleted, with its old and new values (NIST SP 800-53 AU-3)."""

    class Operation(models.TextChoices):
        INSERT = "insert", "Added"
        UPDATE = "update", "Changed"
        DELETE = "delete", "Deleted"

    id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    database_role = models.TextField()
    page = models.TextField()
    request_id = models.TextField()
    table_name = models.TextField()
    row_key = models.TextField()
    operation = models.TextField(choices=Operation)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    holds = Holds(
        nobody=["id", "operation"],
        because={
            "database_role": "a role of the database, of a closed list",
            "page": "the name of an address pattern, never the address",
            "request_id": "a random number",
            "table_name": "the name of a table",
            "row_key": "the key of a row",
        },
        staff__act=["at", "actor_id"],
        request=["before", "after"],
        history=False,
        no_history_because="it is the history",
    )

    class Meta:
        managed = False
        db_table = "audit_change"
        default_permissions = ()
        permissions = [
            ("see_record", "Open the record of acts and looks"),
            ("see_all_acts", "See every act and look, with old and new values"),
            ("see_acts_of_areas", "See the acts and looks of the people of one's areas"),
            ("see_staff_record", "See the record of staff and reference data"),
        ]

    def __str__(self) -> str:
        return f"{self.operation} {self.table_name} {self.row_key}"


class Event(models.Model):
    """One look at a customer's record, one look-up, sign-in or refused attempt (NIST SP 800-53 AU-2)."""

    class Kind(models.TextChoices):
        LOOK = "look", "Looked at"
        LOOK_UP = "look_up", "Looked up"
        SIGN_IN = "sign_in", "Signed in"
        SIGN_IN_FAILED = "sign_in_failed", "Sign-in failed"
        SIGN_OUT = "sign_out", "Signed out"
        REFUSED = "refused", "Was refused"

    id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    kind = models.TextField(choices=Kind)
    subject = models.TextField()
    shown = ArrayField(models.TextField())
    page = models.TextField()
    request_id = models.TextField()

    holds = Holds(
        nobody=["id", "kind"],
        because={
            "page": "the name of an address pattern, never the address",
            "request_id": "a random number",
            "subject": "the number of a record, or the id of a look-up, by check constraint",
        },
        staff__act=["at", "actor_id"],
        customer_number=["shown"],
        history=False,
        no_history_because="it is written once, by the database",
    )

    class Meta:
        managed = False
        db_table = "audit_event"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
