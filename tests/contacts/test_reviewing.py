"""Quality review: what waits, who may, what each verdict does, and what the agent makes of it."""

import uuid
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from contacts.actions import reviewing
from contacts.actions.answering_reviews import answer_review, read_review, see_answer
from contacts.actions.following_up import open_due_tickets
from contacts.actions.logging_contacts import Resolved
from contacts.errors import Conflict
from contacts.models import FollowUp, Review, Ticket, TimelineEntry
from contacts.queries.desk import desk
from contacts.queries.reviewing import COLUMNS, PAGE, _branches, neighbours, to_review
from tests import cast
from tests.contacts.acts import (
    BY_NAME,
    at_once,
    browser,
    business_changes,
    changes_of,
    find,
    lines,
    promise,
    resolve,
)
from uccms.accounts import roles
from uccms.audit.models import Event
from uccms.privacy import retention

pytestmark = pytest.mark.django_db
TEXT = "The petition also needs the reply to the last office action."
SSN = "219-09-9999"
VERDICTS = ("find_fine", "comment_on", "send_back")


@pytest.fixture
def resolved(ticket, dana):
    """A ticket that dana resolved."""
    resolve(ticket, dana)
    return Ticket.objects.get(pk=ticket.pk)


@pytest.fixture
def greta(filing):
    """A second supervisor of that area."""
    return cast.staff("greta", filing, role=roles.SUPERVISOR, name="Greta Whitfield")


@pytest.fixture
def cleo(db):
    """The call center's supervisor."""
    return cast.staff("cleo", cast.call_center(), role=roles.SUPERVISOR, name="Cleo Marsh")


def waiting(user) -> list[int]:
    return [each.pk for each in to_review(cast.again(user)).tickets]


def say(verdict: str) -> dict:
    return {} if verdict == "find_fine" else {"text": TEXT}


# What waits


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
    assert to_review(sven, at="forged").tickets == first.tickets


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


# Each verdict


def test_fine_writes_a_review_and_leaves_the_ticket_as_it_is(resolved, sven, dana):
    answer = find(sven, resolved, "find_fine")
    assert answer.status_code == 302 and answer["Location"] == "/supervision/review/"
    review = Review.objects.get()
    assert (review.agent, review.reviewer, review.verdict, review.text) == (dana, sven, "fine", "")
    after = Ticket.objects.get(pk=resolved.pk)
    assert (after.state, after.version, after.review_state) == ("resolved", resolved.version, "reviewed")
    assert waiting(sven) == [] and desk(dana).reviews == []


def test_a_comment_is_on_the_agents_desk_and_nowhere_on_the_timeline(resolved, sven, dana, mara):
    before = len(resolved.timeline.all())
    assert find(sven, resolved, "comment_on", text=TEXT).status_code == 302
    assert Ticket.objects.get(pk=resolved.pk).state == "resolved"
    assert TEXT in browser(dana).get("/desk/").content.decode()
    assert "From quality review" not in browser(mara).get("/desk/").content.decode()
    assert len(resolved.timeline.all()) == before


def test_back_opens_it_for_the_agent_who_resolved_it_without_the_reason_on_the_timeline(
    resolved, sven, dana, mara
):
    assert find(sven, resolved, "send_back", text=TEXT).status_code == 302
    after = Ticket.objects.get(pk=resolved.pk)
    assert (after.state, after.assignee, after.reopened_count, after.review_state) == ("open", dana, 1, "")
    entry = lines(resolved, TimelineEntry.Kind.REOPENED)[0]
    assert (entry.by, entry.person, entry.text) == (sven, dana, "")
    page = browser(mara).get(f"/tickets/T{resolved.pk}/").content.decode()
    assert "Given back" in page and "after a quality review" in page and TEXT not in page
    assert TEXT in browser(dana).get("/desk/").content.decode()
    assert after in desk(dana).mine


def test_after_each_the_next_one_is_shown(dana, sven):
    done = [cast.ticket(dana) for _ in range(4)]
    for each in done:
        resolve(each, dana)
    order = [each.pk for each in reversed(done)]
    for verdict, key, following in zip(VERDICTS, order, order[1:], strict=False):
        answer = find(sven, Ticket.objects.get(pk=key), verdict, **say(verdict))
        assert answer["Location"] == f"/supervision/review/T{following}/"


def test_who_has_left_the_area_gets_no_ticket_back_but_a_comment(resolved, sven, dana):
    dana.memberships.all().delete()
    answer = find(sven, resolved, "send_back", text=TEXT)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "does not work in Filing Receipts any more" in page and TEXT in page
    assert find(sven, resolved, "comment_on", text=TEXT).status_code == 302


