"""Matters: the applications, patents and other numbers that a ticket is about."""

from django.db import models

from contacts.models.matter_kinds import MatterKind
from contacts.models.tickets import Ticket
from uccms.privacy.holds import Holds


class Matter(models.Model):
    """What a ticket is about: an application, patent, registration, docket, order and its number."""

    Kind = MatterKind

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="matters")
    kind = models.CharField(max_length=20, choices=Kind)
    number = models.CharField(max_length=40)
    key = models.CharField(max_length=40, editable=False, db_collation="C")
    # The contact that it was first written down with, which may take it along (splitting_tickets).
    contact = models.ForeignKey(
        "contacts.Contact", models.SET_NULL, null=True, blank=True, db_index=False, related_name="matters"
    )

    holds = Holds(
        nobody=["id", "ticket", "kind", "contact"],
        request=["number", "key"],
        copies={"key": "number"},
    )

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["ticket", "kind", "key"], name="matter_once_a_ticket"),
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=[
                        "application", "patent", "publication", "trademark_serial", "registration",
                        "docket", "order",
                    ]
                ),
                name="matter_kind_is_known",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["key"], name="matter_by_key")]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"
