"""Prepared texts: kept by supervisors, looked over by the guard, filled in where something is known."""

import re
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from contacts.actions.keeping_texts import create_text
from contacts.models import PreparedText, Ticket
from contacts.placeholders import filled, left, strangers
from tests import cast
from tests.contacts import screen
from tests.contacts.acts import BY_NAME, browser, changes_of
from uccms.accounts import roles
from uccms.audit.models import Event

pytestmark = pytest.mark.django_db
PAGE = "/texts/"
GREETING = "Dear {customer name}, about {ticket number}: {agent name}, {area}, {date}."


def prepared(name: str = "Greeting", text: str = GREETING, **facts) -> PreparedText:
    """A text for all areas, unless `facts` say otherwise."""
    return PreparedText.objects.create(name=name, text=text, submission_id=uuid.uuid4(), **facts)


def form(**fields) -> dict:
    known = {
        "submission_id": str(uuid.uuid4()),
        "version": 0,
        "area": cast.area().pk,
        "name": "Greeting",
        "text": GREETING,
        "is_offered": "on",
    }
    return known | fields


def make(person, **fields):
    return browser(person).post(f"{PAGE}new/", form(**fields))


def offered(person, **fields) -> list[dict]:
    """What the editor's list shows."""
    answer = browser(person).post(PAGE, fields)
    assert answer.status_code == 200
    return answer.json()["texts"]


def test_what_is_known_is_filled_in_and_the_rest_stays_in_its_braces():
    known = {"customer name": "Ana {date}", "area": ""}
    assert filled(GREETING, known).startswith("Dear Ana {date}, about {ticket number}")
    assert left("{area} {area} {date} {x}") == ["area", "date"]
    assert strangers("{x} {area} {x} {{date}} {}") == ["x", ""]


def test_a_text_is_kept_offered_changed_and_taken_out(sven, dana, filing):
    assert make(sven).status_code == 302
    kept = PreparedText.objects.get()
    assert (kept.area, kept.version) == (filing, 1)
    assert [each["name"] for each in offered(dana)] == ["Greeting"]
    sent = form(version=1, name="Hello")
    del sent["is_offered"]
    assert browser(sven).post(f"{PAGE}{kept.pk}/", sent).status_code == 302
    assert offered(dana) == []
    page = browser(sven).get(PAGE).content.decode()
    assert "Hello" in page and "Not offered" in page
    assert "Hello" not in browser(dana).get(PAGE).content.decode()
    assert {each.actor_id for each in changes_of("contacts_preparedtext")} == {sven.pk}


def test_sent_twice_it_is_one(sven):
    sent = form()
    for _ in range(2):
        assert browser(sven).post(f"{PAGE}new/", sent).status_code == 302
    assert PreparedText.objects.count() == 1


def test_a_late_change_shows_both(sven, filing):
    kept = prepared(area=filing)
    browser(sven).post(f"{PAGE}{kept.pk}/", form(version=1, text="First."))
    answer = browser(sven).post(f"{PAGE}{kept.pk}/", form(version=1, text="Second."))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "First." in page and "Second." in page
    assert PreparedText.objects.get().text == "First."
    assert browser(sven).post(f"{PAGE}{kept.pk}/", form(version=2, text="Second.")).status_code == 302


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": " "}, "Give the text a name."),
        ({"text": " "}, "Write the text."),
        ({"text": "Dear {name},"}, "There is no placeholder {name}."),
        ({"text": "SSN 123-45-6789"}, "looks like a social security number"),
        ({"name": "SSN 123-45-6789"}, "looks like a social security number"),
        ({"name": "Known"}, "There is a text “Known” here already."),
        ({"topic": 999_999}, "Choose a topic from the list."),
        ({"text": "x" * 5001}, "at most 5000"),
    ],
)
def test_bad_input_gets_a_sentence_and_is_kept_on_the_form(fields, sentence, sven, filing):
    prepared("Known", area=filing)
    answer = make(sven, **fields)
    assert answer.status_code == 422
    assert sentence in answer.content.decode().replace("&#x27;", "'")
    assert PreparedText.objects.count() == 1


def test_the_action_asks_the_guard_too(sven, filing):
    with pytest.raises(ValueError, match="social security"):
        create_text(
            area=filing, topic=None, name="x", text="SSN 123-45-6789", is_offered=True,
            submission_id=uuid.uuid4(), by=sven,
        )  # fmt: skip


def test_supervisors_keep_those_of_their_areas_agents_none(sven, dana, luis, petitions, filing, petra):
    theirs, for_all, own = prepared("T", area=petitions), prepared("A"), prepared("O", area=filing)
    assert browser(sven).get(f"{PAGE}{theirs.pk}/").status_code == 404
    assert browser(sven).get(f"{PAGE}{for_all.pk}/").status_code == 403
    assert browser(sven).get(f"{PAGE}{own.pk}/").status_code == 200
    for area in (petitions.pk, ""):
        assert make(sven, area=area, name="N").status_code == 422
        moved = browser(sven).post(f"{PAGE}{own.pk}/", form(version=1, area=area))
        assert moved.status_code == 422
    assert make(dana).status_code == 403
    assert browser(dana).get(f"{PAGE}{own.pk}/").status_code == 403
    assert browser(luis).get(f"{PAGE}{own.pk}/").status_code == 404
    assert browser(petra).get(PAGE).status_code == 404
    assert browser(petra).get(f"{PAGE}{own.pk}/").status_code == 404
    with pytest.raises(PermissionDenied):
        create_text(
            area=petitions, topic=None, name="x", text="x", is_offered=True,
            submission_id=uuid.uuid4(), by=sven,
        )  # fmt: skip
    chief = cast.staff("chief", cast.call_center(), role=roles.SUPERVISOR)
    assert make(chief, area="", name="For all").status_code == 302


