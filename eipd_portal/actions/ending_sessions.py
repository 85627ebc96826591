"""Sign registrants out."""

from django.utils import timezone

from eipd_portal.models import Registrant, RegistrantSession
from eipd_portal.sessions import hashed
from uccms.audit.context import action


@action
def sign_out(key: str, *, by=None) -> None:
    """End the session of one browser."""
    RegistrantSession.objects.filter(key_hash=hashed(key)).delete()


@action
def sign_out_everywhere(registrant: Registrant, *, by=None) -> int:
    """End the sessions of all browsers, and say how many there were."""
    return RegistrantSession.objects.filter(registrant=registrant).delete()[0]


@action
def forget_old_sessions(*, by=None) -> int:
    """Delete sessions that are over, and say how many there were."""
    return RegistrantSession.objects.filter(expires_at__lt=timezone.now()).delete()[0]
