"""Delete what was asked for and not proven in time."""

from datetime import datetime

from eipd_portal.models import MailedProof
from uccms.audit.context import action


@action
def delete_unproven(before: datetime, *, by=None) -> int:
    """Delete proofs that were asked for before a time, used or not, with their addresses."""
    return MailedProof.objects.filter(asked_at__lt=before).delete()[0]