@pytest.mark.parametrize(
    ("verdict", "sentence"),
    [
        ("comment_on", "Write what Dana Hollis should hear."),
        ("send_back", "Say why it goes back to Dana Hollis."),
    ],
)
def test_without_words_there_is_one_sentence(verdict, sentence, resolved, sven):
    before = business_changes()
    answer = find(sven, resolved, verdict, text="  ")
    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert business_changes() == before


def test_fine_drops_no_typed_words(resolved, sven):
    answer = find(sven, resolved, "find_fine", text=TEXT)
    assert answer.status_code == 422
    assert TEXT in answer.content.decode() and "Send it as a comment" in answer.content.decode()
    assert not Review.objects.exists()


@pytest.mark.parametrize("verdict", VERDICTS)
def test_it_is_in_the_history_without_its_words(verdict, resolved, sven):
    find(sven, resolved, verdict, **say(verdict))
    (change,) = changes_of("contacts_review")
    assert (change.actor_id, change.page) == (sven.pk, f"contacts:{verdict}")
    assert change.after["verdict"] and "text" not in change.after and "answer" not in change.after


def test_reading_a_ticket_for_review_is_a_look_and_changes_no_business_row(resolved, sven):
    before = business_changes()
    assert browser(sven).get(f"/supervision/review/T{resolved.pk}/").status_code == 200
    assert business_changes() == before
    look = Event.objects.filter(kind=Event.Kind.LOOK, actor_id=sven.pk).latest("at")
    assert look.subject == resolved.number


@pytest.mark.parametrize("verdict", ["comment_on", "send_back"])
def test_a_finding_stays_on_the_screen_and_nowhere_else(verdict, resolved, sven):
    before = business_changes()
    answer = find(sven, resolved, verdict, text=f"She gave {SSN}.")
    assert answer.status_code == 422
    assert answer.content.decode().count(SSN) == 1
    assert business_changes() == before
    removed = {"text": f"She gave {SSN}.", "remove_finding": "text:9:20"}
    redrawn = find(sven, resolved, "comment_on", **removed)
    assert redrawn.status_code == 200 and SSN not in redrawn.content.decode()


# Who may


@pytest.mark.parametrize("verdict", VERDICTS)
def test_nobody_reviews_their_own_work(verdict, ticket, sven, dana, greta):
    resolve(ticket, sven)
    before = Review.objects.count()
    answer = find(sven, ticket, verdict, **say(verdict))
    assert answer.status_code == 403
    assert reviewing.OWN in answer.content.decode()
    assert Event.objects.filter(kind=Event.Kind.REFUSED, actor_id=sven.pk).count() == 1
    with pytest.raises(PermissionDenied):
        act = getattr(reviewing, verdict)
        act(ticket, submission_id=uuid.uuid4(), by=cast.again(sven), **say(verdict))
    assert Review.objects.count() == before
    assert waiting(sven) == [] and waiting(greta) == [ticket.pk]


def test_nor_what_they_resolved_before_it_was_opened_again_and_resolved_by_another(ticket, sven, dana, greta):
    resolve(ticket, sven)
    BY_NAME["reopen"].send(dana, ticket)
    resolve(ticket, dana)
    assert waiting(sven) == [] and waiting(greta) == [ticket.pk]
    assert find(sven, ticket, "find_fine").status_code == 403
    assert find(greta, ticket, "find_fine").status_code == 302


