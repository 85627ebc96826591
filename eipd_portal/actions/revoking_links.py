"""Revoke one's download link: from then on another one counts."""

from django.db.models import F

from eipd_portal.models import DownloadLink, Registrant
from uccms.audit.context import action


@action
def revoke_link(registrant: Registrant, *, serial: int, by=None) -> None:
    """Make the link with this serial number worthless; sent twice, it counts on once."""
    Registrant.objects.select_for_update().get(pk=registrant.pk)
    link, _ = DownloadLink.objects.get_or_create(registrant=registrant, defaults={"serial": 0})
    DownloadLink.objects.filter(pk=link.pk, serial=serial).update(serial=F("serial") + 1)
