"""The page of the assessment and the register."""

import html

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.accounts.people import make_person
from uccms.accounts import roles
from uccms.privacy import pia, register

pytestmark = pytest.mark.django_db
ADDRESS = "/privacy/"


def text(client, person, **chosen) -> str:
    client.force_login(person)
    answer = client.get(ADDRESS, chosen)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


@pytest.mark.parametrize("role", roles.ROLES)
def test_every_member_of_staff_reads_the_assessment(client, role):
    shown = text(client, make_person(role=role))
    assert "COMMERCE/PAT-TM-20" in shown
    for each in [*pia.categories().values(), *pia.never().values()]:
        assert each.words in shown
    for entry in [*pia.assessment()["retention"].values(), *pia.bases().values()]:
        assert entry["words"] in shown
    assert pia.notice("contact").read_out in shown
    for rule in pia.notice("system_use").rules:
        assert rule in shown


def test_nobody_else_does(client):
    assert client.get(ADDRESS).status_code == 302


def test_the_register_shows_every_column_with_what_it_holds(client, dana):
    shown = text(client, dana)
    for each in register.columns():
        assert f"<strong>{each.table}</strong>" in shown
        assert f'<th scope="row">{each.name}</th>' in shown
        assert each.because in shown


@pytest.mark.parametrize("category", ["telephone_and_fax", "staff.credential", "nobody"])
def test_the_register_is_narrowed_to_one_category(client, dana, category):
    shown = text(client, dana, category=category)
    rows = shown[shown.index('id="register"') :]
    tables = {each.table for each in register.columns() if each.category == category}
    assert tables and all(f"<strong>{table}</strong>" in rows for table in tables)
    others = {each.table for each in register.columns()} - tables
    assert others and not any(f"<strong>{table}</strong>" in rows for table in others)
    assert f'<option value="{category}" selected>' in rows


def test_a_category_that_is_none_shows_everything(client, dana):
    assert "<strong>contacts_customer</strong>" in text(client, dana, category="<script>alert(1)</script>")
    assert "<script>alert" not in text(client, dana, category="<script>alert(1)</script>")


def test_it_asks_the_database_for_nothing_but_who_is_there(client, dana):
    client.force_login(dana)
    client.get(ADDRESS)
    with CaptureQueriesContext(connection) as queries:
        client.get(ADDRESS)
    asked = " ".join(each["sql"] for each in queries)
    assert len(queries) <= 10
    for table in ("privacy_column", "contacts_ticket", "contacts_customer", "audit_change", "audit_event"):
        assert table not in asked
