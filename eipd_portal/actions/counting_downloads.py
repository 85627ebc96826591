"""Count downloads that are begun, by file and day, and know of nobody (docs/portal-catalogue.md)."""

import hashlib
import hmac
import secrets
from datetime import date

from django.db import connection
from django.utils import timezone

from eipd_portal.models import CountingKey, DownloadBegun, EditionFile, Registrant
from uccms.audit.context import action


@action
def count_download(file: EditionFile, registrant: Registrant, *, by=None) -> bool:
    """Count the first request of a registrant for a file on a day; says whether this was it."""
    today = timezone.localdate()
    said = f"{registrant.pk} {file.pk}".encode()
    mark = hmac.new(_key_of(today), said, hashlib.sha256).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO eipd_portal_downloadbegun (hash, day) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            [mark, today],
        )
        if not cursor.rowcount:
            return False
        # Last in the transaction: everybody who begins this file now waits for this row.
        cursor.execute(
            "INSERT INTO eipd_portal_downloadcount (file_id, day, begun) VALUES (%s, %s, 1)"
            " ON CONFLICT (file_id, day) DO UPDATE SET begun = eipd_portal_downloadcount.begun + 1",
            [file.pk, today],
        )
    return True


@action
def drop_old_keys(*, by=None) -> None:
    """Drop the keys of days that are over, and what was hashed with them."""
    today = timezone.localdate()
    CountingKey.objects.filter(day__lt=today).delete()
    DownloadBegun.objects.filter(day__lt=today).delete()


def _key_of(day: date) -> bytes:
    found = CountingKey.objects.filter(day=day).first()
    if found is None:
        CountingKey.objects.bulk_create(
            [CountingKey(day=day, key=secrets.token_bytes(32))], ignore_conflicts=True
        )
        found = CountingKey.objects.get(day=day)
    return bytes(found.key)
