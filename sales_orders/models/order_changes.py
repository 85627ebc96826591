"""Versions of orders that were changed after they were placed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from sales_orders.models.orders import Money, Order
from uccms.privacy.holds import Holds


class OrderChange(models.Model):
    """A version of a placed order: who changed it, why, and what was before and after."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="changes")
    version = models.PositiveIntegerField()
    at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    why = models.CharField(max_length=300)
    lines_before = models.JSONField(default=list)
    lines_after = models.JSONField(default=list)
    ship_to_before = models.TextField(blank=True)
    ship_to_after = models.TextField(blank=True)
    bill_to_before = models.TextField(blank=True)
    bill_to_after = models.TextField(blank=True)
    email_before = models.EmailField(blank=True)
    email_after = models.EmailField(blank=True)
    zone_before = models.CharField(max_length=80, blank=True)
    zone_after = models.CharField(max_length=80, blank=True)
    charged_before = models.DecimalField(null=True, **Money)
    charged_after = models.DecimalField(null=True, **Money)

    holds = Holds(
        nobody=["id", "order", "version", "charged_before", "charged_after"],
        because={
            "lines_before": "codes, quantities and amounts of the lines",
            "lines_after": "codes, quantities and amounts of the lines",
            "zone_before": "the name of a shipping zone",
            "zone_after": "the name of a shipping zone",
        },
        agent_name=["by"],
        contact_time=["at"],
        request=["why"],
        mailing_address=["ship_to_before", "ship_to_after", "bill_to_before", "bill_to_after"],
        email_address=["email_before", "email_after"],
    )

    class Meta:
        default_permissions = ()
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(fields=["order", "version"], name="order_version_once"),
            models.CheckConstraint(condition=~Q(why=""), name="an_order_change_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} version {self.version}"
