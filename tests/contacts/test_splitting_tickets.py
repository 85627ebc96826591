"""Splitting a contact off: it goes with what belongs to it, both timelines say so, and merging undoes it."""

import re
import uuid

import pytest

from contacts.actions.merging_tickets import merge_tickets
from contacts.models import Contact, Matter, Ticket
from tests import cast
from tests.contacts.acts import BY_NAME, browser, business_changes, lines, promise

pytestmark = pytest.mark.django_db
SPLIT = BY_NAME["split"]


@pytest.fixture
def second(ticket, dana) -> Contact:
    """A call about something else, written down on the same ticket."""
    return cast.contact(
        dana, ticket=ticket, outcome=cast.KeptOpen("as_is"), description="Asks what the fee is. By card?"
    )


def new_ticket() -> Ticket:
    return Ticket.objects.latest("pk")


def test_the_contact_gets_a_ticket_of_its_own(ticket, second, dana, petitions):
    fees = cast.topic("Fee: amount due", petitions)
    answer = SPLIT.send(dana, ticket, contact=second.pk, topic=fees.pk)
    new = new_ticket()
    second.refresh_from_db()
    assert answer.url == f"/tickets/T{new.pk}/"
    assert second.ticket == new != ticket
    facts = (new.subject, new.topic, new.area, new.customer, new.assignee, new.channel, new.opened_at)
    assert facts == (
        "Asks what the fee is", fees, petitions, ticket.customer, None, "phone", second.started_at,
    )  # fmt: skip
    assert [each.other for each in lines(ticket, "split")] == [new]
    assert [each.other for each in lines(new, "split_from")] == [ticket]
    assert new.forwarded_from == ticket.area, "the topic's area sees it as forwarded"
    page = browser(dana).get(f"/tickets/T{ticket.pk}/").content.decode()
    related = page.split('id="h-ties"')[1].split("</section>")[0]
    assert f"T{new.pk}" in related, "and both are linked"
    assert Ticket.objects.get(pk=ticket.pk).subject == "The filing receipt shows the wrong inventor"


def test_it_can_stay_where_it_is_and_a_promise_stays_with_the_old_ticket(ticket, second, dana, filing):
    promised = promise(ticket, dana)
    SPLIT.send(dana, ticket, contact=second.pk, area=filing.pk)
    assert (new_ticket().area, new_ticket().forwarded_at) == (filing, None)
    promised.refresh_from_db()
    assert promised.ticket == ticket


def test_the_old_ticket_is_called_after_its_next_contact_when_the_first_one_leaves(ticket, second, dana):
    first = ticket.contacts.order_by("id")[0]
    SPLIT.send(dana, ticket, contact=first.pk)
    ticket.refresh_from_db()
    assert ticket.subject == "Asks what the fee is"
    assert new_ticket().subject == "The filing receipt shows the wrong inventor"
    merge_tickets(new_ticket(), into=ticket, submission_id=uuid.uuid4(), by=cast.again(dana))
    sent = {"submission_id": str(uuid.uuid4()), "version": second.version, "to": "Asks for a refund."}
    assert browser(dana).post(f"/tickets/T{ticket.pk}/correct/c{second.pk}/", sent).status_code == 302
    assert Ticket.objects.get(pk=ticket.pk).subject == "Asks for a refund"


@pytest.fixture
def with_numbers(ticket, dana) -> Contact:
    """A call that brought two numbers to a ticket that had one."""
    Matter.objects.create(ticket=ticket, kind="patent", number="7,123,456", key="7123456")
    return cast.contact(
        dana,
        ticket=ticket,
        outcome=cast.KeptOpen("as_is"),
        description="Asks for two more.",
        matters=[("docket", "AB-1"), ("registration", "5,123,456")],
    )


def test_a_contact_takes_the_numbers_along_that_it_brought(ticket, with_numbers, dana):
    page = browser(dana).get(f"/tickets/T{ticket.pk}/split/?contact={with_numbers.pk}").content.decode()
    boxes = re.findall(r'name="matters" value="(\d+)"( checked)?', page)
    brought = [str(each.pk) for each in with_numbers.matters.all()]
    assert len(boxes) == 3 and [key for key, checked in boxes if checked] == brought
    assert SPLIT.send(dana, ticket, contact=with_numbers.pk, matters=brought).status_code == 302
    assert [str(each) for each in new_ticket().matters.all()] == ["Docket AB-1", "Registration 5,123,456"]
    assert [str(each) for each in ticket.matters.all()] == ["Patent 7,123,456"]
    merge_tickets(new_ticket(), into=ticket, submission_id=uuid.uuid4(), by=cast.again(dana))
    assert ticket.matters.count() == 3, "merging back brings them back"


