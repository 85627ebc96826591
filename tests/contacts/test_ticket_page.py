"""A ticket's page."""

import re
import uuid

import pytest
from django.utils import timezone

from contacts.actions.assigning import assign_ticket
from contacts.actions.drafting import save_draft
from contacts.actions.logging_contacts import KeptOpen
from contacts.models import Ticket, TimelineEntry
from contacts.queries.ticket_page import NEWEST, ticket_or_404, ticket_page, timeline
from tests import cast
from tests.contacts.acts import BY_NAME, browser, business_changes, promise, put_back, resolve
from uccms.audit.models import Event
from uccms.web.middleware import sessions

pytestmark = pytest.mark.django_db


def page(user, ticket, **query) -> str:
    answer = browser(user).get(f"/tickets/T{ticket.pk}/", query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_shows_customer_state_and_what_happened(dana, ticket):
    BY_NAME["note"].send(dana, ticket)
    shown = page(dana, ticket)
    for words in ("Marisol Quintero", "(571) 555-0142", "Open", "Filing Receipts", "The examiner is away."):
        assert words in shown


def test_opening_it_is_a_look_on_the_record_and_changes_no_business_row(dana, ticket):
    before = business_changes()
    page(dana, ticket)
    assert Event.objects.filter(kind="look", subject=ticket.number, actor_id=dana.pk).count() == 1
    assert business_changes() == before


def test_the_call_center_sees_every_ticket(carol, dana, luis):
    for person in (dana, luis):
        page(carol, cast.ticket(person))


@pytest.mark.parametrize("role", ["luis", "petra", "adam"])
def test_who_has_no_part_in_it_does_not_know_of_it(role, request, ticket):
    client = browser(request.getfixturevalue(role))
    assert client.get(f"/tickets/T{ticket.pk}/").status_code == 404
    assert client.get(f"/tickets/T{ticket.pk}/versions/c{ticket.contacts.get().pk}/").status_code == 404
    assert not Event.objects.filter(kind="look").exists()


def test_who_logged_it_goes_on_seeing_it_after_it_was_forwarded(dana, luis, mara, ticket):
    BY_NAME["forward"].send(dana, ticket)
    page(dana, ticket)
    page(luis, ticket)
    assert browser(mara).get(f"/tickets/T{ticket.pk}/").status_code == 404, "the area has it no more"


def test_who_held_it_goes_on_seeing_it(dana, mara, ticket):
    assign_ticket(ticket, to=mara, by=dana)
    BY_NAME["forward"].send(dana, ticket)
    page(mara, ticket)


def test_a_supervisor_sees_what_an_agent_of_their_areas_sees(sven, dana, luis, ticket):
    page(sven, ticket)
    assert browser(sven).get(f"/tickets/T{cast.ticket(luis).pk}/").status_code == 404


def test_of_other_open_tickets_it_shows_number_state_area_and_topic_only(dana, luis, carol, ticket, marisol):
    promise(ticket, dana)
    own = cast.ticket(luis, customer=marisol, topic=cast.topic("Petition status", cast.area("Petitions")))
    others = page(luis, own).split("Other open tickets")[1]
    for words in (ticket.number, "Filing Receipts", "Filing receipt: correction", "Waiting"):
        assert words in others
    for words in (ticket.subject, f"/tickets/T{ticket.pk}/", "Dana Hollis", "due"):
        assert words not in others
    assert f"/tickets/T{own.pk}/" in page(carol, ticket), "the call center may open it"
    assert f"/tickets/T{own.pk}/" not in page(dana, ticket)


def test_a_draft_of_somebody_else_is_not_shown(dana, mara, ticket):
    save_draft(
        by=dana, form="note", submission_id=uuid.uuid4(), fields={"text": ["Half a thought"]}, ticket=ticket
    )
    assert "Half a thought" in page(dana, ticket)
    assert "Half a thought" not in page(mara, ticket)


def test_a_long_timeline_is_cut_at_its_newest_lines_and_says_so(dana, ticket):
    for n in range(NEWEST + 5):
        ticket.timeline.record("note", by=dana, text=f"Note number {n:04}.")
    moments, cut = timeline(ticket)
    assert cut
    assert moments[-1].entry.text.endswith(f"{NEWEST + 4:04}.")
    assert "This ticket is long" in page(dana, ticket)


@pytest.mark.parametrize("adding", ["note", "contact", "<script>", "", "\x00"])
def test_the_composer_opens_with_what_is_asked_for(dana, ticket, adding):
    shown = page(dana, ticket, add=adding)
    assert ("What was said?" in shown) == (adding == "contact")


def test_a_ticket_without_customer_says_so(dana):
    assert "The caller gave no name." in page(dana, cast.ticket(dana))


def test_the_page_holds_the_open_promises(dana, ticket):
    follow_up = promise(ticket, dana)
    found = ticket_page(ticket_or_404(ticket.pk, dana), dana)
    assert found.follow_ups == [follow_up]
    cast.contact(dana, ticket=ticket, outcome=KeptOpen("as_is"), keeps=[follow_up])
    assert ticket_page(Ticket.objects.get(), dana).follow_ups == []


def test_what_happened_at_the_same_time_stands_in_the_order_it_was_written(dana, ticket):
    now = timezone.now()
    keys = [99_999, 100_000, 100_001]  # as text, 100000 sorts before 99999
    for key in keys:
        TimelineEntry.objects.create(pk=key, ticket=ticket, kind="note", at=now, by=dana, text="x")
    moments, _ = timeline(ticket)
    assert [each.entry.pk for each in moments if each.entry and each.entry.text == "x"] == keys


def test_a_page_that_refreshes_itself_gets_what_is_new_and_nothing_else(dana, ticket):
    client = browser(dana)
    shown = client.get(f"/tickets/T{ticket.pk}/").content.decode()
    mark = re.search(r'data-mark="([^"]+)"', shown)[1]
    news = f"/tickets/T{ticket.pk}/news/"
    looks = Event.objects.count()
    assert client.get(news, headers={"If-None-Match": f'"{mark}"'}).status_code == 304
    BY_NAME["note"].send(dana, ticket, text="The examiner called back.")
    fresh = client.get(news, headers={"If-None-Match": f'"{mark}"'})
    assert fresh.status_code == 200 and "The examiner called back." in fresh.content.decode()
    assert client.get(news, headers={"If-None-Match": fresh["ETag"]}).status_code == 304
    assert "<form" not in fresh.content.decode(), "what is being typed is left alone"
    assert Event.objects.count() == looks, "a page that asks by itself is no look"
    assert "contacts:ticket_news" in sessions._background, "and it keeps no session alive"


def test_what_nobody_has_can_be_taken_by_who_may_hold_it(dana, luis, carol, ticket):
    take = f'action="/tickets/{ticket.number}/take/"'
    assert take not in page(dana, ticket), "somebody has it"
    put_back(ticket, dana)
    for address in (f"/tickets/{ticket.number}/", f"/tickets/{ticket.number}/news/"):
        assert take in browser(dana).get(address).content.decode()
    assert take in page(carol, ticket), "the call center works everywhere"
    BY_NAME["forward"].send(dana, ticket)
    assert take not in page(dana, ticket), "it is with an area that is not hers"
    assert take in page(luis, ticket)
    client = browser(luis)
    sent = {"submission_id": str(uuid.uuid4()), "version": Ticket.objects.get(pk=ticket.pk).version}
    assert client.post(f"/tickets/{ticket.number}/take/", sent).status_code == 302
    assert take not in page(carol, ticket)
    resolve(ticket, luis)
    assert take not in page(luis, ticket)


def test_a_promise_is_told_with_one_full_stop(dana, ticket):
    promised = BY_NAME["follow_up"]
    answer = browser(dana).post(promised.address(ticket), promised.form(ticket), follow=True)
    assert re.search(r"Promised for [^<]+ 10:00 a\.m\.<", answer.content.decode())
