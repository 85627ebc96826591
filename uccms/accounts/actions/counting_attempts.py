"""Counts attempts to sign in before the password is looked at, so that no parallel guess is missed.

After too many there is a pause (NIST SP 800-53 AC-7). Names and network addresses are kept as keyed hashes,
and no longer than the pause. The counts are no one's act: they commit at once and have no history.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from uccms.accounts.models import Attempts

PAUSE = timedelta(minutes=15)


@dataclass(frozen=True)
class Limit:
    """How many failures of one kind there may be; `pauses` counts the pause from the last of them."""

    kind: str
    most: int
    pauses: bool = True


NAME = Limit("name", 5)
SECOND_FACTOR = Limit("second factor", 5)
# Many people sit behind one address, so its window does not grow with each failure.
ADDRESS = Limit("address", 50, pauses=False)

# One statement, so that of any number of guesses at once each gets a number of its own.
_COUNT = """
INSERT INTO accounts_attempts AS known (key, count, since) VALUES (%(key)s, 1, clock_timestamp())
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN known.since < clock_timestamp() - %(pause)s THEN 1
                 ELSE least(known.count + 1, 1000000) END,
    since = CASE WHEN known.since < clock_timestamp() - %(pause)s OR (%(pauses)s AND known.count < %(most)s)
                 THEN clock_timestamp() ELSE known.since END
RETURNING count
"""
_FORGET = """
DELETE FROM accounts_attempts WHERE key IN (
    SELECT key FROM accounts_attempts WHERE since < clock_timestamp() - %(pause)s
    ORDER BY since LIMIT %(most)s FOR UPDATE SKIP LOCKED)
"""


def count_attempt(limit: Limit, of: object) -> bool:
    """Count one attempt and say whether it may go on; it counts as a failure until it is taken back."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, {"pause": PAUSE, "most": 100})
        cursor.execute(
            _COUNT, {"key": _key(limit, of), "pause": PAUSE, "pauses": limit.pauses, "most": limit.most}
        )
        return cursor.fetchone()[0] <= limit.most


def forgive(limit: Limit, of: object) -> None:
    """Forget all failures: the right person has come."""
    Attempts.objects.filter(key=_key(limit, of)).delete()


def take_back(limit: Limit, of: object) -> None:
    """Take one attempt back because it was no failure; the others stay."""
    Attempts.objects.filter(key=_key(limit, of)).update(count=Greatest(F("count") - 1, 0))


def forget_old_attempts() -> int:
    """Delete the counts whose pause is over and say how many there were."""
    return Attempts.objects.filter(since__lt=timezone.now() - PAUSE).delete()[0]


def _key(limit: Limit, of: object) -> str:
    return salted_hmac(f"uccms.accounts.attempts.{limit.kind}", str(of), algorithm="sha256").hexdigest()
