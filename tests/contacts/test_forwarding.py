"""Forward a ticket to an area, or to a person who works there."""

import html
import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from contacts.actions.forwarding import forward_ticket
from contacts.errors import TicketError
from contacts.models import Participation, Ticket
from tests import cast
from tests.contacts.acts import BY_NAME, browser, business_changes, lines, other_area, put_back, resolve
from uccms.accounts import roles
from uccms.accounts.models import User
from uccms.privacy.texts import TextRefused

pytestmark = pytest.mark.django_db
FORWARD = BY_NAME["forward"]
GONE = "This area, or this person in it, takes no tickets any more."


@pytest.fixture
def helen(db):
    """Works in the area that is forwarded to."""
    return cast.staff("helen", other_area(), name="Helen Abara")


def now(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def to(person: User, area=None) -> str:
    return f"{(area or other_area()).pk}-{person.pk}"


def said(answer) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", answer.content.decode()))


def form(user: User, ticket: Ticket) -> str:
    return html.unescape(browser(user).get(FORWARD.address(ticket)).content.decode())


def test_to_a_person_it_is_one_act_and_one_line_with_the_note(ticket, dana, helen):
    version = ticket.version
    answer = browser(dana).post(
        FORWARD.address(ticket), FORWARD.form(ticket, to=to(helen), note="She knows it."), follow=True
    )
    assert f"{ticket.number} is now with Helen Abara in Petitions." in said(answer)
    found = now(ticket)
    assert (found.area, found.assignee, found.version) == (other_area(), helen, version + 1)
    (line,) = ticket.timeline.all()
    assert (line.kind, line.origin, line.to, line.person) == ("forwarded", ticket.area, other_area(), helen)
    assert line.text == "She knows it."
    assert Participation.objects.filter(ticket=ticket, user=helen).exists()
    page = said(browser(helen).get(f"/tickets/T{ticket.pk}/"))
    assert "Forwarded by Dana Hollis from Filing Receipts to Petitions, to Helen Abara" in page


def test_to_a_colleague_of_its_own_area_it_is_an_assignment_with_the_note(ticket, dana, mara):
    sent = FORWARD.form(ticket, to=to(mara, ticket.area), note="You wrote to her.")
    client = browser(dana)
    assert client.post(FORWARD.address(ticket), sent).status_code == 302
    assert client.post(FORWARD.address(ticket), sent).status_code == 302, "sent twice, done once"
    found = now(ticket)
    assert (found.area, found.assignee, found.forwarded_count) == (ticket.area, mara, 0)
    (line,) = ticket.timeline.all()
    assert (line.kind, line.person, line.text) == ("assigned", mara, "You wrote to her.")
    page = said(client.get(f"/tickets/T{ticket.pk}/"))
    assert "Assigned to Mara Lind by Dana Hollis, with a note" in page
    assert "You wrote to her." in page
    assert client.get(f"/tickets/T{ticket.pk}/correct/e{line.pk}/").status_code == 200, "it can be mended"


def test_what_one_forwards_to_oneself_goes_back_when_idle_as_what_one_takes(ticket, dana, mara):
    put_back(ticket, dana)
    FORWARD.send(dana, ticket, to=to(dana, ticket.area))
    assert (now(ticket).assignee, now(ticket).taken_version) == (dana, now(ticket).version)
    FORWARD.send(dana, ticket, to=to(mara, ticket.area))
    assert (now(ticket).assignee, now(ticket).taken_at) == (mara, None)


def test_areas_are_offered_with_the_people_who_work_there(ticket, dana, helen):
    cast.staff("ned", other_area(), role=roles.PRIVACY_OFFICER, name="Ned Without Tickets")
    cast.staff("gone", other_area(), name="Gwen Gone")
    User.objects.filter(username="gone").update(is_active=False)
    page = form(dana, ticket)
    group = page.split('<optgroup label="Petitions">')[1].split("</optgroup>")[0]
    assert re.findall(r">([^<]+)</option>", group) == ["Petitions", "Helen Abara, not signed in"]
    assert 'data-path="Petitions"' in group, "with script, who types the area finds its people"
    own = page.split(f'<optgroup label="{ticket.area}">')[1].split("</optgroup>")[0]
    assert ">Filing Receipts<" not in own, "it is there"
    assert "Dana Hollis" in own


def test_who_is_away_or_not_signed_in_is_shown_as_such(ticket, dana, helen):
    at_the_desk = browser(helen)
    assert ">Helen Abara<" in form(dana, ticket)
    User.objects.filter(pk=helen.pk).update(away_until=timezone.localdate() + timedelta(days=400))
    assert re.search(r">Helen Abara, away until \w+ \d+, \d{4}<", form(dana, ticket))
    User.objects.filter(pk=helen.pk).update(away_until=timezone.localdate())
    assert ">Helen Abara<" in form(dana, ticket)
    at_the_desk.logout()
    assert ">Helen Abara, not signed in<" in form(dana, ticket)


@pytest.mark.parametrize("odd", ["x", "0", "-", "1-", "-1", "999999", "999999-1", "\x00", "1-2-3", "٣"])
def test_what_is_offered_to_nobody_is_refused_at_the_field(odd, ticket, dana):
    before = business_changes()
    answer = FORWARD.send(dana, ticket, to=odd, note="Please look.")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert GONE in page.split('id="id_to_error"')[1].split("</p>")[0]
    assert "Please look." in page
    assert business_changes() == before


def test_a_person_of_another_area_is_refused(ticket, dana, mara, helen):
    assert GONE in FORWARD.send(dana, ticket, to=to(mara)).content.decode()
    assert FORWARD.send(dana, ticket, to=to(helen, ticket.area)).status_code == 422
    with pytest.raises(TicketError, match="Mara Lind does not work in Petitions"):
        forward_ticket(ticket, to=other_area(), person=mara, by=dana)
    with pytest.raises(TicketError, match="Helen Abara does not work in Filing Receipts"):
        forward_ticket(ticket, to=ticket.area, person=helen, by=dana)
    assert not ticket.timeline.exists()


def test_where_it_is_already_it_is_not_forwarded(ticket, dana):
    for there, words in ((str(ticket.area_id), "Filing Receipts"), (to(dana, ticket.area), "Dana Hollis")):
        answer = FORWARD.send(dana, ticket, to=there)
        assert answer.status_code == 422
        error = answer.content.decode().split('id="id_to_error"')[1].split("</p>")[0]
        assert f"The ticket is already with {words}." in error
    with pytest.raises(TicketError, match="already with Dana Hollis"):
        forward_ticket(ticket, to=ticket.area, person=dana, by=dana)


def test_who_was_left_nothing_to_forward_by_somebody_faster_sees_what_happened(ticket, dana, mara, helen):
    late = FORWARD.form(ticket, to=to(helen), note="Please look, Helen.")
    FORWARD.send(mara, ticket, to=to(helen))
    answer = browser(dana).post(FORWARD.address(ticket), late)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Please look, Helen." in page
    assert "Mara Lind" in page.split("What happened since you opened it")[1].split("</ol>")[0]


def test_a_resolved_ticket_is_given_to_nobody(ticket, dana, mara):
    resolve(ticket, dana)
    with pytest.raises(TicketError, match="Reopen it first"):
        forward_ticket(ticket, to=ticket.area, person=mara, by=dana)


def test_who_may_not_work_on_it_may_not_forward_it_to_a_person(ticket, dana, luis, helen):
    with pytest.raises(PermissionDenied):
        forward_ticket(ticket, to=other_area(), person=helen, by=luis)
    assert FORWARD.send(luis, ticket, to=to(helen)).status_code == 404
    assert not lines(ticket, "forwarded")


def test_the_note_for_a_colleague_passes_the_guard(ticket, dana, mara):
    sent = {"to": to(mara, ticket.area), "note": "Caller says 219-09-9999 is it."}
    answer = FORWARD.send(dana, ticket, **sent)
    assert answer.status_code == 422
    assert "social security number" in answer.content.decode()
    with pytest.raises(TextRefused):
        forward_ticket(ticket, to=ticket.area, person=mara, note=sent["note"], by=dana)
    assert not ticket.timeline.exists()
