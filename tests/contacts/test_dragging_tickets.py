"""What rows of the queue can be dropped on, and the forms that open with it chosen."""

import re

import pytest

from contacts.models import Several, Ticket
from tests import cast
from tests.contacts.acts import browser
from uccms.accounts.models import BusinessArea, User

pytestmark = pytest.mark.django_db


def targets(user: User) -> dict[str, str]:
    """The targets that somebody is shown: the words, and the value that the form gets."""
    page = browser(user).get("/tickets/targets/").content.decode()
    found = re.findall(
        r'data-target="[^"]+"(?: data-to="(\w+)")?>(.*?)</span>(?=<span class="target|</div>)', page
    )
    return {re.sub(r"<[^>]+>", "", words).strip(): value for value, words in found}


def begun(user: User, act: str, *tickets: Ticket, to: object) -> str:
    """The form of an act as a drop opens it."""
    sent = {"ticket": [f"{each.pk}.{each.version}" for each in tickets], "begin": "1", "to": str(to)}
    answer = browser(user).post(f"/tickets/{act}/", sent)
    assert answer.status_code == 200
    return answer.content.decode()


def test_areas_that_take_tickets_and_colleagues_are_targets(dana, mara, luis, petitions):
    cast.area("Closed Office", is_active=False)
    cast.area("Imported examples", marked="imported")
    User.objects.filter(pk=cast.staff("gone", cast.area()).pk).update(is_active=False)
    found = targets(dana)
    assert found["Petitions"] == str(petitions.pk)
    assert found["Mara Lind"] == str(mara.pk)
    assert found["High priority"] == "high"
    assert found["Nobody, or somebody else …"] == ""
    for missing in ("Closed Office", "Imported examples", "Gone", "Dana Hollis", "Luis Ferreira"):
        assert missing not in found


def test_a_name_stands_there_once_and_says_who_is_away(dana, mara, filing, petitions):
    both = cast.staff("bo", filing, petitions)
    dana.memberships.create(area=petitions)
    User.objects.filter(pk=both.pk).update(away_until="2100-01-01")
    page = browser(dana).get("/tickets/targets/").content.decode()
    assert page.count(f'data-target="/tickets/assign/" data-to="{both.pk}"') == 1
    assert "Bo away" in targets(dana)


def test_the_form_begins_with_the_target_chosen_and_nothing_is_done(dana, mara, ticket, petitions):
    other = cast.ticket(dana)
    assert f'<option value="{petitions.pk}" selected>' in begun(
        dana, "forward", ticket, other, to=petitions.pk
    )
    assert f'<option value="{mara.pk}" selected>' in begun(dana, "assign", ticket, to=mara.pk)
    assert '<option value="high" selected>' in begun(dana, "priority", ticket, to="high")
    for act in ("follow-up", "take"):
        assert ticket.number in begun(dana, act, ticket, to="")
    assert not Several.objects.exists()


@pytest.mark.parametrize("to", ["999999", "x", "-1", "1" * 40, "<b>"])
def test_a_target_that_is_not_offered_is_not_chosen(dana, ticket, petitions, to):
    page = begun(dana, "forward", ticket, to=to)
    assert not re.search(r'<option value="[^"]+" selected>', page)
    assert "<b>" not in page


def test_an_area_that_takes_no_tickets_any_more_is_not_chosen(dana, ticket, petitions):
    BusinessArea.objects.filter(pk=petitions.pk).update(is_active=False)
    assert f'value="{petitions.pk}" selected' not in begun(dana, "forward", ticket, to=petitions.pk)


def test_what_was_sent_goes_before_the_target(dana, ticket, petitions, filing):
    sent = {"ticket": f"{ticket.pk}.0", "submission_id": "", "to": "", "note": "x"}
    answer = browser(dana).post("/tickets/forward/", sent)
    assert answer.status_code == 422
    assert "Choose the area that answers." in answer.content.decode()
