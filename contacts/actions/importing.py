"""Bring recorded contacts of a publication in, a batch in a transaction of its own."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, models, transaction

from contacts.actions.keeping_reference_data import have_area, have_resolution_code, have_topic
from contacts.importing.maps import ImportMap
from contacts.importing.rows import Row
from contacts.models import Contact, ResolutionCode, Ticket, TimelineEntry, Topic
from uccms.accounts.models import BusinessArea
from uccms.audit.context import action, one_at_a_time


@dataclass(frozen=True)
class Counted:
    """How many rows of a batch became tickets, and how many were there already."""

    imported: int
    already_there: int


def missing_rows(rows: Sequence[Row]) -> list[Row]:
    """The rows whose origin no ticket has, each origin once."""
    unique = {row.origin: row for row in reversed(rows)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT origin FROM contacts_ticket WHERE origin = ANY(%s)", [list(unique)])
        for (origin,) in cursor:
            del unique[origin]
    return list(reversed(unique.values()))


@contextmanager
def alone(import_map: ImportMap) -> Iterator[None]:
    """Let other imports of this source wait until the end of the block."""
    with transaction.atomic():
        one_at_a_time(_name(import_map))
        yield


def _name(import_map: ImportMap) -> str:
    return f"import of {import_map.source}"


@action
def import_batch(rows: Sequence[Row], *, import_map: ImportMap, is_alone: bool = False, by=None) -> Counted:
    """Write the rows that are not there yet, with history; imports of one source wait for each other.

    `is_alone` says that the caller sees to that (`alone`), so that batches can be written side by side.
    A batch that was written is there for good, and one that was broken off is not there at all, so that an
    import that was killed goes on where it was.
    """
    if not is_alone:
        one_at_a_time(_name(import_map))
    new = missing_rows(rows)
    if new:
        _write(new, _Reference(new, import_map, by=by))
    return Counted(len(new), len(rows) - len(new))


class _Reference:
    """The keys of areas, topics and codes that the rows refer to; what is missing is made."""

    def __init__(self, rows: Sequence[Row], import_map: ImportMap, *, by) -> None:
        self.areas = dict(BusinessArea.objects.values_list("slug", "pk"))
        self.codes = dict(ResolutionCode.objects.values_list("code", "pk"))
        for slug in sorted({row.area for row in rows} - set(self.areas)):
            area = import_map.areas[slug]
            self.areas[slug] = have_area(slug, name=area.name, marked=area.marked, by=by).pk
        for code in sorted({row.code for row in rows if row.code} - set(self.codes)):
            self.codes[code] = have_resolution_code(code, name=import_map.resolution_codes[code], by=by).pk
        parent = have_topic(import_map.parent_topic, parent=None, by=by)
        self.topics = dict(Topic.objects.filter(parent=parent).values_list("name", "pk"))
        area_of = {row.topic: self.areas[row.area] for row in rows}
        for name in sorted(set(area_of) - set(self.topics)):
            self.topics[name] = have_topic(name, parent=parent, area_id=area_of[name], by=by).pk


def _write(rows: Sequence[Row], reference: _Reference) -> None:
    ids = _new_ids(len(rows))
    _copy(
        Ticket,
        (
            "id", "origin", "topic", "area", "channel", "subject", "opened_at",
            "state", "resolution", "resolution_code", "resolved_at", "spoke_last_at",
        ),
        (
            (
                key, row.origin, reference.topics[row.topic], reference.areas[row.area], row.channel,
                row.subject, row.opened_at, row.state, row.resolution,
                reference.codes[row.code] if row.code else None, row.resolved_at,
                None if row.resolved_at else row.opened_at,
            )
            for key, row in zip(ids, rows, strict=True)
        ),
    )  # fmt: skip
    _copy(
        Contact,
        ("ticket", "channel", "started_at", "description"),
        ((key, row.channel, row.opened_at, row.description) for key, row in zip(ids, rows, strict=True)),
    )
    _copy(
        TimelineEntry,
        ("ticket", "kind", "at", "text"),
        (
            (key, TimelineEntry.Kind.RESOLVED.value, row.resolved_at, row.resolution)
            for key, row in zip(ids, rows, strict=True)
            if row.resolved_at
        ),
    )


def _new_ids(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('contacts_ticket', 'id')) FROM generate_series(1, %s)",
            [count],
        )
        return [key for (key,) in cursor]


def _copy(model: type[models.Model], names: Sequence[str], rows) -> None:
    """Write rows by COPY; every other column gets the value that the model gives a new object."""
    fields = {field.name: field for field in model._meta.local_concrete_fields}
    others = {
        name: field.get_db_prep_save(field.get_default(), connection)
        for name, field in fields.items()
        if name not in names and not field.primary_key and field.db_default is models.NOT_PROVIDED
    }
    others = {name: value for name, value in others.items() if value is not None}
    columns = ", ".join(connection.ops.quote_name(fields[name].column) for name in [*names, *others])
    constants = tuple(others.values())
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row + constants)
