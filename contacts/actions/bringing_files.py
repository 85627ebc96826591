"""Write down a contact with the files that it brought: both, or neither."""

import uuid
from collections.abc import Sequence

from contacts.actions.attaching import Kept, brought, record_files
from contacts.actions.logging_contacts import log_contact
from contacts.models import Contact
from uccms.audit.context import action
from uccms.privacy.texts import NOTHING_STATED, Statements
from uccms.web.uploads.looking_over import LookedOver


def log_contact_with_files(
    *,
    by,
    submission_id: uuid.UUID,
    files: Sequence[LookedOver],
    held: Sequence[Kept] = (),
    lost: bool = False,
    confirmed: bool = False,
    statements: Statements = NOTHING_STATED,
    **facts,
) -> Contact:
    """Log a contact (`facts` as `log_contact` takes them) and attach its files; sent twice, it is done once.

    Not to be called within a transaction. Raises PermissionDenied, TextRefused, or TicketError.
    """
    if not (files or held or lost):
        return log_contact(by=by, submission_id=submission_id, statements=statements, **facts)
    with brought(files, by=by) as kept:
        return _log_and_attach(
            by=by, submission_id=submission_id, files=[*held, *kept], lost=lost, confirmed=confirmed,
            statements=statements, facts=facts,
        )  # fmt: skip


@action
def _log_and_attach(
    *,
    by,
    submission_id: uuid.UUID,
    files: Sequence[Kept],
    lost: bool,
    confirmed: bool,
    statements: Statements,
    facts: dict,
) -> Contact:
    contact = log_contact(by=by, submission_id=submission_id, statements=statements, **facts)
    record_files(
        contact.ticket,
        files=files,
        contact=contact,
        lost=lost,
        submission_id=submission_id,
        note="",
        confirmed=confirmed,
        statements=statements,
        by=by,
    )
    return contact
