"""Sessions in the database, found by a query that is written once: every page asks for one."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import DatabaseError
from django.utils import timezone

from uccms.database.written_once import Slot, WrittenOnce, rows_of

CHANGE = """
UPDATE django_session SET session_data = %s, expire_date = %s WHERE session_key = %s RETURNING session_key
"""


class SessionStore(db.SessionStore):
    """Django's own sessions."""

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
