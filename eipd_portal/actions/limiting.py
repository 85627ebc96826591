"""Count what is asked for, under keyed hashes that live for their window.

The counts are no one's act: they commit at once and have no history.
"""

import math
from datetime import datetime

from django.db import connection
from django.utils import timezone
from django.utils.crypto import salted_hmac

from eipd_portal.limits import Limit
from eipd_portal.models import RequestCount


class TooMany(Exception):
    """A limit is reached; `seconds` is how long to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


# One statement, so that of any number of requests at once each gets a number of its own.
_COUNT = """
INSERT INTO eipd_portal_requestcount AS known (key, count, until)
VALUES (%(key)s, 1, clock_timestamp() + %(window)s)
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN known.until <= clock_timestamp() THEN 1 ELSE least(known.count + 1, 1000000) END,
    until = CASE WHEN known.until <= clock_timestamp() THEN excluded.until ELSE known.until END
RETURNING count, until
"""


def count(limit: Limit, of: object) -> None:
    """Count one request. Raises TooMany with the seconds to wait when the limit is reached."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"key": _key(limit, of), "window": limit.window})
        counted, until = cursor.fetchone()
    if counted > limit.most:
        raise TooMany(_seconds_until(until))


def forget_old_counts() -> int:
    """Delete the counts whose window is over, with their hashes, and say how many there were."""
    return RequestCount.objects.filter(until__lt=timezone.now()).delete()[0]


def _seconds_until(moment: datetime) -> int:
    return max(1, math.ceil((moment - timezone.now()).total_seconds()))


def _key(limit: Limit, of: object) -> str:
    return salted_hmac(f"eipd_portal.{limit.name}", str(of), algorithm="sha256").hexdigest()
