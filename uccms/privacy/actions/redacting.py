"""Take something out of the record, in the row and in all its past."""

from collections.abc import Sequence

from django.db import connection
from django.db.models import QuerySet

from uccms.accounts import permissions
from uccms.audit.context import action
from uccms.privacy import copies, pia
from uccms.privacy.texts import NOTHING_STATED, Statements, admit


class RedactionError(ValueError):
    """Why something cannot be redacted, as a sentence."""


@action
def redact(
    rows: QuerySet,
    columns: Sequence[str] | None,
    *,
    basis: str,
    reason: str,
    by,
    statements: Statements = NOTHING_STATED,
) -> int:
    """Blank these personal columns, or all of them, of these rows, their history and their copies.

    Who, when and which stay. `basis` is a code of the PIA's list of legal reasons (5 U.S.C. 552a(d)(2),
    (e)(1)); the caller has checked that `by` may change these rows. `by` is None for retention alone.
    Returns how many rows there were. Raises PermissionDenied, TextRefused when the reason repeats what may
    not be kept, RedactionError without basis or reason, and DatabaseError for a column that is not personal.
    """
    if by is not None:
        permissions.require(by, "privacy.redact")
    if basis not in pia.bases():
        raise RedactionError("Choose the legal reason.")
    reason = admit(reason, statements=statements)
    if not reason:
        raise RedactionError("Say why it is removed. Do not repeat what is removed.")

    fields = rows.model._meta
    names = None if columns is None else [fields.get_field(each).column for each in columns]
    keys = [str(key) for key in rows.order_by("pk").values_list("pk", flat=True)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT privacy_redact(%s, %s, %s, %s, %s)", [fields.db_table, keys, names, basis, reason]
        )
        blanked = cursor.fetchone()[0]
    copies.forget(rows.model, keys, names)
    return blanked
