"""Merging two tickets: what moves, what stays, who may, two at once, and undo for a day."""

import uuid

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from contacts.actions.linking_tickets import link_tickets
from contacts.actions.merging_tickets import merge_tickets
from contacts.actions.reviewing import find_fine, send_back
from contacts.actions.undoing_merges import undo_merge
from contacts.errors import TicketError
from contacts.models import Draft, Matter, Merge, Participation, Ticket
from contacts.moving import STAYS, movables
from contacts.queries.merging_tickets import candidates
from tests import cast
from tests.contacts.acts import (
    BY_NAME,
    at_once,
    browser,
    business_changes,
    lines,
    resolve,
)
from tests.contacts.merges import everything, merge
from uccms.audit.models import Change, Event

pytestmark = pytest.mark.django_db


def form(ticket: Ticket, other: Ticket, stays: Ticket, /, **fields) -> dict:
    ticket, other = (Ticket.objects.get(pk=each.pk) for each in (ticket, other))
    known = {
        "submission_id": str(uuid.uuid4()),
        "version": ticket.version,
        "other": other.number,
        "other_version": other.version,
        "survivor": stays.number,
    }
    return known | fields


def test_all_that_is_on_it_goes_and_its_own_past_stays(older, newer, dana, mara):
    BY_NAME["assign"].send(dana, newer, to=mara.pk)
    before = newer.contacts.get(), newer.follow_ups.get(), newer.timeline.get(kind="note")
    merge(newer, older, dana)
    older.refresh_from_db()
    newer.refresh_from_db()
    for each in before:
        each.refresh_from_db()
        assert each.ticket == older
    assert [str(each) for each in older.matters.all()] == ["Patent 7,123,456", "Docket AB-1"]
    assert [str(each) for each in newer.matters.all()] == ["Patent 7,123,456"], "the survivor has it already"
    assert (newer.state, newer.merged_into, newer.is_unresolved) == ("closed", older, False)
    assert (older.state, older.due_key) == ("open", before[1].due_at), (
        "an open ticket stays open, with the promise"
    )
    assert [each.other for each in lines(newer, "merged")] == [older]
    assert [each.other for each in lines(older, "took_in")] == [newer]
    assert len(lines(newer, "assigned")) == 1 and not lines(older, "assigned")
    assert len(lines(older, "promised")) == 1 and not lines(newer, "promised")
    assert set(older.participations.values_list("user", flat=True)) == {dana.pk, mara.pk}


def test_freescout_5138_an_internal_note_stays_internal(older, newer, dana):
    """Merged conversations showed their notes to the customer."""
    merge(newer, older, dana)
    note = lines(older, "note")[0]
    assert note.text == "She is the inventor’s widow."
    page = browser(dana).get(f"/tickets/T{older.pk}/").content.decode()
    entry = page.split(f'id="e{note.pk}"')[1].split("</li>")[0]
    assert "Internal note" in entry and "Staff only" in entry


def test_its_page_says_where_it_went_and_no_list_shows_it_as_open(older, newer, dana, carol):
    merge(newer, older, dana)
    client = browser(dana)
    page = client.get(f"/tickets/T{newer.pk}/").content.decode()
    assert f"T{newer.pk} was merged into T{older.pk}" in page
    assert f'href="/tickets/T{older.pk}/"' in page
    assert "Add internal note" not in page and "/resolve/" not in page
    assert f"T{newer.pk}" not in client.get("/tickets/").content.decode()
    assert f"/tickets/T{newer.pk}/" not in client.get("/desk/").content.decode()
    assert (
        f"T{newer.pk}"
        not in client.post("/contacts/caller/", {"customer": f"C{older.customer_id}"}).content.decode()
    )
    found = client.post("/find/", {"find": "7,123,456"}, follow=True)
    assert f"Merged into T{older.pk}" in found.content.decode()
    customer = client.get(f"/customers/C{older.customer_id}/").content.decode()
    assert "Merged" in customer


