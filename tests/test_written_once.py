"""Queries that are written once answer like the query sets they were written from."""

import datetime
import uuid
from contextlib import nullcontext

import pytest
from django.contrib.sessions.models import Session
from django.db import DataError, connection, transaction
from django.db.models import Func, TextField
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from psycopg.pq import TransactionStatus

from contacts.models import Draft, Matter, Ticket
from tests import cast
from uccms.accounts.models import Membership, User
from uccms.database.patience import TookTooLong, at_most
from uccms.database.written_once import Slot, WrittenOnce, rows_of, together

pytestmark = pytest.mark.django_db

of_area = WrittenOnce(
    lambda: Ticket.objects.filter(area=Slot("area")).unresolved().select_related("topic").order_by("-pk")
)
matters = WrittenOnce(lambda: Matter.objects.filter(ticket=Slot("ticket")).values_list("kind", "number"))


@pytest.fixture(params=[True, False], ids=["prepared", "not prepared"])
def prepared(request, settings):
    settings.PREPARED_STATEMENTS = request.param


def test_it_finds_what_the_query_set_finds_each_time_it_is_asked(prepared):
    dana = cast.staff("dana", cast.call_center())
    one, other = cast.ticket(dana), cast.ticket(dana)
    for _ in range(7):  # PostgreSQL may plan anew up to the fifth time
        assert of_area(area=one.area_id) == [other, one]
        assert of_area(area=0) == []
    assert of_area(area=None) == []


def test_what_it_finds_comes_with_what_was_selected_and_without_further_queries(prepared):
    one = cast.ticket(cast.staff("dana", cast.call_center()))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        (found,) = of_area(area=one.area_id)
        assert found.topic.name == one.topic.name
    assert len(asked) == 1


def test_several_are_asked_together_and_answered_in_their_order(prepared):
    dana = cast.staff("dana", cast.call_center())
    contact = cast.contact(
        dana, topic=cast.topic("Filing receipt: correction"), matters=[("order", "S26000001")]
    )
    assert together(
        matters.asking(ticket=contact.ticket_id),
        of_area.asking(area=contact.ticket.area_id),
        matters.asking(ticket=0),
    ) == [[("order", "S26000001")], [contact.ticket], []]


