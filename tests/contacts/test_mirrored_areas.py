"""Texts and participations are in the area of their ticket, whatever moves it; the history has that once."""

import threading
import time

import pytest
from django.db import connection, transaction

from contacts.models import Contact, Participation, Ticket, TimelineEntry
from tests import cast
from tests.audit.databases import changes, run
from tests.contacts.acts import BY_NAME, astray
from tests.contacts.merges import merge
from tests.contacts.test_undoing_merges import undo

pytestmark = pytest.mark.django_db
MIRRORING = (Contact, TimelineEntry, Participation)


def areas_of(ticket: Ticket) -> set[int | None]:
    return {
        key
        for model in MIRRORING
        for key in model.objects.filter(ticket=ticket).values_list("area", flat=True)
    }


def noted(ticket: Ticket, by) -> TimelineEntry:
    assert BY_NAME["note"].send(by, ticket).status_code == 302
    return ticket.timeline.filter(kind="note").latest("id")


def move(ticket: Ticket, area) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(area=area)


def test_what_is_forwarded_takes_its_texts_along(ticket, dana):
    noted(ticket, dana)
    assert areas_of(ticket) == {ticket.area_id}
    petitions = cast.area("Petitions")
    assert BY_NAME["forward"].send(dana, ticket, area=petitions.pk).status_code == 302
    assert areas_of(ticket) == {petitions.pk}
    cast.contact(dana, ticket=ticket, outcome=cast.KeptOpen("as_is"))
    assert areas_of(ticket) == {petitions.pk}


def test_merging_and_its_undoing_take_them_along(older, newer, dana):
    petitions = cast.area("Petitions")
    move(newer, petitions)
    noted(newer, dana)
    done = merge(newer, older, dana)
    assert areas_of(older) == {older.area_id}
    assert not astray()
    undo(done, dana)
    assert areas_of(newer) == {petitions.pk}
    assert areas_of(older) == {older.area_id}


@pytest.mark.parametrize("model", MIRRORING, ids=lambda model: model.__name__)
def test_nobody_writes_another_area(model, ticket, dana):
    """Neither SQL nor a row that somebody read before the ticket was moved."""
    noted(ticket, dana)
    read_before = model.objects.filter(ticket=ticket).first()
    petitions = cast.area("Petitions")
    move(ticket, petitions)
    read_before.save()
    assert areas_of(ticket) == {petitions.pk}
    run(f"UPDATE {model._meta.db_table} SET area_id = %s WHERE ticket_id = %s", [ticket.area_id, ticket.pk])
    assert areas_of(ticket) == {petitions.pk}


def test_who_holds_a_ticket_takes_part_whoever_wrote_it(ticket, dana, mara):
    """What people see outside their areas is asked of participations alone."""
    for person in (mara, dana, mara, mara):
        Ticket.objects.filter(pk=ticket.pk).update(assignee=person)
    Ticket.objects.filter(pk=ticket.pk).update(assignee=None)
    assert sorted(each.user.name for each in ticket.participations.all()) == sorted([dana.name, mara.name])
    ticket.pk, ticket.assignee = None, mara
    ticket.save(force_insert=True)
    [participation] = ticket.participations.all()
    assert (participation.user, participation.area_id) == (mara, ticket.area_id)


def test_the_history_has_the_move_once(ticket, dana):
    note = noted(ticket, dana)
    contact = ticket.contacts.get()
    rows = [("contacts_contact", contact.pk), ("contacts_timelineentry", note.pk)]
    rows += [("contacts_participation", each.pk) for each in ticket.participations.all()]
    before = [changes(*row) for row in rows]
    move(ticket, cast.area("Petitions"))
    assert [changes(*row) for row in rows] == before
    assert all("area_id" not in of_row[0].after for of_row in before)
    assert changes("contacts_ticket", ticket.pk)[-1].before == {"area_id": ticket.area_id}
    participation = ticket.participations.get()
    participation.delete()
    assert "area_id" not in changes(*rows[-1])[-1].before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("first", ["the move", "the text"])
def test_what_is_written_while_the_ticket_moves_goes_along(first, ticket, dana):
    petitions = cast.area("Petitions")
    begun, errors = threading.Event(), []

    def beside() -> None:
        try:
            begun.wait(timeout=60)
            with transaction.atomic():
                TimelineEntry.objects.create(ticket=ticket, kind="note", by=dana, text="Later.")
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    def moving() -> None:
        try:
            begun.wait(timeout=60)
            move(ticket, petitions)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    other = threading.Thread(target=beside if first == "the move" else moving)
    other.start()
    with transaction.atomic():
        if first == "the move":
            move(ticket, petitions)
        else:
            TimelineEntry.objects.create(ticket=ticket, kind="note", by=dana, text="First.")
        begun.set()
        waits_for_us()
    other.join(timeout=60)
    assert not errors
    assert areas_of(ticket) == {petitions.pk}


def waits_for_us() -> None:
    """Until another connection waits for what this one holds."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if run("SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"):
            return
        time.sleep(0.01)
    raise AssertionError("Nobody waits.")
