"""The queue: who sees which, its choices, its pages, and how it refreshes itself."""

import re
import uuid
from contextlib import nullcontext
from datetime import timedelta
from html import escape

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts.actions.logging_contacts import KeptOpen
from contacts.actions.merging_tickets import merge_tickets
from contacts.forms.queue import FIXED
from contacts.models import Customer, Ticket
from contacts.queries.queue import PAGE, cursor, queue
from contacts.queries.queue_choices import Choice, chosen
from tests import cast
from tests.contacts.acts import BY_NAME, browser, business_changes, put_back, resolve
from uccms.accounts.models import User
from uccms.database.written_once import Question

pytestmark = pytest.mark.django_db


def keys(user, **choice) -> set[int]:
    return {each.pk for each in queue(cast.again(user), Choice(**choice)).tickets}


def test_the_call_center_sees_all_and_an_area_its_own(carol, dana, luis, ticket):
    theirs = cast.ticket(luis)
    assert keys(carol) == {ticket.pk, theirs.pk}
    assert keys(dana) == {ticket.pk}
    assert keys(luis) == {theirs.pk}


def test_who_took_part_goes_on_seeing_it(dana, luis, ticket):
    cast.contact(luis, ticket=ticket, outcome=KeptOpen("as_is"))
    assert ticket.pk in keys(luis)
    BY_NAME["forward"].send(dana, ticket)
    assert ticket.pk in keys(dana)


@pytest.mark.parametrize("role", ["petra", "adam"])
def test_roles_without_tickets_see_none(role, request, ticket):
    person = request.getfixturevalue(role)
    assert keys(person) == set()
    assert browser(person).get("/tickets/").status_code == 404


def test_the_list_and_the_tickets_page_agree(carol, dana, luis, mara, sven, ticket):
    """What the list walks by indexes is what `visible_to` says."""
    cast.ticket(luis)
    cast.contact(luis, ticket=ticket, outcome=KeptOpen("as_is"))
    BY_NAME["forward"].send(mara, cast.ticket(mara))
    put_back(cast.ticket(dana), dana)
    for person in (carol, dana, luis, mara, sven):
        person = cast.again(person)
        assert keys(person, state="") == {*Ticket.objects.visible_to(person).values_list("pk", flat=True)}


def test_rt_cve_2023_45024_a_choice_shows_no_hidden_ticket(dana, luis, ticket):
    """A search showed rows of hidden tickets: here, by area, state or assignee of others."""
    filing = cast.area("Filing Receipts")
    for choice in (
        {"area": filing},
        {"area": filing, "state": "open"},
        {"area": filing, "assignee": "nobody"},
    ):
        assert keys(luis, **choice) == set()


@pytest.mark.parametrize(
    "query",
    [
        "state=password",
        "assignee=groups__user__password",
        "area=x%00",
        "at=%00",
        "at=eyJ:x:y",
        "order=-assignee__password",
        "sort=assignee__password",
        "sort=-customer__name",
    ],
)
def test_ghsa_mxcg_7m22_x9pj_and_171c4c14_no_parameter_reaches_a_column(dana, ticket, query):
    """A sorting parameter walked relations and read passwords by ordering."""
    answer = browser(dana).get(f"/tickets/?{query}")
    assert answer.status_code == 200
    assert ticket.number in answer.content.decode() or "No ticket here" in answer.content.decode()


def test_a_row_says_the_state_in_words_and_of_a_merged_ticket_that_it_is(dana, ticket):
    done, gone = cast.ticket(dana), cast.ticket(dana)
    resolve(done, dana)
    merge_tickets(gone, into=ticket, submission_id=uuid.uuid4(), by=cast.again(dana))
    shown = browser(dana).get("/tickets/?state=all").content.decode()
    rows = dict(re.findall(r'<tr id="(T\d+)".*?<td>(<span class="state.*?)</td>', shown, re.DOTALL))
    words = {number: re.sub(r"<[^>]+>", "", row).strip() for number, row in rows.items()}
    assert words == {ticket.number: "Open", done.number: "Resolved", gone.number: "Merged"}


def test_states_and_assignees_are_told_apart(dana, mara, ticket):
    done, queued = cast.ticket(dana), cast.ticket(dana)
    resolve(done, dana)
    put_back(queued, dana)
    assert keys(dana) == {ticket.pk, queued.pk}
    assert keys(dana, state="resolved") == {done.pk}
    assert keys(dana, assignee="nobody") == {queued.pk}
    assert keys(dana, assignee="me") == {ticket.pk}