def kept_by_the_server(part: str) -> list[tuple[int, bool]]:
    """How often each prepared statement with this part was planned or run, and whether its plan is kept."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans + custom_plans, generic_plans > 0 FROM pg_prepared_statements"
            " WHERE statement LIKE %s",
            [f"%{part}%"],
        )
        return cursor.fetchall()


def test_the_server_keeps_the_statement_and_its_plan():
    for _ in range(7):
        matters(ticket=0)
    assert kept_by_the_server('"contacts_matter"."kind"') == [(7, True)]


def test_what_django_writes_with_is_kept_as_well_and_what_it_reads_with_is_planned_for_its_values():
    for number in range(12):
        Membership.objects.filter(user=number).exists()
        Session.objects.create(session_key=f"kept-{number}", session_data="", expire_date=timezone.now())
    [(runs, is_kept)] = kept_by_the_server('INSERT INTO "django_session"')
    assert runs > 5 and is_kept
    assert kept_by_the_server('"accounts_membership"."user_id"') == []


def test_what_was_asked_is_on_the_log_of_queries(prepared):
    for _ in range(3):
        with CaptureQueriesContext(connection) as asked:
            together(matters.asking(ticket=0), of_area.asking(area=0))
        assert ["contacts_matter" in asked[0]["sql"], "contacts_ticket" in asked[1]["sql"]] == [True, True]


@pytest.mark.django_db(transaction=True)
def test_the_first_statement_of_a_transaction_takes_its_begin_along(monkeypatch):
    matters(ticket=0)
    opened, journeys = connection.connection, []
    pipeline = opened.pipeline
    monkeypatch.setattr(opened, "pipeline", lambda: journeys.append(len(journeys)) or pipeline())
    matters(ticket=0)
    assert journeys == []
    with transaction.atomic():
        matters(ticket=0)
        assert journeys == [0]
        assert opened.info.transaction_status == TransactionStatus.INTRANS
        matters(ticket=0)
        assert journeys == [0]


def test_what_never_changes_stands_in_the_statement_so_that_a_partial_index_serves_it():
    assert "IN ('open', 'waiting')" in of_area.asking(area=1).sql


def test_a_percent_sign_in_what_never_changes_is_no_slot(prepared):
    written = WrittenOnce(lambda: User.objects.filter(name="100 %s", pk=Slot("key")))
    dana = cast.staff("dana", cast.call_center())
    assert written(key=dana.pk) == []
    User.objects.filter(pk=dana.pk).update(name="100 %s")
    assert written(key=dana.pk) == [dana]


def test_a_hostile_value_stays_a_value(prepared):
    by_name = WrittenOnce(lambda: User.objects.filter(username=Slot("name")))
    dana = cast.staff("dana", cast.call_center())
    assert by_name(name="' OR true --") == []
    assert by_name(name=dana.username) == [dana]


def test_a_query_that_never_finds_anything_is_refused():
    with pytest.raises(ValueError, match="never finds"):
        WrittenOnce(lambda: Membership.objects.none())()


def test_values_pass_through_their_fields_and_one_alone_is_no_tuple(prepared):
    dana = cast.staff("dana", cast.call_center())
    typed = {"description": "The receipt", "matters": ["17/123,456"]}
    Draft.objects.create(owner=dana, form="note", submission_id=uuid.uuid4(), fields=typed)
    in_full = WrittenOnce(lambda: Draft.objects.filter(owner=Slot("owner")).select_related("owner"))
    alone = WrittenOnce(lambda: Draft.objects.filter(owner=Slot("owner")).values_list("fields", flat=True))
    [draft] = in_full(owner=dana.pk)
    assert [draft.fields] == alone(owner=dana.pk) == [typed]
    assert (draft.owner, draft._state.adding, draft._state.db) == (dana, False, "default")


def test_dictionaries_are_refused_and_not_answered_wrongly():
    with pytest.raises(TypeError, match="lists of values"):
        WrittenOnce(lambda: User.objects.filter(pk=Slot("key")).values("name"))(key=0)


@pytest.mark.parametrize(
    "at", ["2026-03-08 06:59:59.5+00", "1750-01-01 00:00:00+00", "9999-12-31 23:59:59.999999+00"]
)
def test_times_are_read_as_they_are_stored_in_utc(at, prepared):
    [[found]] = rows_of("SELECT %s::timestamptz", [at])
    assert found == datetime.datetime.fromisoformat(at)
    assert found.tzinfo is datetime.UTC
    with timezone.override("America/New_York"), connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz", [at])
        assert cursor.fetchone() == (found,)


@pytest.mark.parametrize("at", ["infinity", "10000-01-01 00:00:00+00", "0044-03-15 12:00:00+00 BC"])
def test_a_time_that_no_calendar_of_python_has_is_an_error_in_words(at, prepared):
    with pytest.raises(DataError, match="timestamp"):
        rows_of("SELECT %s::timestamptz", [at])


def test_one_of_a_list_of_values_is_one_statement_for_any_length(prepared):
    among = WrittenOnce(lambda: Ticket.objects.filter(area_id__among=Slot("areas")).order_by("pk"))
    one = cast.ticket(cast.staff("dana", cast.call_center()))
    assert among(areas=[]) == []
    assert among(areas=[one.area_id, 0, 1]) == [one]


def test_more_values_than_one_statement_holds_are_written_in_several():
    Session.objects.bulk_create(
        Session(session_key=f"key-{number}", session_data="", expire_date=timezone.now())
        for number in range(22_000)
    )
    assert Session.objects.count() == 22_000


waits = WrittenOnce(
    lambda: Ticket.objects.filter(area=Slot("area")).annotate(
        slept=Func(Slot("seconds"), function="pg_sleep", output_field=TextField())
    )
)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("place", ["first", "last"])
@pytest.mark.parametrize("within", ["a transaction", "none"])
def test_what_takes_too_long_among_several_is_said_as_it_is_of_one(prepared, place, within):
    """A search that was stopped so ended in an error page instead of its sentence."""
    ticket = cast.ticket(cast.staff("dana", cast.call_center()))
    slow, quick = waits.asking(area=ticket.area_id, seconds=3), of_area.asking(area=ticket.area_id)
    asked = (slow, quick) if place == "first" else (quick, slow)
    with transaction.atomic() if within == "a transaction" else nullcontext():
        with pytest.raises(TookTooLong), at_most(100):
            together(*asked)
        assert together(quick, quick) == [[ticket], [ticket]]
