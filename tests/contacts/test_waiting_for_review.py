"""Quality review: what waits for it, in which order, and for whom."""

from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from contacts.actions.following_up import open_due_tickets
from contacts.actions.logging_contacts import Resolved
from contacts.models import FollowUp, Ticket
from contacts.queries.reviewing import COLUMNS, PAGE, _branches, neighbours, to_review
from tests import cast
from tests.contacts.acts import (
    BY_NAME,
    browser,
    promise,
    resolve,
)
from tests.contacts.reviewing import waiting
from uccms.accounts import roles

pytestmark = pytest.mark.django_db


def test_what_was_resolved_waits_for_the_supervisors_of_its_area_and_of_the_call_center(
    resolved, sven, cleo, dana, luis
):
    assert waiting(sven) == waiting(cleo) == [resolved.pk]
    other = cast.staff("omar", cast.area("Petitions"), role=roles.SUPERVISOR)
    assert waiting(other) == waiting(dana) == waiting(luis) == []


def test_the_riskiest_come_first_and_of_those_the_newest(dana, sven):
    plain, reopened, forwarded, late, newest = (cast.ticket(dana) for _ in range(5))
    resolve(reopened, dana)
    BY_NAME["reopen"].send(dana, reopened)
    for area in ("Petitions", "Filing Receipts", "Petitions", "Filing Receipts"):
        BY_NAME["forward"].send(sven, forwarded, to=cast.area(area).pk)
    follow_up = promise(late, dana)
    past = timezone.now() - timedelta(hours=2)
    FollowUp.objects.filter(pk=follow_up.pk).update(due_at=past)
    Ticket.objects.filter(pk=late.pk).update(due_key=past)
    BY_NAME["forward"].send(sven, newest, to=cast.area("Petitions").pk)
    BY_NAME["forward"].send(sven, newest, to=cast.area("Filing Receipts").pk)
    follow_up.refresh_from_db()
    BY_NAME["withdraw"].send(dana, late)
    for each in (plain, reopened, forwarded, late, newest):
        resolve(each, dana)
    assert waiting(sven) == [late.pk, forwarded.pk, reopened.pk, newest.pk, plain.pk]
    page = browser(sven).get("/supervision/review/").content.decode()
    for words in ("Reopened", "Forwarded 4 times", "Was overdue"):
        assert words in page
    assert Ticket.objects.get(pk=newest.pk).risks == [], "forwarded twice is no risk"


def test_a_promise_that_is_kept_late_and_one_that_is_due_when_resolved_are_overdue(dana, sven, ticket):
    for settle_by_contact in (True, False):
        each = cast.ticket(dana)
        past = timezone.now() - timedelta(minutes=5)
        follow_up = promise(each, dana)
        FollowUp.objects.filter(pk=follow_up.pk).update(due_at=past)
        Ticket.objects.filter(pk=each.pk).update(due_key=past)
        follow_up.refresh_from_db()
        if settle_by_contact:
            cast.contact(
                dana, ticket=each, direction="out", keeps=[follow_up], outcome=cast.KeptOpen("as_is")
            )
            resolve(each, dana)
        else:
            withdrawn = {f"promised_{follow_up.pk}": "withdrawn", "withdraw_because": "Answered."}
            BY_NAME["resolve"].send(dana, each, **withdrawn)
        assert Ticket.objects.get(pk=each.pk).risks == ["Was overdue"]
    kept = promise(ticket, dana)
    cast.contact(dana, ticket=ticket, direction="out", keeps=[kept], outcome=cast.KeptOpen("as_is"))
    resolve(ticket, dana)
    assert Ticket.objects.get(pk=ticket.pk).risks == [], "kept in time"


def test_what_was_late_before_its_due_time_changed_was_overdue(dana, ticket):
    Ticket.objects.filter(pk=ticket.pk).update(due_key=timezone.now() - timedelta(minutes=5))
    BY_NAME["wait"].send(dana, ticket)
    assert Ticket.objects.get(pk=ticket.pk).risks == ["Was overdue"]


def test_a_follow_up_whose_time_comes_is_not_late_for_that(dana, ticket):
    follow_up = promise(ticket, dana)
    past = timezone.now() - timedelta(seconds=1)
    FollowUp.objects.filter(pk=follow_up.pk).update(due_at=past)
    Ticket.objects.filter(pk=ticket.pk).update(due_key=past)
    open_due_tickets()
    opened = Ticket.objects.get(pk=ticket.pk)
    assert opened.state == "open" and opened.risks == []


