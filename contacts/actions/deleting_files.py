"""Delete stored files that no row refers to: removed ones, and those of an upload that came to nothing."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.db.models.functions import Now

from contacts.models import Leftover
from uccms.audit.context import action
from uccms.web.downloads.storage import storage

AT_ONCE = 200


@action
def delete_leftover_files(*, by=None) -> int:
    """Delete the files whose time has come, and say how many. What the storage refuses is tried again."""
    return _delete(Leftover.objects.filter(delete_after__lte=Now()).order_by("delete_after"))


@action
def delete_now(keys: Iterable[str], *, by) -> int:
    """Delete those of these files that are leftovers, whatever their time; what is held for a form stays."""
    return _delete(Leftover.objects.filter(storage_key__in=list(keys), owner=None))


def _delete(leftovers: QuerySet) -> int:
    """Who attaches a file deletes its row first: a row that is locked belongs to somebody."""
    found = list(leftovers.select_for_update(skip_locked=True)[:AT_ONCE])
    for each in found:
        storage().remove(each.storage_key)
    Leftover.objects.filter(pk__in=[each.pk for each in found]).delete()
    return len(found)
