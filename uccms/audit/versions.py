"""The versions that one text had, from the history."""

from dataclasses import dataclass
from datetime import datetime

from uccms.accounts.models import User
from uccms.audit.models import Change


@dataclass(frozen=True)
class Version:
    """One version: its text, or None where it was removed from the record; who wrote it, and when."""

    text: str | None
    by: User | None
    at: datetime


def versions_of(table: str, key: int, column: str) -> list[Version]:
    """Every version of this column of this row, oldest first."""
    changes = Change.objects.filter(table_name=table, row_key=str(key), after__has_key=column)
    rows = list(changes.order_by("at", "id").values_list("after", "actor_id", "at"))
    people = User.objects.in_bulk([actor for _, actor, _ in rows if actor])
    return [Version(after[column], people.get(actor), at) for after, actor, at in rows]
