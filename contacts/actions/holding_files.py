"""Hold files that came with a form which has to be mended, until it is sent again: browsers forget them."""

import uuid
from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from contacts.actions.attaching import Kept, brought
from contacts.models import Leftover
from uccms.accounts import permissions
from uccms.audit.context import action
from uccms.privacy.texts import NOTHING_STATED, Statements, admit
from uccms.web.uploads.looking_over import LookedOver

HELD_FOR = timedelta(hours=12)  # a working day


def hold_files(
    files: Sequence[LookedOver],
    *,
    submission_id: uuid.UUID,
    by,
    statements: Statements = NOTHING_STATED,
) -> list[Leftover]:
    """Keep these files for the form with this `submission_id`, for who sent it. Not within a transaction.

    Raises PermissionDenied, TextRefused, or TicketError where they cannot be kept.
    """
    permissions.require(by, "contacts.log_contact")
    with brought(files, by=by) as kept:
        return mark_held(kept, submission_id=submission_id, statements=statements, by=by)


@action
def mark_held(
    kept: Sequence[Kept], *, submission_id: uuid.UUID, statements: Statements, by
) -> list[Leftover]:
    """Say of files that lie in the storage whose form they belong to, and how long they stay."""
    rows = []
    for file, stored in kept:
        for text in file.texts:
            admit(text, statements=statements)
        row = Leftover.objects.select_for_update().get(storage_key=stored.key)
        row.owner, row.submission_id = by, submission_id
        row.name, row.size, row.sha256 = file.name, stored.size, stored.sha256
        row.delete_after = timezone.now() + HELD_FOR
        row.save()
        rows.append(row)
    return rows
