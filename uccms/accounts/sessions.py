"""Sessions in the database, found by a query that is written once: every page asks for one."""

import time

from django.conf import settings
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.core import signing
from django.db import DatabaseError
from django.utils import timezone

from uccms.database.written_once import Slot, WrittenOnce, rows_of

CHANGE = """
UPDATE django_session SET session_data = %s, expire_date = %s WHERE session_key = %s RETURNING session_key
"""
# A session is written when somebody is seen, and ends so many hours later: by the index on that, those in use
# are found. The time is compared again, as a session is written for other reasons, too. OFFSET 0
# keeps the planner from taking each apart several times (16 µs each).
SIGNED_IN = """
SELECT DISTINCT (kept ->> '_auth_user_id')::bigint FROM (
    SELECT CASE WHEN session_data NOT LIKE '.%%' THEN convert_from(
        decode(rpad(translate(signed, '-_', '+/'), (length(signed) + 3) / 4 * 4, '='), 'base64'), 'UTF8'
    )::jsonb END AS kept
    FROM django_session CROSS JOIN LATERAL split_part(session_data, ':', 1) AS signed
    WHERE expire_date > to_timestamp(%(now)s + %(whole)s - %(idle)s) OFFSET 0
) AS used
WHERE kept ->> '_auth_user_id' IS NOT NULL
    AND coalesce((kept ->> 'last_seen')::bigint, %(now)s) >= %(now)s - %(idle)s
    AND coalesce((kept ->> 'started')::bigint, %(now)s) >= %(now)s - %(whole)s
"""


def signed_in() -> list[int]:
    """The keys of those whose session has not ended, by signing out, for want of use, or after its hours.

    One query, which takes the sessions apart that were used within the idle limit (some microseconds each).
    """
    limits = {"idle": settings.SESSION_IDLE_LIMIT, "whole": settings.SESSION_COOKIE_AGE}
    return [key for (key,) in rows_of(SIGNED_IN, {"now": int(time.time()), **limits})]


class SessionStore(db.SessionStore):
    """Django's own sessions."""

    def encode(self, session_dict: dict) -> str:
        """As Django's, but never compressed: the database can see whose session it is."""
        return signing.dumps(session_dict, salt=self.key_salt, serializer=self.serializer)

    def _get_session_from_db(self) -> Session | None:
        found = _running(key=self.session_key, now=timezone.now())
        if not found:
            self._session_key = None
            return None
        return found[0]

    def save(self, must_create: bool = False) -> None:
        """As Django's; a session that is there is changed by one statement, without a transaction around it.

        Raises UpdateError for one that is gone.
        """
        if must_create or self.session_key is None:
            super().save(must_create)
            return
        changed = self.create_model_instance(self._get_session())
        try:
            found = rows_of(CHANGE, [changed.session_data, changed.expire_date, changed.session_key])
        except DatabaseError:
            raise UpdateError from None
        if not found:
            raise UpdateError


_running = WrittenOnce(lambda: Session.objects.filter(session_key=Slot("key"), expire_date__gt=Slot("now")))
