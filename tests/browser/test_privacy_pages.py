"""The assessment, the register and the record of acts in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.accessible import assert_accessible
from tests.browser.waiting import follow, pages_asked_for
from uccms.accounts import roles
from uccms.accounts.models import BusinessArea
from uccms.audit import looks
from uccms.audit.context import acting
from uccms.audit.models import Event


@pytest.fixture
def acts(people):
    """Something on the record of everybody."""
    for person in people.values():
        looks.looked("T10482", by=person)
        looks.record(Event.Kind.SIGN_IN, by=person, subject="")
        with acting(person):
            area = BusinessArea.objects.create(name=f"Area of {person.name}", slug=person.username)
            area.hours = "8:30 a.m. to 5 p.m."
            area.save()


def test_the_pages_are_for_everyone(open_as, acts, examine):
    for address, role in (("/privacy/", roles.AGENT), ("/privacy/record/", roles.PRIVACY_OFFICER)):
        examine(open_as(address, role), address.strip("/").replace("/", "-"))


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_the_officer_narrows_the_record_and_reads_what_a_change_was(open_as, acts, script):
    page = open_as("/privacy/record/", roles.PRIVACY_OFFICER, script=script)
    page.get_by_label("What", exact=True).select_option("Changed")
    page.get_by_label("Person").select_option("Dana Agent")
    follow(page.get_by_role("button", name="Show"))
    row = page.get_by_role("row").filter(has_text="Dana Agent")
    expect(row).to_have_count(1)
    row.get_by_text("1 value").click()
    expect(row.get_by_text("8:30 a.m. to 5 p.m.")).to_be_visible()
    if script:  # axe is one
        assert_accessible(page)


def test_a_name_typed_as_a_number_is_not_sent(open_as, acts):
    page = open_as("/privacy/record/", roles.PRIVACY_OFFICER)
    asked = pages_asked_for(page)
    page.get_by_label("Record number").fill("Maria Alvarez")
    page.get_by_role("button", name="Show").click()
    page.get_by_label("Record number").fill("T10482")
    follow(page.get_by_role("button", name="Show"))
    expect(page).to_have_url(re.compile("number=T10482"))
    expect(page.get_by_role("row").filter(has_text="T10482")).to_have_count(5)  # and this one's own
    assert len(asked) == 1 and "Maria" not in asked[0]


def test_the_register_is_narrowed_to_one_category(open_as, people):
    page = open_as("/privacy/", roles.AGENT)
    page.get_by_role("combobox", name="Holds").select_option("telephone and fax numbers")
    follow(page.get_by_role("button", name="Show"))
    table = page.get_by_role("table").last
    expect(table.get_by_text("reversed_digits")).to_have_count(1)
    expect(table.get_by_text("contacts_customer", exact=True)).to_have_count(0)
