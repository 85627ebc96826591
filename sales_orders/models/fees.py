"""Fees that are no product's price, with the day from which they hold."""

from django.db import models
from django.db.models import Q

from uccms.privacy.holds import Holds


class Fee(models.Model):
    """What a fee of a kind is from a day on, in US dollars. Never overwritten."""

    class Kind(models.TextChoices):
        REFUSED_PAYMENT = "refused", "Payment refused by the bank"

    kind = models.CharField(max_length=10, choices=Kind)
    effective_from = models.DateField()
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    source = models.CharField(max_length=160)

    holds = Holds(
        nobody=["id", "kind", "effective_from", "amount"],
        because={"source": "the rule that sets the fee"},
        reference=True,
        append_only=True,
    )

    class Meta:
        default_permissions = ()
        ordering = ["kind", "-effective_from"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "effective_from"], name="one_fee_a_day"),
            models.CheckConstraint(condition=Q(kind__in=["refused"]), name="fee_kind_is_known"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="a_fee_is_more_than_nothing"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: ${self.amount}"
