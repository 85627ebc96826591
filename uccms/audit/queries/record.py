"""The record of acts and looks, newest first: changes, looks and removals as one list of keyset pages."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.core import signing
from django.db.models import CharField, Model, Q, QuerySet, Value
from django.db.models.functions import Cast

from uccms.accounts.models import User
from uccms.accounts.queries.choosing_people import in_areas
from uccms.audit import words
from uccms.audit.models import Change, Event
from uccms.privacy import pia, register
from uccms.privacy.models import Redaction

PAGE = 50
SALT = "uccms.audit.record"
REMOVED = "removed"
KINDS = [*Change.Operation.choices, *Event.Kind.choices, (REMOVED, "Removed from the record")]
STAFF_EVENTS = (Event.Kind.SIGN_IN, Event.Kind.SIGN_IN_FAILED, Event.Kind.SIGN_OUT)


@dataclass(frozen=True)
class Shown:
    """One column of a change, with what it was and became."""

    column: str
    before: object
    after: object
    is_secret: bool = False


@dataclass(frozen=True)
class Line:
    """One thing on the record, in words."""

    at: datetime
    who: str
    what: str
    record: str
    page: str
    columns: list[str] = field(default_factory=list)
    values: list[Shown] = field(default_factory=list)
    note: str = ""
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """One page of lines, the keys of who acted, and the signed places of the page's neighbours."""

    lines: list[Line]
    actors: list[int]
    earlier: str
    later: str


@dataclass(frozen=True)
class Source:
    """One of the tables that the record is read from; `rank` orders what happened at the same moment."""

    rank: int
    rows: QuerySet


def people_of(user: User) -> QuerySet[User]:
    """The members of staff whose acts `user` may see."""
    if user.has_perm("audit.see_all_acts") or user.has_perm("audit.see_staff_record"):
        return User.objects.all()
    return User.objects.filter(Q(pk=user.pk) | in_areas([each.pk for each in user.areas]))


def record_page(
    user: User,
    *,
    person: User | None = None,
    kind: str = "",
    record: Model | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    at: str = "",
) -> Page:
    """One page of what `user` may see of the record (docs/audit.md).

    Old and new values are for who may see every act; others see who, when, what and which.
    """
    where = _place(at)
    forwards = where is None or where[0] == "before"
    narrowed = Q()
    if person:
        narrowed &= Q(actor_id=person.pk)
    if since and until:
        narrowed &= Q(at__gte=since, at__lt=until)

    found: list[tuple[datetime, int, int, Model]] = []
    for source in _sources(user, kind, record):
        rows = source.rows.filter(narrowed)
        if where:
            rows = rows.filter(_beyond(where, source.rank))
        order = ("-at", "-id") if forwards else ("at", "id")
        found += [(each.at, source.rank, each.pk, each) for each in rows.order_by(*order)[: PAGE + 1]]
    found.sort(key=lambda each: each[:3], reverse=forwards)
    beyond = len(found) > PAGE
    shown = sorted(found[:PAGE], key=lambda each: each[:3], reverse=True)

    names = User.objects.in_bulk({row.actor_id for *_, row in shown if row.actor_id})
    numbers = words.numbers_of(_rows_in(row for *_, row in shown))
    with_values = user.has_perm("audit.see_all_acts")
    return Page(
        [_line(row, names, numbers, with_values) for *_, row in shown],
        list(names),
        earlier=_cursor("before", shown[-1]) if shown and (beyond or not forwards) else "",
        later=_cursor("after", shown[0]) if shown and (where if forwards else beyond) else "",
    )


def _sources(user: User, kind: str, record: Model | None) -> Iterator[Source]:
    """What this person may see, of this kind and about this record."""
    changes, events, removals = _visible(user)
    if record is not None:
        number = record.number
        rows = _rows_of(record)
        changes = changes.filter(_named(rows, "table_name", "row_key__in"))
        events = events.filter(Q(subject=number) | Q(shown__contains=[number]))
        removals = removals.filter(_named(rows, "table_name", "row_keys__overlap"))
    if kind in ("", *Change.Operation.values):
        yield Source(0, changes.filter(operation=kind) if kind else changes)
    if kind in ("", *Event.Kind.values):
        yield Source(1, events.filter(kind=kind) if kind else events)
    if kind in ("", REMOVED):
        yield Source(2, removals)


def _visible(user: User) -> tuple[QuerySet, QuerySet, QuerySet]:
    if user.has_perm("audit.see_all_acts"):
        return Change.objects.all(), Event.objects.all(), Redaction.objects.all()
    acts = staff_changes = staff_events = Q(pk__in=[])
    if user.has_perm("audit.see_acts_of_areas"):
        acts = Q(actor_id__in=list(people_of(user).values_list("pk", flat=True)))
    if user.has_perm("audit.see_staff_record"):
        staff_changes = Q(table_name__in=words.reference_tables())
        staff_events = Q(kind__in=STAFF_EVENTS)
    return (
        Change.objects.filter(acts | staff_changes),
        Event.objects.filter(acts | staff_events),
        Redaction.objects.filter(acts),
    )


