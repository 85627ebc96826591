"""Every address of the catalogue, of files and of publishing, and what everybody gets there."""

from dataclasses import dataclass

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from eipd_portal import catalogue_urls, file_urls, links, publishing_urls
from eipd_portal.models import EditionVersion
from tests import cast
from tests.contacts.acts import browser
from tests.eipd_portal.files import WEEK_47, publish, storage
from tests.eipd_portal.people import registered
from tests.sales_orders import office as offices
from tests.sales_orders.catalogue import submission
from uccms.accounts import roles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("storage")]
__all__ = ["storage"]

# Signed out, a registrant, an agent of an area without orders, an agent of the call center, an order
# processor and a supervisor of EIPD, the privacy officer, the administrator.
PEOPLE = ("nobody", "registrant", "stranger", "agent", "processor", "supervisor", "officer", "administrator")
TABLE = """
portal:products                GET  200 200 200 200 200 200 200 200
portal:products                POST 405 405 405 405 405 405 405 405
portal:product                 GET  200 200 200 200 200 200 200 200
portal:product                 POST 405 405 405 405 405 405 405 405
portal:latest                  GET  302 302 302 302 302 302 302 302
portal:latest                  POST 405 405 405 405 405 405 405 405
portal:edition                 GET  200 200 200 200 200 200 200 200
portal:edition                 POST 405 405 405 405 405 405 405 405
portal:download                GET  200 200 200 200 200 200 200 200
portal:download                POST 405 405 405 405 405 405 405 405
portal:my_link                 GET  302 200 302 302 302 302 302 302
portal:my_link                 POST 302 302 302 302 302 302 302 302
portal_files:feed              GET  200 200 200 200 200 200 200 200
portal_files:feed              POST 405 405 405 405 405 405 405 405
portal_files:product_feed      GET  200 200 200 200 200 200 200 200
portal_files:product_feed      POST 405 405 405 405 405 405 405 405
portal_files:latest_sums       GET  302 302 302 302 302 302 302 302
portal_files:latest_sums       POST 405 405 405 405 405 405 405 405
portal_files:latest_manifest   GET  302 302 302 302 302 302 302 302
portal_files:latest_manifest   POST 405 405 405 405 405 405 405 405
portal_files:sums              GET  200 200 200 200 200 200 200 200
portal_files:sums              POST 405 405 405 405 405 405 405 405
portal_files:manifest          GET  200 200 200 200 200 200 200 200
portal_files:manifest          POST 405 405 405 405 405 405 405 405
portal_files:data_json         GET  200 200 200 200 200 200 200 200
portal_files:data_json         POST 405 405 405 405 405 405 405 405
portal_files:sitemap           GET  200 200 200 200 200 200 200 200
portal_files:sitemap           POST 405 405 405 405 405 405 405 405
portal_files:robots            GET  200 200 200 200 200 200 200 200
portal_files:robots            POST 405 405 405 405 405 405 405 405
portal_files:file              GET  401 200 401 401 401 401 401 401
portal_files:file              POST 401 405 401 401 401 401 401 401
portal_files:file_by_link      GET  200 200 200 200 200 200 200 200
portal_files:file_by_link      POST 405 405 405 405 405 405 405 405
publishing:list                GET  302 302 404 403 200 200 404 404
publishing:list                POST 403 403 405 405 405 405 405 405
publishing:new                 GET  302 302 404 403 200 200 404 404
publishing:new                 POST 403 403 404 403 422 422 404 404
publishing:version             GET  302 302 404 403 200 200 404 404
publishing:version             POST 403 403 405 405 405 405 405 405
publishing:withdraw            GET  302 302 404 403 200 200 404 404
publishing:withdraw            POST 403 403 404 403 302 302 404 404
"""


@dataclass(frozen=True)
class World:
    people: dict[str, Client]
    link: str
    version: EditionVersion


@pytest.fixture
def world(tmp_path) -> World:
    office = offices.open_office(copies=0)
    version = publish(tmp_path, office.download)
    registrant, who = registered()
    people = {
        "nobody": Client(),
        "registrant": registrant,
        "stranger": browser(office.stranger),
        "agent": browser(office.agent),
        "processor": browser(office.processor),
        "supervisor": browser(office.supervisor),
        "officer": browser(cast.staff("petra", role=roles.PRIVACY_OFFICER)),
        "administrator": browser(cast.staff("adam", role=roles.ADMINISTRATOR)),
    }
    return World(people, links.link_of(who), version)


def rows() -> dict[tuple[str, str], tuple[int, ...]]:
    """The table, by name and method."""
    found = {}
    for line in filter(None, map(str.strip, TABLE.splitlines())):
        name, method, *answers = line.split()
        found[name, method] = tuple(map(int, answers))
    return found


def arguments_of(name: str, world: World) -> list:
    code, day, file = "EIP-5350P-OL", WEEK_47, "ipg261124.zip"
    return {
        "portal:product": [code],
        "portal:latest": [code],
        "portal:edition": [code, day],
        "portal:download": [code, day],
        "portal_files:product_feed": [code],
        "portal_files:latest_sums": [code],
        "portal_files:latest_manifest": [code],
        "portal_files:sums": [code, day, 1],
        "portal_files:manifest": [code, day, 1],
        "portal_files:file": [code, day, 1, file],
        "portal_files:file_by_link": [world.link, code, day, 1, file],
        "publishing:version": [world.version.pk],
        "publishing:withdraw": [world.version.pk],
    }.get(name, [])


def test_every_address_is_in_the_table():
    spaces = {
        "portal": catalogue_urls.urlpatterns,
        "portal_files": file_urls.urlpatterns,
        "publishing": publishing_urls.urlpatterns,
    }
    names = {f"{space}:{pattern.name}" for space, patterns in spaces.items() for pattern in patterns}
    assert {name for name, _ in rows()} == names
    assert len(rows()) == 2 * len(names), "each with both methods"


def test_everybody_gets_there_what_the_table_says(world):
    wrong = {}
    for (name, method), expected in rows().items():
        address = reverse(name, args=arguments_of(name, world))
        got = []
        for person in PEOPLE:
            form = submission() | {"reason": "It was cut off.", "serial": "0"} if method == "POST" else {}
            with transaction.atomic():
                got.append(getattr(world.people[person], method.lower())(address, form).status_code)
                transaction.set_rollback(True)
        if tuple(got) != expected:
            wrong[name, method] = got
    assert wrong == {}
