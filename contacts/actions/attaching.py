"""Attach files to a ticket: copied first, then written down; a crash in between leaves nothing for good."""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from contacts.actions import tickets
from contacts.actions.deleting_files import delete_now
from contacts.actions.drafting import forget_draft
from contacts.errors import SentBefore, TicketError
from contacts.models import Attachment, Contact, Leftover, Ticket, TimelineEntry
from uccms.accounts import permissions
from uccms.audit.context import action, one_at_a_time
from uccms.privacy.texts import NOTHING_STATED, Statements, admit
from uccms.web.downloads.source import NotTaken
from uccms.web.downloads.stored import StoredFile, new_key
from uccms.web.downloads.taking_in import take_in
from uccms.web.uploads.looking_over import WHOLE, LookedOver

ON_ITS_WAY = timedelta(hours=1)  # longer than any upload is copied
TABLE = "contacts_attachment"
Kept = tuple[LookedOver, StoredFile]  # a file that was looked over, and where it lies


def attach_files(
    ticket: Ticket,
    *,
    files: Sequence[LookedOver],
    submission_id: uuid.UUID,
    by,
    held: Sequence[Kept] = (),
    lost: bool = False,
    note: str = "",
    confirmed: bool = False,
    statements: Statements = NOTHING_STATED,
) -> TimelineEntry:
    """Attach these files, all or none, as one line of the timeline; sent twice, they are attached once.

    `held` came with the same form before (holding_files), and `lost` is whether others did and are gone.
    `confirmed` says that `by` looked at what the guard cannot read. Not to be called within a transaction.
    Raises PermissionDenied, TextRefused, or TicketError with a sentence.
    """
    permissions.require(by, "contacts.work_ticket")
    with brought(files, by=by) as kept:
        return record_files(
            ticket,
            files=[*held, *kept],
            lost=lost,
            submission_id=submission_id,
            note=note,
            confirmed=confirmed,
            statements=statements,
            by=by,
        )


@contextmanager
def brought(files: Sequence[LookedOver], *, by) -> Iterator[list[Kept]]:
    """Copies of these files in the storage; those that nothing refers to afterwards are deleted again.

    Not within a transaction. Raises TicketError where the storage does not take them.
    """
    keys = [new_key() for _ in files]
    expect_files(keys, by=by)
    try:
        yield [(each, take_in(each.path, key=key)) for each, key in zip(files, keys, strict=True)]
    except NotTaken as error:
        raise TicketError("The files could not be kept. Nothing was attached; try again later.") from error
    finally:
        delete_now(keys, by=by)  # those that nothing refers to, whatever the reason


@action
def expect_files(keys: Sequence[str], *, by) -> None:
    """Write down which files are on their way, so that they are deleted if they never arrive."""
    late = timezone.now() + ON_ITS_WAY
    Leftover.objects.bulk_create([Leftover(storage_key=key, delete_after=late) for key in keys])


@action
def record_files(
    ticket: Ticket,
    *,
    files: Sequence[Kept],
    submission_id: uuid.UUID,
    note: str,
    confirmed: bool,
    statements: Statements,
    by,
    contact: Contact | None = None,
    lost: bool = False,
) -> TimelineEntry:
    """Put files that lie in the storage onto the timeline; `contact` is the one that brought them.

    Raises PermissionDenied, TextRefused, or TicketError: SentBefore where the note had other words then.
    """
    one_at_a_time(submission_id)
    earlier = TimelineEntry.objects.filter(submission_id=submission_id).first()
    if earlier:
        if earlier.by_id != by.pk:
            raise PermissionDenied
        if contact is None and earlier.text != admit(note, statements=statements):
            raise SentBefore
        return earlier
    ticket = tickets.locked(ticket, by=by)
    if lost:
        raise TicketError("A file that was kept here is gone by now. Choose it again.")
    if not files:
        raise TicketError("Choose the files.")
    if not confirmed and any(each.read != WHOLE for each, _ in files):
        raise TicketError("The guard cannot read all of these files. Look at them, and confirm.")
    _claim([stored.key for _, stored in files])
    note = admit(note, statements=statements)
    entry = ticket.timeline.record(
        TimelineEntry.Kind.ATTACHED, by=by, text=note, contact=contact, submission_id=submission_id
    )
    statements.record(note, by=by, table="contacts_timelineentry", key=entry.pk, column="text")
    for position, (file, stored) in enumerate(files, start=1):
        _attach(entry, position, file, stored, statements=statements, by=by)
    tickets.changed(ticket, by=by)
    forget_draft(submission_id, by=by)
    return entry


def _claim(keys: Sequence[str]) -> None:
    """From here on the files are no leftovers. Raises TicketError where the job was faster."""
    claimed, _ = Leftover.objects.filter(storage_key__in=keys).delete()
    if claimed != len(keys):
        raise TicketError("It took too long until the files were here. Send them again.")


def _attach(
    entry: TimelineEntry, position: int, file: LookedOver, stored: StoredFile, *, statements: Statements, by
) -> None:
    for text in file.texts:
        admit(text, statements=statements)
    made = Attachment.objects.create(
        entry=entry,
        position=position,
        kind=file.kind.name,
        name=file.name,
        size=stored.size,
        pages=file.pages,
        storage_key=stored.key,
        sha256=stored.sha256,
        guard_read=file.read,
        confirmed_by=None if file.read == WHOLE else by,
    )
    statements.record(file.name, by=by, table=TABLE, key=made.pk, column="name")
    statements.record(file.text, by=by, table=TABLE, key=made.pk, column="content")
