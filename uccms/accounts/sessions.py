"""Sessions in the database, found by a query that is written once: every page asks for one."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from uccms.database.written_once import Slot, WrittenOnce


class SessionStore(db.SessionStore):
    """Django's own sessions."""

    def _get_session_from_db(self) -> Session | None:
        found = _running(key=self.session_key, now=timezone.now())
        if not found:
            self._session_key = None
            return None
        return found[0]


_running = WrittenOnce(lambda: Session.objects.filter(session_key=Slot("key"), expire_date__gt=Slot("now")))
