"""The page of the record: who sees which acts, and what of them."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts.actions.keeping_customers import create_customer
from contacts.actions.logging_contacts import KeptOpen, log_contact
from contacts.actions.noting import add_note
from contacts.models import ResolutionCode, Topic
from tests.accounts.people import make_person
from tests.audit.databases import connect
from uccms.accounts import roles
from uccms.accounts.models import BusinessArea, User
from uccms.audit import looks
from uccms.audit.context import acting
from uccms.audit.models import Change, Event
from uccms.audit.queries import record as query
from uccms.audit.queries.record import record_page
from uccms.database.places import OWNER
from uccms.privacy.actions.redacting import redact

pytestmark = pytest.mark.django_db
ADDRESS = "/privacy/record/"


@pytest.fixture
def cast(db):
    """People of two areas, and what each of them did."""
    center = BusinessArea.objects.create(name="USPTO Contact Center", slug="center", first_tier=True)
    receipts = BusinessArea.objects.create(name="Filing Receipts", slug="receipts")
    people = {
        "dana": make_person("dana", name="Dana Hollis"),
        "luis": make_person("luis", name="Luis Ferreira"),
        "supervisor": make_person("supervisor", name="Ellen Marsh", role=roles.SUPERVISOR),
        "officer": make_person("officer", name="Robin Vale", role=roles.PRIVACY_OFFICER),
        "admin": make_person("admin", name="Avery Stone", role=roles.ADMINISTRATOR),
    }
    for name, area in [("dana", center), ("supervisor", center), ("luis", receipts)]:
        people[name].memberships.create(area=area)
    return people


@pytest.fixture
def ticket(cast):
    topic = Topic.objects.create(name="Filing receipts")
    return log_contact(
        by=cast["dana"], submission_id=uuid4(), channel="phone", started_at=timezone.now(), topic=topic,
        outcome=KeptOpen("queue"), description="Asks for the quince receipt.",
    ).ticket  # fmt: skip


def lines(client, person, **chosen):
    """The rows of the page as text, for somebody."""
    client.force_login(person)
    answer = client.get(ADDRESS, chosen)
    assert answer.status_code == 200
    return [" ".join(re.sub("<[^>]+>", " ", row).split()) for row in body(answer).split("<tr>")[2:]]


def body(answer) -> str:
    return answer.content.decode()


def seen(viewer, **chosen) -> set[tuple[str, str, str]]:
    page = record_page(viewer, **chosen)
    return {(each.who, each.what, each.record) for each in page.lines}


def test_only_who_may_see_acts_knows_of_the_page(client, cast):
    answers = {}
    for name, person in cast.items():
        client.force_login(person)
        answers[name] = client.get(ADDRESS).status_code
    assert answers == {"dana": 404, "luis": 404, "supervisor": 200, "officer": 200, "admin": 200}
    client.logout()
    assert client.get(ADDRESS).status_code == 302


def test_the_bar_leads_there_for_those_only(client, cast):
    for name, person in cast.items():
        client.force_login(person)
        assert (f'href="{ADDRESS}"' in body(client.get("/privacy/"))) is (
            name in ("supervisor", "officer", "admin")
        )


def test_the_privacy_officer_sees_everything_with_old_and_new_values(client, cast, ticket):
    add_note(ticket, text="The caller will send a copy.", submission_id=uuid4(), by=cast["dana"])
    looks.looked(ticket.number, by=cast["luis"])
    shown = lines(client, cast["officer"])
    assert any("Dana Hollis" in row and f"Added Ticket {ticket.number}" in row for row in shown)
    assert any("Luis Ferreira" in row and f"Looked at {ticket.number}" in row for row in shown)
    assert any("The caller will send a copy." in row for row in shown)
    assert any("Asks for the quince receipt." in row for row in shown)


def test_a_supervisor_sees_what_the_people_of_their_areas_did_without_values(client, cast, ticket):
    with acting(cast["luis"]):
        ResolutionCode.objects.create(code="answered", name="Answered")
    looks.looked(ticket.number, by=cast["luis"])
    looks.looked(ticket.number, by=cast["dana"])
    add_note(ticket, text="The caller will send a copy.", submission_id=uuid4(), by=cast["dana"])
    shown = "\n".join(lines(client, cast["supervisor"]))
    assert "Dana Hollis" in shown and f"Looked at {ticket.number}" in shown
    assert "Luis Ferreira" not in shown and "Answered" not in shown
    assert "quince" not in shown and "send a copy" not in shown
    people = {each.name for each in query.people_of(cast["supervisor"])}
    assert people == {"Dana Hollis", "Ellen Marsh"}


def test_a_supervisor_cannot_ask_for_somebody_else(client, cast, ticket):
    client.force_login(cast["supervisor"])
    answer = client.get(ADDRESS, {"person": cast["luis"].pk})
    assert answer.status_code == 422
    assert "Luis Ferreira" not in body(answer)


def test_an_administrator_sees_staff_and_reference_data_and_nothing_of_customers(client, cast, ticket):
    create_customer(by=cast["dana"], name="Maria Quince")
    looks.looked("C20001", by=cast["dana"])
    looks.looked_up(str(uuid4()), ["C20002"], by=cast["dana"])
    looks.refused(ticket.number, by=cast["dana"])
    looks.record(Event.Kind.SIGN_IN, by=cast["dana"], subject="")
    shown = "\n".join(lines(client, cast["admin"]))
    assert "Signed in" in shown and "Added User" in shown and "Added Topic" in shown
    for word in ("Ticket", "Customer", "Contact ", "Timeline", "Quince", ticket.number, "C2000", "refused"):
        assert word not in shown, word
    assert seen(cast["admin"], record=ticket) == set()


def test_somebody_with_two_roles_sees_what_either_sees(cast, ticket):
    cast["supervisor"].groups.add(Group.objects.get(name=roles.ADMINISTRATOR))
    both = seen(User.objects.get(username="supervisor"))
    assert ("Dana Hollis", "Added", f"Ticket {ticket.number}") in both
    assert any(what == "Added" and record.startswith("Topic") for _, what, record in both)


def test_what_was_removed_stays_removed_and_says_why(client, cast, ticket):
    contact = ticket.contacts.get()
    why = {"basis": "slipped_in", "reason": "It named somebody else."}
    redact(type(contact).objects.filter(pk=contact.pk), ["description"], by=cast["dana"], **why)
    redact(type(ticket).objects.filter(pk=ticket.pk), ["subject"], by=cast["dana"], **why)
    shown = "\n".join(lines(client, cast["officer"]))
    assert "quince" not in shown
    assert "It named somebody else." in shown and "552a(e)(1)" in shown
    assert seen(cast["officer"], kind="removed") == {
        ("Dana Hollis", "Removed from the record", f"Contact {contact.pk}"),
        ("Dana Hollis", "Removed from the record", f"Ticket {ticket.number}"),
    }


def test_secrets_are_named_and_not_shown(client, cast):
    with acting(cast["dana"]):
        cast["dana"].set_password("another quiet river, blue lamp")
        cast["dana"].save()
    row = next(row for row in lines(client, cast["officer"]) if "Changed User" in row and "Dana" in row)
    assert "password secret, not kept" in row


@pytest.mark.parametrize(
    ("chosen", "kinds"),
    [({"kind": "look"}, {"Looked at"}), ({"kind": "insert"}, {"Added"}), ({"kind": "update"}, {"Changed"})],
)
def test_it_is_narrowed_by_kind(cast, ticket, chosen, kinds):
    looks.looked(ticket.number, by=cast["dana"])
    ticket.subject = "Another"
    ticket.save()
    assert {what for _, what, _ in seen(cast["officer"], **chosen)} == kinds


def test_it_is_narrowed_by_person_and_day(cast, ticket):
    with acting(cast["luis"]):
        ResolutionCode.objects.create(code="answered", name="Answered")
    assert {who for who, _, _ in seen(cast["officer"], person=cast["luis"])} == {"Luis Ferreira"}
    now = timezone.now()
    week = timedelta(days=7)
    assert seen(cast["officer"], since=now - week, until=now + week) == seen(cast["officer"])
    assert seen(cast["officer"], since=now - 2 * week, until=now - week) == set()


def test_it_is_narrowed_by_the_number_of_a_record_with_all_that_belongs_to_it(client, cast, ticket):
    other = create_customer(by=cast["dana"], name="Maria Quince")
    looks.looked(ticket.number, by=cast["luis"])
    looks.looked_up(str(uuid4()), [other.number], by=cast["luis"])
    note = add_note(ticket, text="A note.", submission_id=uuid4(), by=cast["dana"])
    found = seen(cast["officer"], record=ticket)
    assert {record for _, _, record in found} >= {
        f"Ticket {ticket.number}", f"Contact {ticket.contacts.get().pk}", f"Timeline entry {note.pk}",
        ticket.number,
    }  # fmt: skip
    assert ("Luis Ferreira", "Looked up", other.number) in seen(cast["officer"], record=other)
    assert not any("Customer" in record for _, _, record in found)
    assert lines(client, cast["officer"], number=f" {ticket.number.lower()} ")


@pytest.mark.parametrize(
    "number", ["Maria Quince", "X10482", "T0", "T-1", "10482", "T1 OR 1=1", "T" + "9" * 19]
)
def test_a_number_that_is_none_gets_its_sentence(client, cast, number):
    client.force_login(cast["officer"])
    answer = client.get(ADDRESS, {"number": number})
    assert answer.status_code == 422
    assert "Write it like C10482, M10482, Q27000418, S27000418 or T10482." in body(answer) or len(number) > 18
    assert Event.objects.filter(subject="record").count() == 0


@pytest.mark.parametrize(
    "chosen", [{"day": "yesterday"}, {"kind": "gossip"}, {"person": "1 OR 1=1"}, {"day": "2026-13-40"}]
)
def test_a_choice_that_is_none_gets_its_sentence(client, cast, chosen):
    client.force_login(cast["officer"])
    assert client.get(ADDRESS, chosen).status_code == 422


@pytest.mark.parametrize("at", ["", "nonsense", "WzEsMl0:1abc:xyz"])
def test_an_altered_place_is_the_beginning(client, cast, ticket, at):
    assert len(lines(client, cast["officer"], at=at)) >= 10


def test_pages_follow_each_other_without_gap_or_repetition(cast, ticket, monkeypatch):
    for number in range(7):
        looks.looked(f"T{number + 1}", by=cast["dana"])
        Topic.objects.create(name=f"Topic {number}")
    monkeypatch.setattr(query, "PAGE", 1000)
    everything = record_page(cast["officer"]).lines
    monkeypatch.setattr(query, "PAGE", 4)
    walked, at = [], ""
    pages = []
    while True:
        page = record_page(cast["officer"], at=at)
        pages.append(page)
        walked += page.lines
        if not page.earlier:
            break
        at = page.earlier
    assert walked == everything
    assert not pages[0].later
    back = pages[-1]
    for expected in reversed(pages[:-1]):
        back = record_page(cast["officer"], at=back.later)
        assert back.lines == expected.lines
    assert not back.later and back.earlier


@pytest.mark.django_db(transaction=True)
def test_what_happened_at_the_same_moment_is_neither_lost_nor_doubled(test_server, monkeypatch):
    """Changes, looks and removals are three tables; one moment stands in all of them."""
    officer = make_person("officer", name="Robin Vale", role=roles.PRIVACY_OFFICER)
    for number in range(5):
        Topic.objects.create(name=f"Topic {number}")
        looks.looked(f"T{number + 1}", by=officer)
    moment = timezone.now()
    with connect(test_server, OWNER) as owner:
        for table in ("audit_change", "audit_event"):
            owner.execute(f"UPDATE {table} SET at = %s", [moment])
    monkeypatch.setattr(query, "PAGE", 1000)
    everything = record_page(officer).lines
    monkeypatch.setattr(query, "PAGE", 3)
    walked, at = [], ""
    for _ in range(20):
        page = record_page(officer, at=at)
        walked += page.lines
        at = page.earlier
        if not at:
            break
    assert walked == everything and len(walked) >= 10


def test_opening_the_record_is_a_look_at_what_it_showed(client, cast, ticket):
    lines(client, cast["supervisor"])
    look = Event.objects.get(kind=Event.Kind.LOOK)
    assert (look.actor_id, look.subject, look.page) == (cast["supervisor"].pk, "record", "audit:record")
    assert look.shown == [ticket.number]
    client.force_login(cast["admin"])
    client.get(ADDRESS)
    assert Event.objects.filter(actor_id=cast["admin"].pk).latest("at").shown == []


@pytest.mark.parametrize("name", ["officer", "supervisor", "admin"])
def test_the_number_of_queries_does_not_grow_with_the_record(client, cast, ticket, name):
    client.force_login(cast[name])
    with acting(cast["luis"]):
        Topic.objects.create(name="The first")
    few, many = [], []
    chosen = {"number": ticket.number, "person": cast[name].pk}
    client.get(ADDRESS, chosen)
    for counted in (few, many):
        for address_filter in ({}, chosen):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(ADDRESS, address_filter).status_code == 200
            counted.append(len(queries))
        for number in range(30):
            add_note(ticket, text=f"Note {number}.", submission_id=uuid4(), by=cast["dana"])
            with acting(cast["luis"]):
                Topic.objects.create(name=f"Topic {number} {len(many)}")
    assert few == many
    assert max(many) <= 20


def test_a_get_changes_no_business_row(client, cast, ticket):
    client.force_login(cast["officer"])
    client.get(ADDRESS)
    before = Change.objects.count()
    client.get(ADDRESS)
    assert Change.objects.count() == before
    assert client.post(ADDRESS).status_code in (403, 405)


def test_it_is_never_kept_by_a_cache(client, cast):
    client.force_login(cast["officer"])
    assert "no-store" in client.get(ADDRESS).headers["Cache-Control"]