def test_the_page_says_first_what_moves_each_way_and_get_changes_nothing(older, newer, dana):
    before = business_changes()
    client = browser(dana)
    first = client.get(f"/tickets/T{newer.pk}/merge/")
    assert f"?with=T{older.pk}" in first.content.decode(), "of the same customer, so likely the other one"
    page = client.get(f"/tickets/T{newer.pk}/merge/?with=t{older.pk}").content.decode()
    assert (
        f"From T{newer.pk} move: 1 contact, 1 internal note, 1 follow-up, 1 line about them, 1 matter."
        in page
    )
    assert f"From T{older.pk} move: 1 contact." in page
    assert business_changes() == before


def test_likely_ones_are_linked_of_the_customer_or_about_the_same_open_and_theirs_to_see(
    older, newer, dana, luis, carol
):
    hidden = cast.ticket(luis, customer=older.customer, topic=cast.topic("Petition", cast.area("Petitions")))
    done, linked, same = (cast.ticket(dana) for _ in range(3))
    resolve(done, dana)
    for each in (hidden, done, linked):
        link_tickets(older, other=each, submission_id=uuid.uuid4(), by=cast.again(carol))
    Matter.objects.create(ticket=same, kind="patent", number="7123456", key="7123456")
    offered = candidates(older, cast.again(dana))
    assert offered == [same, linked, newer]


def test_what_a_linked_ticket_and_a_customer_add_is_said_before(older, dana, marisol):
    nameless, third = cast.ticket(dana), cast.ticket(dana)
    link_tickets(older, other=third, submission_id=uuid.uuid4(), by=cast.again(dana))
    page = browser(dana).get(f"/tickets/T{nameless.pk}/merge/?with=T{older.pk}").content.decode()
    assert "1 link to other tickets, its customer, Marisol Quintero" in page
    assert f'value="{older.number}"' in page.split(" checked")[0].rsplit("<input", 1)[1], (
        "of two that can stay, the older one is likely the one"
    )
    looked = Event.objects.filter(kind="look", actor_id=dana.pk).values_list("subject", flat=True)
    assert {nameless.number, older.number} <= set(looked), "both are looked at"


def test_the_one_that_was_chosen_stays(older, newer, dana):
    answer = browser(dana).post(f"/tickets/T{older.pk}/merge/", form(older, newer, newer))
    assert answer.url == f"/tickets/T{newer.pk}/"
    assert Ticket.objects.get(pk=older.pk).merged_into == newer
    merged = Merge.objects.get()
    assert (merged.merged, merged.survivor, merged.by) == (older, newer, dana)


@pytest.mark.parametrize("typed", ["", "T", "x", "T999999999999", "9" * 30, "\x00", "T-1", "１２"])
def test_a_number_that_is_no_ticket_gets_a_sentence_and_stays(ticket, dana, typed):
    before = business_changes()
    client = browser(dana)
    for answer in (
        client.get(f"/tickets/T{ticket.pk}/merge/", {"with": typed}),
        client.post(f"/tickets/T{ticket.pk}/merge/", form(ticket, ticket, ticket, other=typed)),
        client.post(f"/tickets/T{ticket.pk}/link/", form(ticket, ticket, ticket, other=typed)),
    ):
        assert answer.status_code == 422
        assert (
            "no such ticket that you may work on" in answer.content.decode()
            or "Write the number" in answer.content.decode()
            or "cannot be kept" in answer.content.decode()
            or "at most 20 characters" in answer.content.decode()
        )
    own = client.get(f"/tickets/T{ticket.pk}/merge/", {"with": ticket.number})
    assert "This is the ticket itself" in own.content.decode()
    assert business_changes() == before


