"""Undoing a merge of tickets: all comes back but what somebody decided since, which is said with names."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from contacts.actions.following_up import open_due_tickets, withdraw_follow_up
from contacts.actions.linking_tickets import link_tickets, unlink_tickets
from contacts.actions.splitting_tickets import split_ticket
from contacts.actions.undoing_merges import undo_merge
from contacts.errors import TicketError
from contacts.models import Draft, FollowUp, Merge, Ticket
from tests import cast
from tests.contacts.acts import BY_NAME, browser, lines, promise, resolve
from tests.contacts.merges import everything, merge

pytestmark = pytest.mark.django_db


def undo(done: Merge, by) -> list[str]:
    return undo_merge(done, by=cast.again(by))


def split(ticket: Ticket, contact, by) -> Ticket:
    return split_ticket(
        ticket, contact=contact, topic=cast.topic(), area=ticket.area, submission_id=uuid.uuid4(),
        by=cast.again(by),
    )  # fmt: skip


def again(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def test_undo_moves_back_exactly_what_moved(older, newer, dana, mara):
    third = cast.ticket(dana)
    link_tickets(newer, other=third, submission_id=uuid.uuid4(), by=cast.again(dana))
    Draft.objects.create(owner=mara, form="note", ticket=newer, submission_id=uuid.uuid4())
    before = everything(older, newer, third)
    done = merge(newer, older, dana)
    assert everything(older, newer, third) != before
    assert older.drafts.count() == 1 and third.links_down.get().first == older
    answer = browser(dana).post(f"/tickets/merges/{done.pk}/undo/", follow=True)
    assert f"The merge is undone. T{newer.pk} and T{older.pk} are as they were." in answer.content.decode()
    assert everything(older, newer, third) == before
    for each in (older, newer):
        assert [line.by for line in lines(each, "unmerged")] == [dana]
    done.refresh_from_db()
    assert done.undone_by == dana
    again = browser(mara).post(f"/tickets/merges/{done.pk}/undo/", follow=True)
    assert "undone already" in again.content.decode()
    assert merge(newer, older, dana), "and it can be merged again"


def test_what_was_added_since_stays_and_everything_else_comes_back(older, newer, dana, mara):
    before = everything(older, newer)
    done = merge(newer, older, dana)
    BY_NAME["note"].send(mara, older, text="Typed since.")
    page = browser(dana).post(f"/tickets/merges/{done.pk}/undo/", follow=True).content.decode()
    assert f"What Mara Lind did there since stays on T{older.pk}." in page
    added = lines(older, "note")[0]
    assert added.text == "Typed since."
    after = everything(older, newer)
    after[older.pk]["lines"].remove(added.pk)
    before[older.pk]["participations"] = after[older.pk]["participations"]
    assert after == before
    assert older.participations.filter(user=mara).exists(), "she wrote on it herself, and goes on seeing it"


def test_who_only_came_along_sees_the_survivor_no_more(older, newer, dana, luis):
    BY_NAME["forward"].send(dana, newer, to=cast.area("Petitions").pk)
    BY_NAME["note"].send(luis, newer, text="From Petitions.")
    done = merge(newer, older, luis) if Ticket.objects.visible_to(luis).filter(pk=older.pk) else None
    assert done is None, "luis does not see the other one before"
    done = merge(newer, older, dana)
    assert Ticket.objects.visible_to(cast.again(luis)).filter(pk=older.pk).exists()
    undo(done, dana)
    assert not Ticket.objects.visible_to(cast.again(luis)).filter(pk=older.pk).exists()


def test_what_was_split_off_since_stays_where_it_went_and_who_did_it_is_said(older, newer, dana, mara):
    second = cast.contact(dana, ticket=newer, outcome=cast.KeptOpen("as_is"), description="Asks for the fee.")
    done = merge(newer, older, dana)
    new = split(older, second, mara)
    assert undo(done, dana)[0] == f"1 contact went to {new} since, by Mara Lind, and stays there."
    second.refresh_from_db()
    assert second.ticket == new and newer.contacts.count() == 1


def test_undo_is_refused_with_names_where_a_ticket_would_be_left_without_a_contact(older, newer, dana, mara):
    own, moved = older.contacts.get(), newer.contacts.get()
    for leaves, number in ((moved, newer.number), (own, older.number)):
        done = merge(newer, older, dana)
        new = split(older, leaves, mara)
        before = everything(older, newer)
        page = browser(dana).post(f"/tickets/merges/{done.pk}/undo/", follow=True).content.decode()
        assert f"Mara Lind split off every contact of {number} since" in page
        assert f"Merge {new} back first." in page
        assert everything(older, newer) == before
        merge(new, older, dana)
        undo(done, dana)


def test_a_correction_made_since_goes_back_with_its_text(older, newer, dana, mara):
    moved = newer.contacts.get()
    done = merge(newer, older, dana)
    sent = {
        "submission_id": str(uuid.uuid4()),
        "version": moved.version,
        "to": "It names the widow.",
    }
    assert browser(mara).post(f"/tickets/T{older.pk}/correct/c{moved.pk}/", sent).status_code == 302
    assert undo(done, dana) == []
    assert newer.contacts.get().description == "It names the widow."
    assert again(newer).subject == "It names the widow"
    assert len(lines(newer, "corrected")) == 1 and not lines(older, "corrected")


def test_a_promise_that_was_settled_since_goes_back_settled_and_nothing_waits_for_it(
    older, newer, dana, mara
):
    done = merge(newer, older, dana)
    withdraw_follow_up(older.follow_ups.get(), reason="She wrote again.", by=cast.again(mara))
    undo(done, dana)
    assert (again(newer).state, again(newer).waiting_for) == ("open", "")
    assert [each.by for each in lines(newer, "withdrawn")] == [mara] and not lines(older, "withdrawn")


def test_a_promise_whose_time_came_since_opens_the_ticket_it_goes_back_to(older, newer, dana):
    BY_NAME["wait"].send(dana, older)
    done = merge(newer, older, dana)
    assert again(older).waiting_for == "follow_up"
    FollowUp.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    assert open_due_tickets() == 1
    undo(done, dana)
    assert (again(newer).state, again(newer).waiting_for) == ("open", "")
    assert (again(older).state, again(older).waiting_for) == ("waiting", "customer")


def test_what_was_decided_of_the_survivor_since_stays_decided_and_who_did_it_is_said(
    older, newer, dana, mara
):
    done = merge(newer, older, dana)
    withdraw_follow_up(older.follow_ups.get(), reason="She wrote again.", by=cast.again(dana))
    resolve(older, mara)
    assert undo(done, dana)[0] == f"{older} is resolved, as Mara Lind left it since."
    assert (again(older).state, again(newer).state) == ("resolved", "open")
    assert again(newer).merged_into is None


def test_a_customer_who_wrote_since_is_not_waited_for_again(older, newer, dana, mara):
    BY_NAME["wait"].send(dana, older)
    nobody = cast.ticket(dana, customer=older.customer)
    done = merge(nobody, older, dana)
    cast.contact(mara, ticket=older, outcome=cast.KeptOpen("as_is"), description="Wrote again.")
    assert f"{older} is open, as Mara Lind left it since." in undo(done, dana)
    assert again(older).state == "open"
    assert older.contacts.count() == 2 and nobody.contacts.count() == 1


def test_the_customer_is_taken_back_but_where_they_were_in_touch_since(dana, newer):
    for in_touch in (False, True):
        nameless = cast.ticket(dana)
        done = merge(newer, nameless, dana)
        assert again(nameless).customer == newer.customer
        if in_touch:
            cast.contact(dana, ticket=nameless, outcome=cast.KeptOpen("as_is"))
        stays = undo(done, dana)
        said = f"{nameless} stays with {newer.customer.number}, who was in touch on it since."
        assert (said in stays, again(nameless).customer == newer.customer) == (in_touch, in_touch)


def test_an_answer_that_came_along_goes_back_and_one_given_since_stays(dana, marisol):
    answered = cast.ticket(dana, customer=marisol)
    for since in (False, True):
        letter = cast.ticket(dana, customer=marisol, channel="postal")
        assert again(letter).answered_at is None
        done = merge(answered, letter, dana)
        assert again(letter).answered_at == again(answered).answered_at is not None
        call = (
            cast.contact(dana, ticket=letter, outcome=cast.KeptOpen("as_is"), direction="out")
            if since
            else None
        )
        undo(done, dana)
        assert again(letter).answered_at == (call.started_at if call else None)


def test_a_link_that_would_come_back_beside_its_like_stays_where_it_is(older, newer, dana):
    third, fourth = cast.ticket(dana), cast.ticket(dana)
    for one, two in ((older, third), (newer, third), (newer, fourth)):
        link_tickets(one, other=two, submission_id=uuid.uuid4(), by=cast.again(dana))
    done = merge(newer, older, dana)
    unlink_tickets(older, other=third, by=cast.again(dana))
    merge(fourth, third, dana)
    assert older.links_up.get().second == third, "that was the link to the fourth"
    undo(done, dana)
    assert newer.links_up.get().second == third and older.links_up.get().second == third


def test_a_link_that_somebody_took_away_since_stays_away(older, newer, dana):
    third, fourth = cast.ticket(dana), cast.ticket(dana)
    for each in (third, fourth):
        link_tickets(newer, other=each, submission_id=uuid.uuid4(), by=cast.again(dana))
    done = merge(newer, older, dana)
    unlink_tickets(older, other=third, by=cast.again(dana))
    undo(done, dana)
    assert newer.links_up.get().second == fourth and not older.links_up.exists()


def test_a_merge_on_top_is_undone_first_and_one_beside_it_is_not(older, newer, dana, mara):
    third, fourth = (cast.ticket(dana, customer=older.customer) for _ in range(2))
    first = merge(newer, older, dana)
    beside = merge(fourth, older, dana)
    top = merge(older, third, mara)
    assert third.contacts.count() == 4
    with pytest.raises(TicketError, match=f"Mara Lind merged {older} into {third} since. Undo that first."):
        undo(first, dana)
    undo(top, dana)
    assert older.contacts.count() == 3
    undo(first, dana)
    assert (older.contacts.count(), newer.contacts.count()) == (2, 1)
    undo(beside, dana)
    assert (older.contacts.count(), fourth.contacts.count()) == (1, 1)


def test_both_are_called_after_a_contact_of_their_own_again(older, newer, dana):
    own = older.contacts.get()
    cast.contact(dana, ticket=older, outcome=cast.KeptOpen("as_is"), description="A second question.")
    done = merge(newer, older, dana)
    split(older, own, dana)
    assert again(older).subject == "The receipt still shows a wrong name"
    undo(done, dana)
    assert again(older).subject == "A second question"
    assert again(newer).subject == "The receipt still shows a wrong name"


def test_after_a_day_a_merge_stays(older, newer, dana):
    done = merge(newer, older, dana)
    Merge.objects.update(at=timezone.now() - timedelta(days=1, minutes=1))
    client = browser(dana)
    assert "Undo the merge" not in client.get(f"/tickets/T{newer.pk}/").content.decode()
    page = client.post(f"/tickets/merges/{done.pk}/undo/", follow=True).content.decode()
    assert "A merge can be undone for a day." in page
    assert again(newer).merged_into == older


def test_only_who_works_on_both_undoes_it(older, newer, dana, luis, petra):
    done = merge(newer, older, dana)
    for person in (luis, petra):
        with pytest.raises(PermissionDenied):
            undo(done, person)
    promise(older, dana)
    assert again(newer).merged_into == older
