"""Delete the sessions that are over."""

from django.contrib.sessions.models import Session
from django.utils import timezone

from uccms.audit.context import action


@action
def clear_sessions(*, by=None) -> int:
    """Delete expired sessions, which name their person, and say how many there were."""
    return Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]
