"""Every address of registrants, in both languages, and what everybody gets there.

Signed out, a member of staff, a registrant who has accepted the terms, a browser that waits for its code.
"""

from dataclasses import dataclass

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from eipd_portal.models import MailedProof, Registrant
from eipd_portal.registrant_urls import urlpatterns
from eipd_portal.unsubscribing import unsubscribe_address
from tests import cast
from tests.eipd_portal.people import mailed, registered, wait

pytestmark = pytest.mark.django_db

PEOPLE = ("nobody", "staff", "registrant", "waiting")
TABLE = """
register                                 GET  200 200 302 200
register                                 POST 302 302 302 302
code                                     GET  302 302 302 200
code                                     POST 302 302 302 302
ask_again                                GET  405 405 405 405
ask_again                                POST 302 302 302 302
confirm                                  GET  200 200 200 200
confirm                                  POST 302 302 302 302
refuse                                   GET  200 200 200 200
refuse                                   POST 200 200 200 200
terms                                    GET  200 200 200 200
terms                                    POST 302 302 302 302
my_data                                  GET  302 302 200 302
my_data                                  POST 405 405 405 405
download_my_data                         GET  302 302 200 302
download_my_data                         POST 405 405 405 405
notices                                  GET  405 405 405 405
notices                                  POST 302 302 302 302
erase                                    GET  302 302 200 302
erase                                    POST 302 302 200 302
erase_by_link                            GET  404 404 404 404
erase_by_link                            POST 404 404 404 404
erased                                   GET  200 200 200 200
erased                                   POST 405 405 405 405
unsubscribe                              GET  200 200 200 200
unsubscribe                              POST 200 200 200 200
sign_out                                 GET  405 405 405 405
sign_out                                 POST 302 302 302 302
sign_out_everywhere                      GET  405 405 405 405
sign_out_everywhere                      POST 302 302 302 302
privacy                                  GET  200 200 200 200
privacy                                  POST 405 405 405 405
accessibility                            GET  200 200 200 200
accessibility                            POST 405 405 405 405
disclosure                               GET  200 200 200 200
disclosure                               POST 405 405 405 405
"""


@dataclass(frozen=True)
class World:
    people: dict[str, Client]
    token: str
    code: str
    unsubscribe: str


@pytest.fixture
def world() -> World:
    registrant, who = registered("registrant@example.org")
    staff = Client()
    staff.force_login(cast.staff("dana", cast.call_center()))
    waiting = Client()
    mail = mailed(waiting)
    wait()
    return World(
        people={"nobody": Client(), "staff": staff, "registrant": registrant, "waiting": waiting},
        token=mail.link.rstrip("/").rpartition("/")[2],
        code=mail.code,
        unsubscribe=unsubscribe_address(who).rstrip("/").rpartition("/")[2],
    )


def rows() -> dict[tuple[str, str], tuple[int, ...]]:
    """The table, by name and method."""
    found = {}
    for line in filter(None, map(str.strip, TABLE.splitlines())):
        name, method, *answers = line.split()
        found[name, method] = tuple(map(int, answers))
    return found


def answers(name: str, method: str, space: str, world: World) -> tuple[int, ...]:
    """What everybody gets there, each as if nobody had been there before."""
    arguments = {
        "confirm": ["register", world.token],
        "refuse": [world.token],
        "erase_by_link": [world.token],
        "unsubscribe": [world.unsubscribe],
    }
    forms = {
        "register": {"email": "new@example.org"},
        "code": {"code": world.code},
        "terms": {"version": "2026-11"},
    }
    found = []
    for person in PEOPLE:
        with transaction.atomic():
            address = reverse(f"portal:{name}", args=arguments.get(name, []), current_app=space)
            cookies = world.people[person].cookies.output()
            sent = (forms.get(name, {}),) if method == "POST" else ()
            found.append(getattr(world.people[person], method.lower())(address, *sent).status_code)
            world.people[person].cookies.clear()
            world.people[person].cookies.load(cookies.replace("Set-Cookie: ", ""))
            transaction.set_rollback(True)
    return tuple(found)


def test_every_address_of_registrants_is_in_the_table():
    names = {pattern.name for pattern in urlpatterns}
    assert {name for name, _ in rows()} == names
    assert len(rows()) == 2 * len(names), "each with both methods"


@pytest.mark.parametrize(("name", "method"), rows(), ids=lambda value: value)
def test_everybody_gets_there_what_the_table_says(name, method, world):
    for space in ("portal", "portal_es"):
        got = answers(name, method, space, world)
        assert dict(zip(PEOPLE, got, strict=True)) == dict(zip(PEOPLE, rows()[name, method], strict=True))


def test_get_changes_no_row(world):
    before = [list(model.objects.order_by("pk").values()) for model in (MailedProof, Registrant)]
    for (name, method), _ in rows().items():
        if method == "GET":
            answers(name, method, "portal", world)
    assert before == [list(model.objects.order_by("pk").values()) for model in (MailedProof, Registrant)]
