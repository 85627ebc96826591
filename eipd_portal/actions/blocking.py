"""Lift the block of an address. It is set by its reader, with the link of a mail (`proving.refuse_mail`)."""

from eipd_portal.addresses import keyed_hash
from eipd_portal.models import BlockedAddress
from uccms.audit.context import action


@action
def allow_address(email: str, *, by=None) -> bool:
    """Let the portal write to an address again, and say whether it was blocked."""
    return BlockedAddress.objects.filter(pk=keyed_hash(email, "blocked")).delete()[0] > 0