def test_every_ticket_is_on_exactly_one_page_there_and_back(dana):
    made = {cast.ticket(dana).pk for _ in range(PAGE + 5)}
    for sort in ("newest", "oldest", "due"):
        choice = Choice(sort=sort)
        first = queue(dana, choice)
        second = queue(dana, choice, at=first.next)
        assert not second.next and not first.previous
        shown = [each.pk for each in [*first.tickets, *second.tickets]]
        assert shown == sorted(made, reverse=sort == "newest")
        back = queue(dana, choice, at=second.previous)
        assert [each.pk for each in back.tickets] == [each.pk for each in first.tickets] and not back.previous
        other = Choice(sort="due" if sort == "newest" else "newest")
        assert not queue(dana, other, at=first.next).previous, "a cursor is of one sorting"


@pytest.mark.parametrize("sort", ["newest", "oldest", "due"])
@pytest.mark.parametrize("name", ["dana", "carol"])
def test_a_page_that_was_worked_off_gives_way_to_the_last_one(sort, name, dana, request, monkeypatch):
    """The last page, once all of it was taken, said that nothing matches, with two full ones before it."""
    monkeypatch.setattr("contacts.queries.queue.PAGE", 3)
    for _ in range(8):
        cast.ticket(dana)
    person, choice = cast.again(request.getfixturevalue(name)), Choice(sort=sort)
    first = queue(person, choice)
    second = queue(person, choice, at=first.next)
    last = queue(person, choice, at=second.next)
    assert (len(last.tickets), last.instead) == (2, "")
    for each in last.tickets:
        resolve(each, dana)
    found = queue(person, choice, at=second.next)
    assert found.tickets == second.tickets
    assert (found.instead, found.next, found.count) == ("last", "", 6)
    assert queue(person, choice, at=found.previous).tickets == first.tickets
    for each in second.tickets:
        resolve(each, dana)
    found = queue(person, choice, at=second.next)
    assert found.tickets == first.tickets and not found.previous and not found.next


def test_before_the_first_ticket_is_the_first_page_and_another_choice_is_no_dead_end(dana, ticket):
    choice = Choice()
    assert queue(dana, choice, at=cursor(choice, "previous", ticket)).instead == "first"
    beyond = cursor(choice, "next", ticket)
    page = browser(dana).get(f"/tickets/?at={beyond}").content.decode()
    assert ticket.number in page and "so that the last page is shown" in page
    empty = browser(dana).get(f"/tickets/?channel=fax&at={beyond}").content.decode()
    assert "No ticket here" in empty and "page is shown" not in empty


def offered(person) -> set[str]:
    """Whose tickets can be chosen in the list."""
    page = browser(person).get("/tickets/").content.decode()
    select = page.partition('name="assignee"')[2].partition("</select>")[0]
    return set(re.findall(r"<option[^>]*>([^<]+)</option>", select)) - {"anybody", "me", "nobody"}


def test_the_people_of_the_areas_that_one_may_see_can_be_chosen(dana, mara, luis, carol, sven, petra, ticket):
    cast.staff("gone", cast.area("Filing Receipts"), name="Gone Long")
    User.objects.filter(username="gone").update(is_active=False)
    petra.memberships.create(area=cast.area("Filing Receipts"))  # who works on no ticket holds none
    assert offered(sven) == offered(dana) == {"Dana Hollis", "Mara Lind", "Sven Aalto"}
    assert offered(luis) == {"Luis Ferreira"}
    assert offered(carol) >= {"Carol Byrd", "Dana Hollis", "Luis Ferreira"}
    assert "Gone Long" not in offered(carol)
    page = browser(sven).get(f"/tickets/?assignee={dana.pk}").content.decode()
    assert f'<option value="{dana.pk}" selected>Dana Hollis</option>' in page and ticket.number in page


