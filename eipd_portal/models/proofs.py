"""Mailed proofs that somebody reads an address: a link and a code, each once and for a time."""

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from uccms.privacy.holds import Holds


class MailedProof(models.Model):
    """Somebody asked, in one browser, to prove one address.

    It is written for every address alike; a job then decides what is mailed, if anything (`actions/
    asking_for_proof.py`). Of the link only a hash is kept, of the code a keyed one. An address that is never
    proven is nowhere but here, and goes after `retention.unproven`.
    """

    class Purpose(models.TextChoices):
        ENTER = "enter", "not decided yet"
        REGISTER = "register", "register"
        SIGN_IN = "sign-in", "sign in"
        ERASE = "erase", "erase"

    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.ENTER)
    email = models.CharField(max_length=254, db_index=True)
    browser_hash = models.CharField(max_length=64, db_index=True)
    token_hash = models.CharField(max_length=64, null=True, unique=True)
    code_hash = models.CharField(max_length=64, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField(db_default=Now(), db_index=True)
    expires_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    holds = Holds(
        nobody=["id", "purpose", "tries", "expires_at", "used_at"],
        because={
            "browser_hash": "the hash of a random key",
            "token_hash": "the hash of a random key",
            "code_hash": "the keyed hash of a random number",
        },
        email_address=["email"],
        contact_time=["asked_at"],
        history=False,
        no_history_because="an address that nobody proved leaves nothing behind",
    )

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(purpose__in=["enter", "register", "sign-in", "erase"]),
                name="proof_purpose_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(token_hash__isnull=True) | models.Q(expires_at__isnull=False),
                name="a_mailed_proof_expires",
            ),
            models.CheckConstraint(condition=models.Q(tries__lte=5), name="a_code_has_five_tries"),
        ]

    def __str__(self) -> str:
        return f"proof {self.pk}"

    @property
    def is_over(self) -> bool:
        """Whether its time has passed."""
        return self.expires_at is not None and self.expires_at <= timezone.now()