def test_a_number_that_is_not_chosen_stays(ticket, with_numbers, dana):
    SPLIT.send(dana, ticket, contact=with_numbers.pk)
    assert ticket.matters.count() == 3 and not new_ticket().matters.exists()


def test_cve_2026_34722_a_number_of_another_ticket_is_not_taken_along(ticket, with_numbers, dana, luis):
    """A secondary parameter was not checked: numbers of tickets that one may, and may not, see."""
    hidden = cast.ticket(luis, matters=[("patent", "7,999,999")]).matters.get()
    visible = cast.ticket(dana, matters=[("patent", "7,888,888")]).matters.get()
    before = business_changes()
    for key in (hidden.pk, visible.pk, 999_999_999, "x", "9" * 30):
        answer = SPLIT.send(dana, ticket, contact=with_numbers.pk, matters=[key])
        assert answer.status_code == 422, key
        assert "is on another ticket now" in answer.content.decode()
    assert business_changes() == before


def test_merging_back_undoes_it(ticket, second, dana):
    SPLIT.send(dana, ticket, contact=second.pk)
    page = browser(dana).get(f"/tickets/T{new_ticket().pk}/merge/").content.decode()
    assert f"?with=T{ticket.pk}" in page, "it is offered"
    merge_tickets(new_ticket(), into=ticket, submission_id=uuid.uuid4(), by=cast.again(dana))
    second.refresh_from_db()
    assert second.ticket == ticket


def test_what_was_removed_from_it_goes_with_it(ticket, second, dana):
    sent = {
        "submission_id": str(uuid.uuid4()), "version": second.version, "remaining": "Asks.",
        "basis": "slipped_in", "reason": "Not needed.",
    }  # fmt: skip
    browser(dana).post(f"/tickets/T{ticket.pk}/remove/c{second.pk}/", sent)
    SPLIT.send(dana, ticket, contact=second.pk)
    assert len(lines(new_ticket(), "removed")) == 1 and not lines(ticket, "removed")


def test_the_only_contact_is_not_split_off_and_no_page_offers_it(ticket, dana):
    before = business_changes()
    answer = SPLIT.send(dana, ticket)
    assert answer.status_code == 422
    assert "It is the only contact of the ticket." in answer.content.decode()
    assert "/split/" not in browser(dana).get(f"/tickets/T{ticket.pk}/").content.decode()
    assert business_changes() == before


def test_cve_2026_34722_a_contact_of_another_ticket_is_not_split_off(ticket, second, dana, luis):
    """A secondary parameter was not checked: ids of contacts on tickets that one may, and may not, see."""
    hidden = cast.ticket(luis, description="Of Luis alone.").contacts.get()
    visible = cast.ticket(dana).contacts.get()
    before = business_changes()
    for key in (hidden.pk, visible.pk, 999_999_999, "x", "", "9" * 30, "\x00"):
        answer = SPLIT.send(dana, ticket, contact=key)
        assert answer.status_code == 422, key
        assert hidden.description not in answer.content.decode()
    assert business_changes() == before


@pytest.mark.parametrize("field", ["topic", "area"])
def test_a_choice_that_is_not_offered_is_refused(ticket, second, dana, field):
    for wrong in ("999999999", "x", "9" * 30):
        answer = SPLIT.send(dana, ticket, contact=second.pk, **{field: wrong})
        assert answer.status_code == 422
    if field == "area":
        closed = cast.area("Closed", is_active=False)
        assert SPLIT.send(dana, ticket, contact=second.pk, area=closed.pk).status_code == 422
    assert second.ticket_id == ticket.pk


def test_who_read_an_older_version_sees_what_happened(ticket, second, dana, mara):
    form = SPLIT.form(ticket, contact=second.pk)
    BY_NAME["note"].send(mara, ticket, text="Typed meanwhile.")
    answer = browser(dana).post(SPLIT.address(ticket), form)
    assert answer.status_code == 409
    assert "Typed meanwhile." in answer.content.decode()
    assert f'value="{second.pk}" checked' in answer.content.decode(), "what was chosen is still chosen"