def test_cve_2026_34722_a_hidden_ticket_is_the_same_as_none(ticket, dana, luis):
    """A secondary parameter was not checked: a ticket that one may not see could be tied to one's own."""
    hidden = cast.ticket(luis, topic=cast.topic("Petition", cast.area("Petitions")))
    before = business_changes()
    client = browser(dana)
    for act in ("merge", "link"):
        pages = [
            client.post(f"/tickets/T{ticket.pk}/{act}/", form(ticket, hidden, ticket, other=number))
            for number in (hidden.number, "T999999999999")
        ]
        assert [each.status_code for each in pages] == [422, 422]
        for each in pages:
            page = each.content.decode()
            assert "There is no such ticket that you may work on." in page
            assert "Petition" not in page
    assert client.get(f"/tickets/T{ticket.pk}/merge/?with={hidden.number}").status_code == 422
    for stays, goes in ((ticket, hidden), (hidden, ticket)):
        with pytest.raises(PermissionDenied):
            merge(goes, stays, dana)
    with pytest.raises(PermissionDenied):
        link_tickets(ticket, other=hidden, submission_id=uuid.uuid4(), by=cast.again(dana))
    done = merge(hidden, cast.ticket(luis), luis)
    assert client.post(f"/tickets/merges/{done.pk}/undo/").status_code == 404
    assert business_changes() > before, "luis may"
    assert Ticket.objects.get(pk=ticket.pk).merged_into is None


@pytest.mark.parametrize("state", ["resolved", "closed"])
def test_what_survives_is_open_or_waiting(older, newer, dana, state):
    resolve(older, dana)
    Ticket.objects.filter(pk=older.pk).update(state=state)
    answer = browser(dana).post(f"/tickets/T{newer.pk}/merge/", form(newer, older, older))
    assert answer.status_code == 422
    assert f"T{older.pk} is {state}. Reopen it first" in answer.content.decode()
    assert browser(dana).post(f"/tickets/T{newer.pk}/merge/", form(newer, older, newer)).status_code == 302
    assert Ticket.objects.get(pk=older.pk).resolution == "Sent a corrected receipt.", "told where it was done"


def test_of_two_that_wait_the_survivor_waits_for_what_is_more_pressing(older, newer, dana):
    BY_NAME["wait"].send(dana, older)
    merge(newer, older, dana)
    older.refresh_from_db()
    assert (older.state, older.waiting_for) == ("waiting", "follow_up")
    other = cast.ticket(dana, customer=older.customer)
    merge(other, older, dana)
    older.refresh_from_db()
    assert (older.state, older.waiting_for) == ("open", "")


def test_different_customers_are_said_and_must_be_confirmed(older, dana):
    other = cast.ticket(dana, customer=cast.customer(dana, "Ines Okafor", number="202 555 0100"))
    client = browser(dana)
    page = client.get(f"/tickets/T{older.pk}/merge/?with=T{other.pk}").content.decode()
    assert "Their customers differ" in page and "Ines Okafor" in page and "Marisol Quintero" in page
    refused = client.post(f"/tickets/T{older.pk}/merge/", form(older, other, older))
    assert refused.status_code == 422
    (said,) = refused.context["form"].errors["together"]
    assert "Say that they belong together" in said and said in refused.content.decode()
    with pytest.raises(TicketError, match="different customers"):
        merge(other, older, dana)
    assert (
        client.post(f"/tickets/T{older.pk}/merge/", form(older, other, older, together="on")).status_code
        == 302
    )
    older.refresh_from_db()
    assert older.customer.name == "Marisol Quintero"
    assert {each.customer.name for each in older.contacts.all()} == {"Marisol Quintero", "Ines Okafor"}


@pytest.mark.parametrize("stays", ["", "T1", "T99999999999999999999", "both"])
def test_who_stays_is_one_of_the_two(older, newer, dana, stays):
    sent = form(older, newer, older) | {"survivor": stays}
    refused = browser(dana).post(f"/tickets/T{older.pk}/merge/", sent)
    assert refused.status_code == 422 and "Choose which of the two stays." in refused.content.decode()
    assert not Merge.objects.exists()


def test_a_survivor_without_a_customer_gets_the_others_and_undo_takes_it_back(dana, newer):
    nameless = cast.ticket(dana)
    done = merge(newer, nameless, dana)
    nameless.refresh_from_db()
    assert nameless.customer == newer.customer
    undo_merge(done, by=cast.again(dana))
    nameless.refresh_from_db()
    assert nameless.customer is None


def test_a_merge_answers_nobody_and_gives_nothing_back_to_the_queue(older, dana):
    letter = cast.ticket(dana, customer=older.customer, channel="postal")
    Ticket.objects.filter(pk=letter.pk).update(taken_at=timezone.now(), taken_version=letter.version)
    merge(letter, older, dana)
    letter.refresh_from_db()
    assert letter.answered_at is None, "closing it told the customer nothing"
    assert letter.taken_at is letter.taken_version is None