def test_many_areas_stand_folded_and_saving_a_view_stands_with_the_filters(dana, ticket):
    shown = browser(dana).get("/tickets/").content.decode()
    assert "<details" not in shown and "All my areas" not in shown
    filters = shown.partition('aria-label="Filter the tickets"')[2].partition("</form>")[0]
    assert "Save these filters as a view" in filters
    for n in range(40):
        dana.memberships.create(area=cast.area(f"Art Unit {n}"))
    client = browser(dana)
    aside = client.get("/tickets/").content.decode().partition('aria-label="Views"')[2].partition("</nav>")[0]
    assert "<details><summary" in aside and "My 41 areas" in aside
    mine = client.get("/tickets/?area=mine").content.decode()
    assert "<h1>All my areas</h1>" in mine and "<details open>" in mine and ticket.number in mine
    for address in ("/tickets/", "/desk/"):
        page = client.get(address).content.decode()
        assert "Art Unit 0, Art Unit 1" not in page.partition("<details")[0]
    assert "your 41 areas</span></summary>Art Unit 0, " in client.get("/desk/").content.decode()


def test_opening_list_and_desk_changes_no_business_row(dana, ticket):
    before = business_changes()
    for address in ("/tickets/", "/desk/"):
        assert browser(dana).get(address).status_code == 200
    assert business_changes() == before


def test_every_choice_means_what_it_says(dana, mara, ticket):
    fax, late = cast.ticket(dana, channel="fax"), cast.ticket(dana, topic=cast.topic("Fees"))
    now = timezone.now()
    Ticket.objects.filter(pk=late.pk).update(due_key=now, opened_at=now - timedelta(days=40))
    assert keys(dana, channel="fax") == {fax.pk}
    assert keys(dana, topic=cast.topic("Fees")) == {late.pk}
    for due in ("overdue", "soon", "today", "week"):
        assert keys(dana, due=due) == {late.pk}
    assert keys(dana, due="never") == {ticket.pk, fax.pk}
    assert keys(dana, age="over_month") == keys(dana, age="over_week") == {late.pk}
    assert keys(dana, age="under_day") == keys(dana, age="under_week") == {ticket.pk, fax.pk}
    found = queue(cast.again(dana), Choice(sort="due"))
    assert [each.pk for each in found.tickets] == [late.pk, ticket.pk, fax.pk]
    assert (found.count, found.counted) == (3, "3")


def test_each_choice_of_each_person_is_what_the_model_says_with_its_values(dana, luis, carol, sven, ticket):
    """SQL is written once for all areas, topics, people and times; their values come each time anew."""
    late, fees, done = cast.ticket(dana), cast.ticket(luis, topic=cast.topic("Fees")), cast.ticket(dana)
    resolve(done, dana)
    put_back(late, dana)
    BY_NAME["forward"].send(luis, fees, to=ticket.area_id)
    Ticket.objects.filter(pk=late.pk).update(
        due_key=timezone.now(), opened_at=timezone.now() - timedelta(days=9), priority="high"
    )
    choices = [{name: value} for name, options in FIXED.items() for value, _ in options if value != "me"]
    choices += [{name: str(dana.pk)} for name in ("assignee", "resolved_by")] + [{"resolved_by": "nobody"}]
    choices += [{"topic": fees.topic}, {"topic": ticket.topic}, {"area": ticket.area}, {"area": fees.area}]
    choices += [
        {"area": ticket.area, "topic": ticket.topic, "sort": "due", "age": "under_day", "due": "never"}
    ]
    choices += [{"state": "all", "resolved": "today", "area": fees.area, "assignee": str(luis.pk)}]
    found = 0
    for person in map(cast.again, (dana, luis, carol, sven)):
        for each in choices:
            choice = Choice(**{**each, "state": each.get("state", "").replace("all", "")})
            of_area = {"area": choice.area} if choice.area else {}
            meant = chosen(Ticket.objects.visible_to(person).filter(**of_area), choice)
            shown = queue(person, choice)
            assert {each.pk for each in shown.tickets} == set(meant.values_list("pk", flat=True)), each
            assert shown.count == len(shown.tickets), each
            found += shown.count
    assert found > 200


def test_an_unknown_value_gets_a_sentence_and_resolved_tickets_are_not_due(dana, ticket):
    shown = browser(dana).get("/tickets/?state=password").content.decode()
    assert "There is no such choice for “State”" in shown
    shown = browser(dana).get("/tickets/?state=all&sort=due").content.decode()
    assert "What is resolved is not due" in shown