def _rows_of(record: Model) -> dict[str, list[str]]:
    """The row of a record and the rows that belong to it now, by table."""
    found = {record._meta.db_table: [str(record.pk)]}
    parts = [
        relation.related_model.objects.filter(**{relation.field.name: record.pk})
        .order_by()
        .values_list(Value(relation.related_model._meta.db_table), Cast("pk", CharField()), named=False)
        for relation in record._meta.related_objects
        if not relation.many_to_many and register.declaration(relation.related_model).history
    ]
    if parts:
        for table, key in parts[0].union(*parts[1:], all=True):
            found.setdefault(table, []).append(key)
    return found


def _named(rows: dict[str, list[str]], table: str, keys: str) -> Q:
    named = Q(pk__in=[])
    for name, of_table in rows.items():
        named |= Q(**{table: name, keys: of_table})
    return named


def _cursor(direction: str, row: tuple[datetime, int, int, Model]) -> str:
    at, rank, key, _ = row
    return signing.dumps([direction, at.isoformat(), rank, key], salt=SALT)


def _place(signed: str) -> tuple[str, datetime, int, int] | None:
    """The place that a cursor names, or None for the beginning or a cursor that was altered."""
    try:
        direction, at, rank, key = signing.loads(signed, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    return direction, datetime.fromisoformat(at), rank, key


def _beyond(where: tuple[str, datetime, int, int], rank: int) -> Q:
    """Rows of the source with this rank that come after the place, in the order of the page."""
    direction, at, place_rank, key = where
    side = "lt" if direction == "before" else "gt"
    if rank == place_rank:
        return Q(**{f"at__{side}": at}) | Q(at=at, **{f"id__{side}": key})
    comes_after = rank < place_rank if direction == "before" else rank > place_rank
    return Q(**{f"at__{side}e" if comes_after else f"at__{side}": at})


def _rows_in(lines: Iterable[Model]) -> Iterator[tuple[str, str]]:
    """The rows, by table and key, that these changes and removals are about."""
    for line in lines:
        if isinstance(line, Change):
            yield line.table_name, line.row_key
        elif isinstance(line, Redaction):
            yield from ((line.table_name, key) for key in line.row_keys)


def _line(row: Model, names: dict[int, User], numbers: words.Numbers, with_values: bool) -> Line:
    who = names[row.actor_id].name if row.actor_id in names else ""
    if isinstance(row, Change):
        return _line_of_change(row, who or f"nobody ({row.database_role})", numbers, with_values)
    if isinstance(row, Redaction):
        return _line_of_removal(row, who or f"nobody ({row.database_role})", numbers)
    subjects = tuple(each for each in (row.subject, *row.shown) if words.NUMBER.fullmatch(each))
    return Line(
        at=row.at,
        who=who or "nobody known",
        what=row.get_kind_display(),
        record=", ".join(subjects) or ("The record" if row.subject == "record" else ""),
        page=row.page,
        numbers=subjects,
    )


def _line_of_change(row: Change, who: str, numbers: words.Numbers, with_values: bool) -> Line:
    before, after = row.before or {}, row.after or {}
    columns = sorted({*before, *after})
    secret = words.secret_columns(row.table_name)
    number = words.number_of(row.table_name, row.row_key, numbers)
    named = {each: words.column_in_words(row.table_name, each) for each in columns}
    return Line(
        at=row.at,
        who=who,
        what=row.get_operation_display(),
        record=words.row_in_words(row.table_name, row.row_key, numbers),
        page=row.page,
        columns=list(named.values()) if row.operation == Change.Operation.UPDATE else [],
        values=[Shown(named[each], before.get(each), after.get(each), each in secret) for each in columns]
        if with_values
        else [],
        numbers=(number,) if number else (),
    )


def _line_of_removal(row: Redaction, who: str, numbers: words.Numbers) -> Line:
    basis = pia.bases()[row.basis]
    subjects = tuple(filter(None, (words.number_of(row.table_name, key, numbers) for key in row.row_keys)))
    return Line(
        at=row.at,
        who=who,
        what="Removed from the record",
        record=", ".join(words.row_in_words(row.table_name, key, numbers) for key in row.row_keys),
        page="",
        columns=[words.column_in_words(row.table_name, each) for each in row.column_names],
        note=f"{basis['words']} ({basis['citation']}). {row.reason}",
        numbers=subjects,
    )