def test_short_answers_as_they_are_are_left_out(dana, sven):
    topic = cast.short_answer(to=cast.area())
    done = Resolved(topic.preset_code, topic.preset_resolution)
    short = cast.ticket(dana, topic=topic, description=topic.preset_description, outcome=done)
    more = Resolved(topic.preset_code, topic.preset_resolution + " Closed on Thanksgiving.")
    changed = cast.ticket(dana, topic=topic, outcome=more)
    assert waiting(sven) == [changed.pk]
    BY_NAME["reopen"].send(dana, short)
    resolve_ticket_as(short, dana, done)
    assert waiting(sven) == [short.pk, changed.pk], "but not when the customer came back"


def resolve_ticket_as(ticket, user, done: Resolved) -> None:
    BY_NAME["resolve"].send(user, ticket, code=done.code.pk, resolution=done.resolution)


def test_a_reopened_ticket_waits_no_more_and_resolved_again_waits_again(resolved, dana, sven, marisol):
    cast.contact(dana, ticket=resolved, customer=marisol, outcome=cast.KeptOpen("as_is"))
    assert waiting(sven) == []
    resolve(resolved, dana)
    assert waiting(sven) == [resolved.pk]
    assert Ticket.objects.get(pk=resolved.pk).reopened_count == 1


def test_opening_a_waiting_ticket_again_is_no_reopening(ticket, dana):
    BY_NAME["wait"].send(dana, ticket)
    BY_NAME["reopen"].send(dana, ticket)
    assert Ticket.objects.get(pk=ticket.pk).reopened_count == 0


def test_pages_and_neighbours_walk_the_same_order(dana, sven):
    for number in range(PAGE + 2):
        done = cast.ticket(dana)
        resolve(done, dana)
        if number % 10 == 0:
            Ticket.objects.filter(pk=done.pk).update(risk=1, reopened_count=1)
    sven = cast.again(sven)
    first = to_review(sven)
    second = to_review(sven, at=first.next)
    order = [each.pk for each in first.tickets + second.tickets]
    assert len(first.tickets) == PAGE and len(order) == PAGE + 2 and second.next == ""
    ranked = Ticket.objects.order_by("-risk", "-resolved_at", "-id")
    assert order == list(ranked.values_list("pk", flat=True))
    walked, key = [], order[0]
    while key:
        walked.append(key)
        before, key = neighbours(sven, Ticket.objects.get(pk=key))
        assert before == (walked[-2] if len(walked) > 1 else None)
    assert walked == order
    forged = to_review(sven, at="forged")
    assert forged.tickets == first.tickets and forged.is_lost
    assert not first.is_lost and not second.is_lost
    assert "names no page of this list" in browser(sven).get("/supervision/review/?at=x").content.decode()


def test_the_list_is_an_index_range(dana, sven, cleo):
    for _ in range(30):
        resolve(cast.ticket(dana), dana)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        for person, index in ((sven, "ticket_to_review_of_area"), (cleo, "ticket_to_review")):
            branch = _branches(cast.again(person))[0]
            order = [f"-{each}" for each in COLUMNS]
            plan = branch.order_by(*order).values_list(*COLUMNS)[:50].explain()
            assert f"using {index} on" in plan, plan
            assert "Sort" not in plan, plan


def test_the_migration_counts_earlier_tickets_as_the_actions_count(dana, sven, marisol):
    topic = cast.short_answer(to=cast.area())
    cast.ticket(dana, topic=topic, outcome=Resolved(topic.preset_code, topic.preset_resolution))
    plain, back, old, late, still_open, moved = (cast.ticket(dana, customer=marisol) for _ in range(6))
    BY_NAME["wait"].send(dana, plain)
    BY_NAME["reopen"].send(dana, plain)
    for each in (plain, back, old):
        resolve(each, dana)
    BY_NAME["reopen"].send(dana, back)
    resolve(back, dana)
    for area in ("Petitions", "Filing Receipts", "Petitions", "Filing Receipts"):
        BY_NAME["forward"].send(sven, moved, to=cast.area(area).pk)
    resolve(moved, dana)
    past = timezone.now() - timedelta(minutes=5)
    follow_up = promise(late, dana)
    FollowUp.objects.filter(pk=follow_up.pk).update(due_at=past)
    BY_NAME["resolve"].send(dana, late, withdraw_because="Answered.")
    BY_NAME["forward"].send(sven, still_open)
    columns = ("pk", "reopened_count", "forwarded_count", "was_overdue", "risk", "review_state")
    counted = list(Ticket.objects.order_by("pk").values_list(*columns))
    Ticket.objects.update(reopened_count=0, forwarded_count=0, was_overdue=False, risk=0, review_state="")
    (migration,) = Path("contacts/migrations").glob("*_review.py")
    with connection.cursor() as cursor:
        cursor.execute(import_module(f"contacts.migrations.{migration.stem}").COUNTS)
    assert list(Ticket.objects.order_by("pk").values_list(*columns)) == counted
    assert {each[-2] for each in counted} == {0, 1} and {each[-1] for each in counted} == {"", "waiting"}
