"""Writes down who looked at what, before the page is sent (NIST SP 800-53 AU-2, AU-3)."""

import re
from collections.abc import Sequence

from django.db import connection
from django.utils.crypto import salted_hmac

from uccms.audit.context import TELL, told
from uccms.audit.models import Event
from uccms.database.written_once import Question, rows_of, together

IDENTIFIER = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}( duplicates)?")

# OFFSET 0 keeps the planner from merging the two: the database knows who acts before it writes.
WHILE_TELLING = f"FROM ({TELL} OFFSET 0) AS told"


def record(kind: Event.Kind, *, by, subject: str, shown: Sequence[str] = ()) -> None:
    """Write one event under `by`; `subject` and `shown` are numbers of records, never names or texts."""
    together(_event(kind, by=by, subject=subject, shown=shown))


def looked(subject: str, *, by) -> None:
    """`by` opened the page of a customer, ticket or draft with this number."""
    together(looking(subject, by=by))


def looking(subject: str, *, by) -> Question:
    """The same, to be written in the journey that reads the page: it is written before the page is sent."""
    return _event(Event.Kind.LOOK, by=by, subject=subject)


def looked_up(look_up: str, numbers: Sequence[str], *, by) -> None:
    """`by` was shown these customers while typing the look-up with this id; one row for all its letters."""
    together(looking_up(look_up, numbers, by=by))


def looking_up(look_up: str, numbers: Sequence[str], *, by) -> Question:
    """The same, to be written in a journey that others share."""
    return _writing("SELECT audit_record_look_up(%s, %s)", [_known_by(look_up), list(numbers)], by=by)


def refused(subject: str, *, by) -> None:
    """`by` tried what they may not."""
    record(Event.Kind.REFUSED, by=by, subject=subject)


def _event(kind: Event.Kind, *, by, subject: str, shown: Sequence[str] = ()) -> Question:
    return _writing("SELECT audit_record_event(%s, %s, %s)", [str(kind.value), subject, list(shown)], by=by)


def _writing(statement: str, values: list, *, by) -> Question:
    """Have the database write; outside a transaction it is one with what is asked in the same journey."""
    telling = told(by)

    def tell_outer_again(rows: list[tuple]) -> list:
        outer = rows[0][1] or ""
        if connection.in_atomic_block and outer != telling[0]:
            rows_of("SELECT set_config('uccms.actor', %s, true)", [outer])
        return []

    return Question(f"{statement}, outer_actor {WHILE_TELLING}", [*values, *telling], tell_outer_again)


def _known_by(look_up: str) -> str:
    """The look-up's id, which the browser sends: what is no id of ours is kept as a keyed hash."""
    if IDENTIFIER.fullmatch(look_up):
        return look_up
    return salted_hmac("uccms.audit.look_up", look_up, algorithm="sha256").hexdigest()[:32]