def test_the_database_holds_that_nobody_reviews_themselves(resolved, dana):
    known = {
        "ticket": resolved,
        "resolved_at": resolved.resolved_at,
        "area": resolved.area,
        "verdict": "fine",
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(agent=dana, reviewer=dana, submission_id=uuid.uuid4(), **known)


def test_a_supervisor_of_another_area_who_took_part_sees_it_and_may_not_review_it(resolved, dana):
    other = cast.staff("omar", cast.area("Petitions"), role=roles.SUPERVISOR)
    assert find(other, resolved, "find_fine").status_code == 404
    cast.contact(
        other, ticket=resolved, direction="out", customer=resolved.customer, outcome=cast.KeptOpen("as_is")
    )
    assert find(other, resolved, "find_fine").status_code == 403
    assert browser(other).get(f"/supervision/review/T{resolved.pk}/").status_code == 403


def test_other_agents_see_no_review_and_those_concerned_do(resolved, sven, greta, cleo, dana, mara, carol):
    find(sven, resolved, "comment_on", text=TEXT)
    page = f"/tickets/T{resolved.pk}/"
    for person in (sven, greta, cleo, dana):
        assert TEXT in browser(person).get(page).content.decode(), person
    for person in (mara, carol):
        answer = browser(person).get(page)
        assert answer.status_code == 200
        assert TEXT not in answer.content.decode() and "Quality review" not in answer.content.decode()


# Two at once


def test_of_two_supervisors_the_second_is_told_and_loses_no_word(resolved, sven, greta):
    assert find(sven, resolved, "comment_on", text="Good, but say which form.").status_code == 302
    answer = find(greta, resolved, "send_back", text=TEXT)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody was faster" in page and "Sven Aalto" in page and "say which form" in page
    assert TEXT in page
    assert Review.objects.count() == 1 and Ticket.objects.get(pk=resolved.pk).state == "resolved"


def test_a_ticket_that_changed_since_it_was_read_is_shown_again_and_can_then_be_reviewed(
    resolved, sven, dana
):
    BY_NAME["note"].send(dana, resolved, text="She wrote that it arrived.")
    answer = find(sven, resolved, "comment_on", text=TEXT, version=resolved.version)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "She wrote that it arrived." in page and TEXT in page
    assert f'name="version" value="{resolved.version + 1}"' in page
    assert find(sven, resolved, "comment_on", text=TEXT).status_code == 302


@pytest.mark.parametrize("verdict", VERDICTS)
def test_sent_twice_it_is_one_review(verdict, resolved, sven):
    form = {"submission_id": str(uuid.uuid4()), "version": resolved.version} | say(verdict)
    for _ in range(2):
        assert find(sven, resolved, verdict, **form).status_code == 302
    assert Review.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_at_once_one_of_two_supervisors_reviews_it(resolved, sven, greta):
    def as_(person):
        return lambda: reviewing.find_fine(resolved, submission_id=uuid.uuid4(), by=cast.again(person))

    results = at_once([as_(sven), as_(greta)])
    assert sorted(type(each).__name__ for each in results) == [Conflict.__name__, Review.__name__]
    assert Review.objects.count() == 1


# What the agent makes of it


@pytest.fixture
def comment(resolved, sven) -> Review:
    find(sven, resolved, "comment_on", text=TEXT)
    return Review.objects.get()


def test_the_agent_answers_and_who_reviewed_sees_it_until_it_is_seen(comment, dana, sven, greta):
    answer = browser(dana).post(f"/reviews/{comment.pk}/answer/", answer_form("I called her again."))
    assert answer.status_code == 302 and answer["Location"] == "/desk/"
    assert desk(dana).reviews == []
    assert "I called her again." in browser(sven).get("/supervision/review/").content.decode()
    assert "I called her again." not in browser(greta).get("/supervision/review/").content.decode()
    assert browser(sven).post(f"/reviews/{comment.pk}/answer/seen/").status_code == 302
    assert "I called her again." not in browser(sven).get("/supervision/review/").content.decode()
    assert "I called her again." in browser(sven).get(f"/tickets/T{comment.ticket_id}/").content.decode()


def answer_form(text: str) -> dict:
    return {"submission_id": str(uuid.uuid4()), "answer": text}


def test_the_agent_marks_it_as_read(comment, dana):
    for _ in range(2):
        assert browser(dana).post(f"/reviews/{comment.pk}/read/").status_code == 302
    assert desk(dana).reviews == []
    assert Review.objects.get().answered_at is None
    assert len([each for each in changes_of("contacts_review") if each.operation == "update"]) == 1


def test_an_answer_is_given_once_and_the_same_again_changes_nothing(comment, dana):
    form = answer_form("I called her again.")
    client = browser(dana)
    for _ in range(2):
        assert client.post(f"/reviews/{comment.pk}/answer/", form).status_code == 302
    other = client.post(f"/reviews/{comment.pk}/answer/", answer_form("No."))
    assert other.status_code == 422 and "answered this already" in other.content.decode()
    assert Review.objects.get().answer == "I called her again."


def test_nobody_else_answers_reads_or_takes_it_off(comment, mara, sven, greta, cleo, dana):
    for person in (mara, sven, greta, cleo):
        client = browser(person)
        assert client.post(f"/reviews/{comment.pk}/answer/", answer_form("Mine.")).status_code == 404
        assert client.post(f"/reviews/{comment.pk}/read/").status_code == 404
        with pytest.raises(PermissionDenied):
            answer_review(comment, answer="Mine.", by=person)
        with pytest.raises(PermissionDenied):
            read_review(comment, by=person)
    for person in (mara, greta, cleo, dana):
        with pytest.raises(PermissionDenied):
            see_answer(comment, by=person)
        assert browser(person).post(f"/reviews/{comment.pk}/answer/seen/").status_code == 404


def test_a_finding_in_an_answer_is_refused(comment, dana):
    answer = browser(dana).post(f"/reviews/{comment.pk}/answer/", answer_form(f"It was {SSN}."))
    assert answer.status_code == 422 and Review.objects.get().answer == ""


def test_a_review_is_deleted_a_year_after_it_was_written(comment):
    Review.objects.update(at=timezone.now() - timedelta(days=364))
    assert retention.delete_what_is_over()["reviews"] == 0
    Review.objects.update(at=timezone.now() - timedelta(days=366))
    assert retention.delete_what_is_over()["reviews"] == 1
    assert not any(TEXT in str(each.before) + str(each.after) for each in changes_of("contacts_review"))
