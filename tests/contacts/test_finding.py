"""One box finds tickets, customers and words: what its page does with what was typed and keeps nowhere."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.contacts.acts import browser, business_changes
from tests.contacts.finding import found, said
from uccms.audit.models import Event
from uccms.database.rounds import alone, side_by_side
from uccms.database.written_once import Question
from uccms.web.search_sources import once, one_search

pytestmark = pytest.mark.django_db


def test_a_number_opens_its_record_in_a_clean_address(dana, ticket, marisol):
    client = browser(dana)
    for typed in (ticket.number, f" {ticket.number.lower()} "):
        assert client.post("/find/", {"find": typed}).url == f"/tickets/{ticket.number}/"
    assert client.post("/find/", {"find": marisol.number}).url == f"/customers/{marisol.number}/"


@pytest.mark.parametrize(
    "typed", ["T {}", "#{}", "# {}", "t{}", "{}"], ids=["T space", "#", "# space", "small", "plain"]
)
def test_the_number_of_a_ticket_is_read_as_people_write_it(typed, dana, ticket):
    answer = browser(dana).post("/find/", {"find": typed.format(ticket.pk)})
    assert answer.get("Location") == f"/tickets/{ticket.number}/"


@pytest.mark.parametrize(
    "typed", ["571 555 0142", "(571) 555-0142", "+1 571.555.0142", "Quint", "Marisol Quintero", "Quinteor"]
)
def test_customers_are_found_as_they_are_typed(typed, dana, marisol):
    assert "Marisol Quintero" in found(dana, typed)


def test_the_international_prefix_is_read_as_it_is_dialled_abroad(dana, marisol):
    for typed in ("001 571 555 0142", "0015715550142", "00 1 571 555 0142"):
        assert "Marisol Quintero" in found(dana, typed)
    assert "Marisol Quintero" not in found(dana, "0044 571 555 0142")


def test_a_name_in_quotation_marks_is_meant_as_it_is_written(dana, marisol):
    for typed in ('"Marisol Quintero"', "“Marisol Quintero”", '"Quintero"'):
        assert "Marisol Quintero" in found(dana, typed)
    for typed in ('"Quinteor"', "“Quinteor”"):
        assert "Marisol Quintero" not in found(dana, typed)


def test_a_matter_is_found_in_any_formatting(dana):
    ticket = cast.ticket(dana, matters=[("application", "11/482,917")])
    for typed in ("11/482,917", "11482917", "11/482917"):
        assert ticket.number in found(dana, typed)


@pytest.mark.parametrize(
    "typed",
    [
        "US 11/482,917",
        "U.S. 11/482,917",
        "Serial No. 11/482,917",
        "Application 11/482,917",
        "application number: 11/482,917",
        "Appl. No. 11482917",
        "#11/482,917",
    ],
)
def test_a_matter_is_found_with_the_words_that_people_write_before_it(typed, dana):
    ticket = cast.ticket(dana, matters=[("application", "11/482,917")])
    assert ticket.number in found(dana, typed)


@pytest.mark.parametrize("kept", ["7,123,456", "US 7,123,456 B2", "7123456 B1"])
def test_a_patent_is_found_with_and_without_its_country_and_kind_code(kept, dana):
    ticket = cast.ticket(dana, matters=[("patent", kept)])
    other = cast.ticket(dana, matters=[("patent", "D7,123,456"), ("patent", "71,234,561")])
    for typed in ("7,123,456", "US 7,123,456 B2", "US7123456B2", "U.S. Patent No. 7,123,456", "7123456 b1"):
        shown = found(dana, typed)
        assert ticket.number in shown and other.number not in shown, typed


def test_a_publication_is_found_with_and_without_its_country_and_kind_code(dana):
    for kept in ("US 2005/0004974 A1", "2005/0004974"):
        ticket = cast.ticket(dana, matters=[("publication", kept)])
        for typed in ("US 2005/0004974 A1", "20050004974", "US20050004974A1"):
            assert ticket.number in found(dana, typed), (kept, typed)


def test_numbers_are_read_with_a_blank_and_the_mark_of_a_sentence(dana, marisol, ticket):
    for typed in (f"C {marisol.pk}", f"c {marisol.pk}"):
        assert browser(dana).post("/find/", {"find": typed}).url == f"/customers/{marisol.number}/"
    for typed in (f"{ticket.number}.", f"{ticket.number},", f"T {ticket.pk};", f"#{ticket.pk}:"):
        assert browser(dana).post("/find/", {"find": typed}).url == f"/tickets/{ticket.number}/"


def test_roles_without_records_have_no_search(petra, adam, ticket):
    for person in (petra, adam):
        assert browser(person).post("/find/", {"find": ticket.number}).status_code == 404
        assert "bar__find" not in browser(person).get("/account/").content.decode()


def test_what_was_typed_is_kept_nowhere_and_who_was_shown_is(dana, marisol, caplog):
    before = business_changes()
    with caplog.at_level(0):
        answer = browser(dana).post("/find/", {"find": "Quintero"})
    assert business_changes() == before
    assert "Quintero" not in caplog.text and "Location" not in answer.headers
    event = Event.objects.filter(kind=Event.Kind.LOOK_UP).latest("at")
    assert (event.shown, event.actor_id) == ([marisol.number], dana.pk)
    assert "Quintero" not in event.subject


def test_a_source_that_takes_too_long_says_so_and_the_others_are_shown(dana, marisol, monkeypatch):
    monkeypatch.setattr("uccms.web.views.finding.PATIENCE", 50)

    def slow(user, typed, limit):
        yield [Question("SELECT pg_sleep(5)", [])]

    monkeypatch.setattr("contacts.queries.finding.matching", slow)
    shown = found(dana, "Quintero")
    assert "Tickets: this took too long" in shown and "Marisol Quintero" in shown
    assert Event.objects.get(kind=Event.Kind.LOOK_UP).shown == [marisol.number]
    answer = browser(dana).post("/find/", {"find": "receipt"})
    assert answer.status_code == 503 and "took too long" in answer.content.decode()


def test_what_two_sources_need_and_is_slow_leaves_out_both_and_no_third(carol, dana, monkeypatch):
    monkeypatch.setattr("uccms.web.views.finding.PATIENCE", 50)
    of_words = "contacts.queries.customer_lookup._beginning"
    monkeypatch.setattr(of_words, lambda word, most: Question("SELECT pg_sleep(5)", []))
    said(dana, "The zebrawood drawings are missing.")
    shown = found(carol, "zebrawood")
    assert "<mark>zebrawood</mark>" in shown
    slow = [each for each in ("Tickets", "Customers", "Orders") if f"{each}: this took too long" in shown]
    assert slow == ["Customers", "Orders"]


def test_what_two_sources_ask_is_asked_once_in_a_search_and_anew_in_the_next():
    asked = []

    def ask(typed: str):
        asked.append(typed)
        [[answer]] = yield [Question("SELECT upper(%s)", [typed])]
        return answer[0]

    def all_at_once(*typed: str) -> list[str]:
        results = {}
        side_by_side({place: once(ask, each) for place, each in enumerate(typed)}, results)
        return [results[place] for place in range(len(typed))]

    for _ in range(2):
        with one_search():
            assert all_at_once("a", "a", "b") == ["A", "A", "B"]
            assert alone(once(ask, "a")) == "A"
    assert asked == ["a", "b"] * 2
    assert all_at_once("a", "a") == ["A", "A"] and asked.count("a") == 4


def test_the_number_of_queries_does_not_grow_with_what_is_found(dana):
    counts = []
    for _ in range(2):
        for _ in range(4):
            said(dana, "The receipt is wrong.", customer=cast.customer(dana, "Rita Receipt", number=""))
        client = browser(dana)
        client.get("/account/")
        with CaptureQueriesContext(connection) as captured:
            client.post("/find/", {"find": "receipt"})
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 60


@pytest.mark.parametrize(
    "typed", ["\x00", "%", "a" * 5000, "' OR 1=1 --", "T99999999999999999999", "\\", "x:*", "(:"]
)
def test_hostile_input_finds_nothing_and_breaks_nothing(typed, dana, ticket):
    assert browser(dana).post("/find/", {"find": typed}).status_code == 200
