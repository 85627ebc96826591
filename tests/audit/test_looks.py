import threading
import uuid

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import override_settings
from django.urls import path

from tests.accounts.people import make_person, sign_in
from tests.audit.databases import connect
from uccms.audit import looks
from uccms.audit.models import Change, Event
from uccms.database.places import OWNER

pytestmark = pytest.mark.django_db


def broken_page(request: HttpRequest) -> HttpResponse:
    """Records the look and then cannot draw the page."""
    looks.looked("T10001", by=request.user)
    return HttpResponse(engines["django"].from_string("{% include nothing %}").render({}))


urlpatterns = [path("broken/", broken_page, name="broken")]


@pytest.mark.django_db(transaction=True)
@override_settings(ROOT_URLCONF="tests.audit.test_looks")
def test_a_look_is_written_before_the_page_is_drawn(client):
    dana = make_person()
    client.force_login(dana)
    client.raise_request_exception = False
    assert client.get("/broken/").status_code == 500
    event = Event.objects.get(kind=Event.Kind.LOOK)
    assert (event.actor_id, event.subject, event.page) == (dana.pk, "T10001", "broken")


def test_a_look_up_typed_letter_by_letter_is_one_row_with_all_it_showed(dana):
    look_up = str(uuid.uuid4())
    looks.looked_up(look_up, ["C20001", "C20002"], by=dana)
    looks.looked_up(look_up, ["C20002", "C20003"], by=dana)
    looks.looked_up(look_up, [], by=dana)
    event = Event.objects.get()
    assert (event.kind, event.subject, event.actor_id) == ("look_up", look_up, dana.pk)
    assert event.shown == ["C20001", "C20002", "C20003"]


def test_the_next_look_up_is_a_row_of_its_own(dana):
    for _ in range(2):
        looks.looked_up(str(uuid.uuid4()), ["C20001"], by=dana)
    assert Event.objects.count() == 2


def test_nobody_widens_somebody_else_s_look_up(dana, luis):
    look_up = str(uuid.uuid4())
    looks.looked_up(look_up, ["C20001"], by=dana)
    looks.looked_up(look_up, ["C20002"], by=luis)
    looks.looked_up(look_up, ["C20003"], by=None)
    shown = dict(Event.objects.values_list("actor_id", "shown"))
    assert shown == {dana.pk: ["C20001"], luis.pk: ["C20002"], None: ["C20003"]}


def test_a_look_at_a_record_is_never_widened(dana):
    looks.looked("C20001", by=dana)
    look_up = str(uuid.uuid4())
    looks.record(Event.Kind.SIGN_IN, by=dana, subject=look_up)
    looks.looked_up(look_up, ["C20002"], by=dana)
    assert sorted(Event.objects.values_list("kind", "shown")) == [
        ("look", []),
        ("look_up", ["C20002"]),
        ("sign_in", []),
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("age", "rows"), [("59 minutes", 1), ("61 minutes", 2)])
def test_a_look_up_is_widened_for_an_hour(test_server, age, rows):
    dana = make_person()
    look_up = str(uuid.uuid4())
    looks.looked_up(look_up, ["C20001"], by=dana)
    with connect(test_server, OWNER) as owner:
        owner.execute("UPDATE audit_event SET at = at - %s::interval", [age])
    looks.looked_up(look_up, ["C20002"], by=dana)
    assert Event.objects.count() == rows


@pytest.mark.django_db(transaction=True)
def test_letters_that_arrive_at_once_are_one_row():
    dana = make_person()
    look_up = str(uuid.uuid4())
    together = threading.Barrier(6)

    def letter(number):
        together.wait(timeout=60)
        try:
            looks.looked_up(look_up, [f"C2000{number}"], by=dana)
        finally:
            connection.close()

    threads = [threading.Thread(target=letter, args=[number]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Event.objects.get().shown == [f"C2000{number}" for number in range(6)]


def test_a_refused_attempt_is_on_the_record(dana):
    looks.refused("T10001", by=dana)
    event = Event.objects.get()
    assert (event.kind, event.subject, event.actor_id) == ("refused", "T10001", dana.pk)


def test_signing_in_is_on_the_record_and_a_failure_names_nobody_unknown(client, dana):
    sign_in(client, "nobody-here")
    sign_in(client, password="not this one, certainly")
    sign_in(client)
    events = list(Event.objects.order_by("at").values_list("kind", "actor_id", "subject"))
    assert events == [
        ("sign_in_failed", None, ""),
        ("sign_in_failed", dana.pk, ""),
        ("sign_in", dana.pk, ""),
    ]
    assert "nobody-here" not in str(list(Event.objects.values())) + str(list(Change.objects.values()))


def test_the_kinds_of_the_model_are_the_kinds_that_the_database_knows(dana):
    for kind in Event.Kind:
        looks.record(kind, by=dana, subject="T10001")
    assert Event.objects.count() == len(Event.Kind)
