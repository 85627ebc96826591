"""An order's page: who sees it, what it shows, and that the look is on the record."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.contacts.acts import browser
from tests.sales_orders.office import discs, order, subscribed
from uccms.accounts import roles
from uccms.audit.models import Event
from uccms.database.written_once import Question

pytestmark = pytest.mark.django_db


def page_of(placed, person):
    return browser(person).get(f"/orders/{placed.number}/")


def test_the_page_shows_the_order_at_a_glance_and_the_look_is_recorded(office):
    placed = order(office, discs(office, 2), discs(office, 3, when_short="fill"), subscribed(office))

    answer = page_of(placed, office.agent)

    text = answer.content.decode()
    for words in (placed.number, "Entered", "Unpaid", "Not shipped", "2 backordered", "4 to come", "$764.50"):
        assert words in text
    event = Event.objects.get(kind="look")
    assert (event.subject, event.actor_id) == (placed.number, office.agent.pk)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fails", ["drawing", "recording"])
def test_the_look_is_recorded_before_the_page_is_drawn_or_no_page_is_shown(office, monkeypatch, fails):
    """It is written in the journey that reads the page (NIST SP 800-53 AU-5)."""
    placed = order(office)
    client = browser(office.agent)
    client.raise_request_exception = False
    if fails == "drawing":
        monkeypatch.setattr("sales_orders.views.orders.render", None)
    else:
        refusing = Question("SELECT 1 / 0", [])
        monkeypatch.setattr("uccms.audit.looks.looking", lambda *given, **named: refusing)
    answer = client.get(f"/orders/{placed.number}/")
    assert answer.status_code == 500 and placed.number not in answer.content.decode()
    looks = Event.objects.filter(kind="look").values_list("subject", "actor_id", "page")
    assert list(looks) == [(placed.number, office.agent.pk, "orders:order")] * (fails == "drawing")


def test_a_note_that_comes_back_shows_what_was_typed_and_nothing_of_a_version_it_has_not(office):
    placed = order(office)
    client = browser(office.agent)
    opened = client.get(f"/orders/{placed.number}/note/").content.decode()
    typed = {"text": "Account 021000021 123456789012", "submission_id": str(uuid.uuid4())}
    answer = client.post(f"/orders/{placed.number}/note/", typed)
    refused = answer.content.decode()
    assert answer.status_code == 422 and typed["text"] in refused
    assert "None" not in opened and "None" not in refused


def test_who_may_not_see_orders_gets_404(office):
    placed = order(office)
    officer = cast.staff("olive", role=roles.PRIVACY_OFFICER)

    assert page_of(placed, office.stranger).status_code == 404
    assert page_of(placed, officer).status_code == 404
    assert browser(office.agent).get("/orders/S27999999/").status_code == 404
    assert not Event.objects.filter(kind="look").exists()


def test_the_page_asks_as_often_for_a_long_order_as_for_a_short_one(office):
    client = browser(office.processor)

    def queries(placed) -> int:
        client.get("/account/")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/orders/{placed.number}/")
        return len(captured)

    short = queries(order(office, discs(office)))
    long = order(office, *[discs(office, when_short="fill")] * 12)
    for _ in range(5):
        long.timeline.record("note", by=office.agent, text="Called.")
    assert queries(long) == short