def test_a_forged_place_in_the_list_gets_a_sentence_and_the_beginning(dana, ticket, monkeypatch):
    monkeypatch.setattr("contacts.queries.queue.PAGE", 1)
    sentence = "names no page of this list"
    cast.ticket(dana)
    true = queue(dana, Choice()).next
    assert true
    assert sentence not in browser(dana).get("/tickets/", {"at": true}).content.decode()
    for query in ({"at": "forged"}, {"at": true + "x"}, {"at": true, "sort": "due"}, {"at": "\x00"}):
        answer = browser(dana).get("/tickets/", query)
        assert answer.status_code == 200
        assert sentence in answer.content.decode()
        assert "data-row-link" in answer.content.decode()


def test_the_count_stops_at_a_thousand(carol, dana, monkeypatch):
    for _ in range(4):
        cast.ticket(dana)
    assert queue(dana, Choice()).counted == queue(carol, Choice()).counted == "4"  # each once, however seen
    monkeypatch.setattr("contacts.queries.queue.COUNTED", 2)
    monkeypatch.setattr("contacts.queries.queue.PAGE", 2)
    for person in (dana, carol):
        with CaptureQueriesContext(connection) as captured:
            first = queue(person, Choice())
        assert first.counted == "2+"
        walked = [
            each["sql"]
            for each in captured
            if "contacts_ticket" in each["sql"] and "topic_name" not in each["sql"]
        ]
        assert walked and all("LIMIT 3" in each for each in walked)
        assert queue(person, Choice(), at=first.next).counted == "2+"


def test_the_rows_refresh_themselves_with_304_or_what_changed(dana, mara, ticket):
    client = browser(dana)
    first = client.get("/tickets/rows/")
    tag = first["ETag"]
    assert client.get("/tickets/rows/", headers={"If-None-Match": tag}).status_code == 304
    assert tag.strip('"') in client.get("/tickets/").content.decode()
    BY_NAME["note"].send(mara, ticket)
    assert client.get("/tickets/rows/", headers={"If-None-Match": tag}).status_code == 200


def test_a_page_that_refreshes_itself_keeps_no_session_alive(dana, ticket):
    client = browser(dana)
    client.get("/tickets/")
    session = client.session
    session["last_seen"] = seen = session["last_seen"] - 600
    session.save()
    client.get("/tickets/rows/")
    assert client.session["last_seen"] == seen
    client.get("/tickets/")
    assert client.session["last_seen"] > seen


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("within", ["a transaction", "none"])
@pytest.mark.parametrize("prepared", [True, False])
def test_a_reading_that_takes_too_long_is_stopped_and_said(
    dana, ticket, monkeypatch, settings, within, prepared
):
    settings.PREPARED_STATEMENTS = prepared
    client = browser(dana)
    with transaction.atomic() if within == "a transaction" else nullcontext():
        with monkeypatch.context() as patch:
            patch.setattr("contacts.queries.queue.PATIENCE", 50)
            slow = Question("SELECT pg_sleep(5)", [])
            patch.setattr("contacts.queries.queue._asked", lambda *given: slow)
            answer = client.get("/tickets/")
            assert answer.status_code == 503 and "This took too long" in answer.content.decode()
        with connection.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            assert cursor.fetchone()[0] != "50ms"
        assert ticket.number in client.get("/tickets/").content.decode()


@pytest.mark.parametrize(
    "known",
    [
        {"name": "Ines <b>Ruiz</b>", "company": "Ruiz & Co"},
        {"name": "", "company": "Ruiz & Co"},
        {"name": "", "company": ""},
    ],
    ids=["name", "company", "number"],
)
def test_a_row_names_what_belongs_to_its_ticket(dana, ticket, known):
    """The list reads names alone; it shows what the records themselves would say."""
    Customer.objects.filter(pk=ticket.customer_id).update(**known)
    Ticket.objects.filter(pk=ticket.pk).update(subject="")
    ticket = Ticket.objects.get(pk=ticket.pk)
    row = browser(dana).get("/tickets/").content.decode().partition(f'id="{ticket.number}"')[2]
    row = row.partition("</tr>")[0]
    for said in (ticket.customer, ticket.area, ticket.assignee, ticket.topic):
        assert escape(str(said)) in row
    put_back(ticket, dana)
    Ticket.objects.filter(pk=ticket.pk).update(customer=None)
    row = browser(dana).get("/tickets/").content.decode().partition(f'id="{ticket.number}"')[2]
    row = row.partition("</tr>")[0]
    assert "nobody" in row
    assert '<td class="cell-name"></td>' in row
