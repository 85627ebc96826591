"""Who registered at the portal: a proven e-mail address, and nothing else about anybody."""

from django.db import models
from django.db.models.functions import Now

from uccms.privacy.holds import Holds


class Registrant(models.Model):
    """One e-mail address that its reader proved. Never staff: nothing here leads to an account.

    The address is written as `eipd_portal.addresses.canonical` makes it, and is left out of the history, so
    that it is gone with its row.
    """

    email = models.CharField(max_length=254, unique=True)
    registered_at = models.DateTimeField(db_default=Now())

    holds = Holds(nobody=["id"], email_address=["email"], contact_time=["registered_at"], secret=["email"])

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email__regex=r"^[^[:space:]]+@[a-z0-9.-]+$"),
                name="registrant_domain_in_servers_letters",
            )
        ]

    def __str__(self) -> str:
        return f"registrant {self.pk}"


class RegistrantSession(models.Model):
    """One browser that a registrant signed in with; its cookie holds the key, this row only the hash."""

    registrant = models.ForeignKey(Registrant, models.CASCADE, related_name="sessions")
    key_hash = models.CharField(max_length=64, unique=True)
    started_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(db_index=True)

    holds = Holds(
        nobody=["id", "registrant", "expires_at"],
        because={"key_hash": "the hash of a random key"},
        contact_time=["started_at"],
        history=False,
        no_history_because="a session ends without a trace of when somebody was here",
    )

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"session {self.pk}"


class TermsAcceptance(models.Model):
    """A registrant accepted one version of the terms of use, once."""

    registrant = models.ForeignKey(Registrant, models.CASCADE, related_name="acceptances")
    version = models.CharField(max_length=20)
    accepted_at = models.DateTimeField(db_default=Now())

    holds = Holds(
        nobody=["id", "registrant"],
        because={"version": "the version of a published text"},
        contact_time=["accepted_at"],
    )

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["registrant", "version"], name="each_version_accepted_once")
        ]

    def __str__(self) -> str:
        return f"terms of {self.version}"


class NoticeWish(models.Model):
    """A registrant wants to be told of new editions of one product."""

    registrant = models.ForeignKey(Registrant, models.CASCADE, related_name="wishes")
    product = models.ForeignKey("sales_orders.Product", models.CASCADE, related_name="notice_wishes")
    wanted_at = models.DateTimeField(db_default=Now())

    holds = Holds(nobody=["id", "registrant", "product"], contact_time=["wanted_at"])

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["registrant", "product"], name="each_product_wished_once")
        ]

    def __str__(self) -> str:
        return f"notices of {self.product_id}"