def test_an_agent_is_offered_those_of_their_areas_for_all_and_for_the_topic(dana, filing, petitions):
    patents = cast.topic("Patents")
    receipts = cast.topic("Receipts", parent=patents)
    for name, facts in {
        "All": {},
        "Area": {"area": filing},
        "Topic": {"topic": patents},
        "Other topic": {"topic": cast.topic("Trademarks")},
        "Stranger": {"area": petitions},
    }.items():
        prepared(name, **facts)
    names = [each["name"] for each in offered(dana, topic=receipts.pk)]
    assert names == ["Topic", "Area", "All"], "the nearest first"
    assert {each["name"] for each in offered(dana)} == {"All", "Area", "Topic", "Other topic"}


def test_on_a_ticket_everything_is_known(dana, ticket):
    prepared()
    [text] = offered(dana, ticket=ticket.number)
    assert re.fullmatch(
        rf"Dear Marisol Quintero, about {ticket.number}: Dana Hollis, Filing Receipts, \w+ \d+, \d{{4}}\.",
        text["text"],
    )
    assert text["left"] == []
    assert Event.objects.filter(kind="look", subject=ticket.number, actor_id=dana.pk).exists()


def test_without_a_name_or_a_ticket_it_stays_in_braces_and_is_said(dana):
    prepared()
    [text] = offered(dana, customer="none")
    assert text["left"] == ["customer name", "ticket number"]
    assert text["text"].startswith("Dear {customer name}, about {ticket number}: Dana Hollis")
    [text] = offered(dana, customer="new", new_name="Ines Okafor")
    assert text["text"].startswith("Dear Ines Okafor,")


def test_a_customer_is_named_to_who_may_look_them_up_and_that_is_a_look(dana, marisol):
    prepared()
    assert offered(dana, customer=marisol.number)[0]["text"].startswith("Dear Marisol Quintero,")
    assert Event.objects.filter(kind="look", subject=marisol.number, actor_id=dana.pk).exists()
    assert browser(dana).post(PAGE, {"customer": "C999999"}).status_code == 404


def test_a_ticket_that_one_may_not_open_is_404(luis, ticket):
    """CVE-2026-34722 of a peer: every id from the browser is asked about."""
    prepared()
    assert browser(luis).post(PAGE, {"ticket": ticket.number}).status_code == 404
    assert browser(luis).get(PAGE, {"ticket": ticket.number}).status_code == 404
    assert browser(luis).get(PAGE, {"ticket": "T0 OR 1=1"}).status_code == 404


def test_the_page_to_copy_from_marks_what_is_left(dana, marisol):
    prepared()
    page = browser(dana).get(PAGE).content.decode()
    assert "<mark>{customer name}</mark>, <mark>{ticket number}</mark>" in page


@pytest.mark.parametrize("act", ["note", "add_contact", "resolve", "forward", "wait"])
def test_a_text_with_a_gap_is_not_saved_and_the_form_says_so(act, dana, ticket):
    act = BY_NAME[act]
    name = act.guarded[0]
    answer = act.send(dana, ticket, **{name: "Dear {customer name},"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Still to be filled in: {customer name}." in page and "Dear {customer name}," in page


def test_the_contact_screen_says_so_too(dana):
    answer = screen.send(dana, description="Told {customer name} so.")
    assert answer.status_code == 422
    assert "Still to be filled in: {customer name}." in answer.content.decode()
    assert not Ticket.objects.exists()


def test_every_editor_leads_to_the_texts_without_script(dana, ticket):
    for address in (f"/tickets/T{ticket.pk}/", f"/tickets/T{ticket.pk}/resolve/"):
        assert f'href="/texts/?ticket={ticket.number}"' in browser(dana).get(address).content.decode()
    assert browser(dana).get(screen.ADDRESS).content.decode().count('href="/texts/"') == 3


def test_many_texts_cost_as_many_queries_as_few(dana, ticket, filing):
    def queries() -> int:
        client = browser(dana)
        client.get("/account/")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(PAGE, {"ticket": ticket.number}).status_code == 200
        return len(captured)

    prepared("First", area=filing, topic=cast.topic())
    few = queries()
    for n in range(10):
        prepared(f"More {n}", area=filing, topic=cast.topic())
    assert queries() == few


def test_the_database_keeps_names_once_an_area(filing):
    prepared(area=filing)
    prepared()
    for area in (filing, None):
        with pytest.raises(IntegrityError), transaction.atomic():
            prepared(area=area)


def test_a_change_that_is_sent_twice_is_answered_as_the_first_time(sven):
    make(sven)
    known = PreparedText.objects.get()
    sent = form(version=1, text="Dear {customer name},\r\nthank you.")
    for _ in range(2):
        assert browser(sven).post(f"{PAGE}{known.pk}/", sent).status_code == 302
    known.refresh_from_db()
    assert known.version == 2
    for otherwise in ({"name": "Other"}, {"text": "Other"}, {"is_offered": ""}, {"topic": cast.topic().pk}):
        assert browser(sven).post(f"{PAGE}{known.pk}/", sent | otherwise).status_code == 409, otherwise