def test_who_is_typing_on_the_ticket_that_goes_may_go_on(older, newer, dana, luis):
    Draft.objects.create(owner=luis, form="note", ticket=newer, submission_id=uuid.uuid4())
    assert not Ticket.objects.visible_to(luis).filter(pk=older.pk).exists()
    merge(newer, older, dana)
    assert Ticket.objects.visible_to(luis).filter(pk=older.pk).exists()


def test_a_submission_of_somebody_else_is_refused(older, newer, dana, mara):
    submission = uuid.uuid4()
    merge_tickets(newer, into=older, submission_id=submission, by=cast.again(dana))
    again = merge_tickets(newer, into=older, submission_id=submission, by=cast.again(dana))
    assert again == Merge.objects.get(), "sent twice, it is done once"
    with pytest.raises(PermissionDenied):
        merge_tickets(newer, into=older, submission_id=submission, by=cast.again(mara))


def test_one_that_was_merged_already_is_shown_with_the_reason(older, newer, dana):
    third = cast.ticket(dana, customer=older.customer)
    merge(newer, older, dana)
    page = browser(dana).get(f"/tickets/T{third.pk}/merge/?with=T{newer.pk}").content.decode()
    assert f"T{newer.pk} was merged into T{older.pk} already." in page


def test_nothing_more_is_done_on_a_merged_ticket_but_correcting_and_removing(older, newer, dana):
    BY_NAME["forward"].send(dana, newer, note="Secret to remove.")
    merge(newer, older, dana)
    newer.refresh_from_db()
    for name in ("note", "assign", "forward", "follow_up", "wait", "resolve", "reopen"):
        fields = {"to": cast.call_center().pk} if name == "forward" else {}
        answer = BY_NAME[name].send(dana, newer, **fields)
        assert answer.status_code == 422, name
        assert f"T{newer.pk} was merged into T{older.pk}. Do it there." in answer.content.decode(), name
    answer = BY_NAME["add_contact"].send(dana, newer)
    assert "Do it there." in answer.content.decode()
    line = lines(newer, "forwarded")[0]
    removed = browser(dana).post(
        f"/tickets/T{newer.pk}/remove/e{line.pk}/",
        {
            "submission_id": str(uuid.uuid4()), "version": line.version, "remaining": "",
            "basis": "slipped_in", "reason": "Not needed.",
        },
    )  # fmt: skip
    assert removed.status_code == 302
    assert not Change.objects.filter(after__icontains="Secret to remove").exists()


def test_a_merged_ticket_still_is_reviewed_and_never_given_back(older, dana, sven):
    gone = cast.ticket(dana, customer=older.customer)
    resolve(gone, dana)
    merge(gone, older, dana)
    verdict = {"submission_id": uuid.uuid4(), "by": cast.again(sven)}
    with pytest.raises(TicketError, match=f"was merged into T{older.pk}"):
        send_back(gone, text="Look again.", **verdict)
    assert find_fine(gone, **verdict).verdict == "fine"


def test_a_removed_text_is_gone_from_the_subject_of_the_ticket_that_was_merged_too(older, newer, dana):
    """The contact moved, but the merged ticket is still called after it."""
    contact = newer.contacts.get()
    first = older.contacts.get()
    merge(newer, older, dana)
    client = browser(dana)

    def remove(text, remaining: str):
        sent = {
            "submission_id": str(uuid.uuid4()), "version": text.version, "remaining": remaining,
            "basis": "slipped_in", "reason": "Not needed.",
        }  # fmt: skip
        assert client.post(f"/tickets/T{older.pk}/remove/c{text.pk}/", sent).status_code == 302

    remove(contact, "The receipt.")
    assert Ticket.objects.get(pk=newer.pk).subject == "The receipt"
    assert Ticket.objects.get(pk=older.pk).subject == "The filing receipt shows the wrong inventor"
    assert not Change.objects.filter(after__icontains="still shows a wrong name").exists()
    remove(first, "The filing receipt.")
    assert Ticket.objects.get(pk=older.pk).subject == "The filing receipt"
    assert Ticket.objects.get(pk=newer.pk).subject == "The receipt"


def test_merged_the_other_way_the_older_contact_takes_no_title(older, newer, dana):
    """The older ticket's contact has the lower key, and is not the first of the one that stays."""
    merge(older, newer, dana)
    first = older.titled_by or newer.contacts.order_by("id")[0]
    sent = {"submission_id": str(uuid.uuid4()), "version": first.version, "to": "Corrected text."}
    assert browser(dana).post(f"/tickets/T{newer.pk}/correct/c{first.pk}/", sent).status_code == 302
    assert Ticket.objects.get(pk=newer.pk).subject == "The receipt still shows a wrong name"
    assert Ticket.objects.get(pk=older.pk).subject == "Corrected text"


@pytest.mark.parametrize("late", ["ticket", "other"])
def test_who_read_an_older_version_sees_what_happened_and_loses_nothing(older, newer, dana, mara, late):
    sent = form(newer, older, older)
    BY_NAME["note"].send(mara, newer if late == "ticket" else older, text="Typed meanwhile.")
    before = everything(older, newer)
    answer = browser(dana).post(f"/tickets/T{newer.pk}/merge/", sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody changed this while you were writing" in page and "Typed meanwhile." in page
    assert everything(older, newer) == before
    for name, each in (("version", newer), ("other_version", older)):
        assert f'name="{name}" value="{Ticket.objects.get(pk=each.pk).version}"' in page


def test_chains_and_circles_are_refused(older, newer, dana):
    third = cast.ticket(dana, customer=older.customer)
    first = merge(newer, older, dana)
    for goes, stays in ((newer, third), (older, newer), (third, newer), (older, older)):
        with pytest.raises(TicketError):
            merge(goes, stays, dana)
    assert first.survivor == older


@pytest.mark.django_db(transaction=True)
def test_two_who_merge_crosswise_at_once_make_one_merge(older, newer, dana, mara):
    sent = form(older, newer, newer), form(newer, older, older)
    clients = browser(dana), browser(mara)
    answers = at_once(
        [
            lambda: clients[0].post(f"/tickets/T{older.pk}/merge/", sent[0]).status_code,
            lambda: clients[1].post(f"/tickets/T{newer.pk}/merge/", sent[1]).status_code,
        ]
    )
    assert sorted(answers) == [302, 409]
    assert Merge.objects.count() == 1
    survivor = Merge.objects.get().survivor
    assert survivor.contacts.count() == 2


@pytest.mark.django_db(transaction=True)
def test_merging_and_correcting_at_once_never_wait_for_each_other_in_a_circle(older, newer, dana, mara):
    done = merge(newer, older, dana)
    contact = older.contacts.latest("id")
    correct = {"submission_id": str(uuid.uuid4()), "version": contact.version, "to": "Corrected."}
    clients = browser(dana), browser(mara)
    answers = at_once(
        [
            lambda: clients[0].post(f"/tickets/merges/{done.pk}/undo/").status_code,
            lambda: clients[1].post(f"/tickets/T{older.pk}/correct/c{contact.pk}/", correct).status_code,
        ]
    )
    assert answers[0] == 302
    assert answers[1] in (302, 404, 409)


def test_every_foreign_key_to_a_ticket_moves_or_stays_on_purpose():
    moving = {f"{each.model}.ticket" for each in movables()}
    keys = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.concrete and field.related_model is Ticket
    }
    assert keys == moving | set(STAYS)
    assert not moving & set(STAYS)


def test_the_database_itself_refuses_a_merge_that_cannot_be(older, newer, dana):
    done = merge(newer, older, dana)
    for wrong in ({"state": "open"}, {"merged_into": newer}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Ticket.objects.filter(pk=newer.pk).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Merge.objects.filter(pk=done.pk).update(survivor=newer)
    done.pk, done.submission_id = None, uuid.uuid4()
    with pytest.raises(IntegrityError), transaction.atomic():
        done.save(force_insert=True)
    assert Participation.objects.filter(ticket=older, user=dana).count() == 1
