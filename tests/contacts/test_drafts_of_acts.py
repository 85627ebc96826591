"""What is typed in the form of an act: kept while one types, found again in the same form, gone when sent."""

import html
import re
import uuid
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.actions.merging_tickets import merge_tickets
from contacts.models import Draft, Ticket, TimelineEntry
from tests import cast
from tests.contacts.acts import BY_NAME, Act, at_once, browser, first_contact

pytestmark = pytest.mark.django_db
SAVE = "/contacts/drafts/"
SSN = "219-09-9999"
WORDS = "Half of what I mean to say"
NAMES = ("forward", "wait", "withdraw", "prioritize", "resolve", "reopen", "correct", "attach")
KEPT = [BY_NAME[name] for name in NAMES]
every_act = pytest.mark.parametrize("act", KEPT, ids=str)
overwriting = pytest.mark.parametrize("act", [each for each in KEPT if each.name != "attach"], ids=str)


def written(act: Act, ticket: Ticket, text: str = WORDS, **more) -> dict:
    """The form of this act as its page saves it."""
    about = "".join(str(each) for each in act.key(ticket))
    known = {"draft_form": act.name, "draft_ticket": ticket.pk, "draft_about": about}
    return act.form(ticket, **{act.guarded[0]: text}) | known | {"draft_page": str(uuid.uuid4())} | more


def save(user, sent: dict):
    """What the browser sends: everything but the files."""
    return browser(user).post(SAVE, {name: value for name, value in sent.items() if name != "files"})


def shown(user, address: str) -> str:
    return html.unescape(browser(user).get(address).content.decode())


@every_act
def test_what_was_typed_is_found_in_the_same_form_on_another_machine_and_on_the_desk(act, ticket, dana):
    act.prepare(ticket, dana)
    sent = written(act, ticket)
    assert save(dana, sent).json()["saved_at"]
    page = shown(dana, act.address(ticket))
    assert WORDS in page
    assert f'name="submission_id" value="{sent["submission_id"]}"' in page
    assert "Your draft of" in page
    assert "The ticket changed" not in page
    desk = shown(dana, "/desk/")
    assert WORDS in desk
    answer = browser(dana).get(f"{SAVE}{sent['submission_id']}/")
    assert answer.headers["Location"] == f"{act.address(ticket)}?draft={sent['submission_id']}"
    assert f"{SAVE}{sent['submission_id']}/" in shown(dana, f"/tickets/T{ticket.pk}/"), "the ticket says so"


@every_act
def test_it_goes_when_the_act_is_done_and_a_late_save_makes_none(act, ticket, dana):
    act.prepare(ticket, dana)
    sent = written(act, ticket)
    save(dana, sent)
    assert browser(dana).post(act.address(ticket), sent).status_code == 302
    assert Draft.objects.count() == 0
    late = save(dana, sent).json()
    assert (late["sent"], late["saved_at"]) == (True, "")
    assert late["submission_id"] != sent["submission_id"], "what another page goes on typing is kept under it"
    assert Draft.objects.count() == 0


@every_act
@pytest.mark.django_db(transaction=True)
def test_saving_and_doing_it_at_once_leaves_no_draft_behind(act, ticket, dana):
    act.prepare(ticket, dana)
    sent = written(act, ticket)
    clients = [browser(dana) for _ in range(6)]
    typed = {name: value for name, value in sent.items() if name != "files"}
    saves = [lambda each=each: each.post(SAVE, typed).status_code for each in clients[1:]]
    results = at_once([lambda: clients[0].post(act.address(ticket), sent).status_code, *saves])
    assert sorted(results) == [200] * 5 + [302]
    assert Draft.objects.count() == 0


@every_act
def test_it_is_its_authors_alone(act, ticket, dana, mara):
    act.prepare(ticket, dana)
    sent = written(act, ticket)
    save(dana, sent)
    for address in (act.address(ticket), f"{act.address(ticket)}?draft={sent['submission_id']}", "/desk/"):
        assert WORDS not in shown(mara, address)
    assert save(mara, sent | {act.guarded[0]: "Theirs"}).status_code == 403
    assert browser(mara).post(f"{SAVE}{sent['submission_id']}/discard/").status_code == 404
    assert WORDS in str(Draft.objects.get().fields)


@every_act
def test_a_finding_is_blanks_in_it(act, ticket, dana):
    act.prepare(ticket, dana)
    save(dana, written(act, ticket, f"It is {SSN}, she says."))
    draft = Draft.objects.get()
    assert draft.fields[act.guarded[0]] == [f"It is {' ' * len(SSN)}, she says."]
    assert SSN not in str(draft.fields) + draft.summary


def test_what_was_said_of_a_finding_is_remembered(ticket, dana):
    act = BY_NAME["forward"]
    sent = written(act, ticket, f"A {SSN}.")
    page = browser(dana).post(act.address(ticket), sent).content.decode()
    mark = re.search(r'name="state_finding" value="(ssn:[0-9a-f]+)"', page)[1]
    save(dana, sent | {"stated": f"{mark}:tracking"})
    assert f"A {SSN}." in str(Draft.objects.get().fields)
    page = shown(dana, act.address(ticket))
    assert f'name="stated" value="{mark}:tracking"' in page
    assert "looks like" not in page


@overwriting
def test_who_opens_it_after_somebody_was_faster_sees_what_happened_and_sends_it_once(act, ticket, dana, mara):
    act.prepare(ticket, dana)
    save(dana, written(act, ticket))
    if act.name == "correct":
        BY_NAME["correct"].send(mara, ticket, to="Mara's own words.")
    else:
        BY_NAME["note"].send(mara, ticket, text="Mara was faster.")
    page = shown(dana, act.address(ticket))
    assert "The ticket changed since you wrote this draft" in page
    assert "Mara Lind" in page.split("What happened since you opened it")[1].split("</ol>")[0]
    assert WORDS in page
    read = re.search(r'name="version" value="(\d+)"', page)[1]
    sent = written(act, ticket, submission_id=str(Draft.objects.get().submission_id), version=read)
    assert browser(dana).post(act.address(ticket), sent).status_code == 302
    assert Draft.objects.count() == 0


def test_who_goes_on_typing_after_a_conflict_has_one_draft(ticket, dana, mara):
    act = BY_NAME["forward"]
    sent = written(act, ticket)
    save(dana, sent)
    BY_NAME["note"].send(mara, ticket)
    answer = browser(dana).post(act.address(ticket), sent)
    assert answer.status_code == 409
    page = answer.content.decode()
    fields = dict(re.findall(r'name="(draft_\w+|submission_id|version)" value="([^"]*)"', page))
    assert fields["draft_page"] == sent["draft_page"]
    save(dana, sent | fields | {"note": f"{WORDS}, and more"})
    assert Draft.objects.get().fields["note"] == [f"{WORDS}, and more"]


@every_act
def test_discarding_it_begins_the_form_anew(act, ticket, dana):
    act.prepare(ticket, dana)
    sent = written(act, ticket)
    save(dana, sent)
    discard = f"{SAVE}{sent['submission_id']}/discard/"
    assert f'action="{discard}"' in shown(dana, act.address(ticket))
    answer = browser(dana).post(discard, {"begin_anew": "yes"})
    assert answer.headers["Location"] == act.address(ticket)
    assert WORDS not in shown(dana, act.address(ticket))
    assert Draft.objects.count() == 0


@every_act
def test_a_form_in_which_nothing_is_written_leaves_no_draft(act, ticket, dana):
    act.prepare(ticket, dana)
    sent = written(act, ticket)
    empty = sent | {act.guarded[0]: " "}
    assert save(dana, empty).json()["saved_at"] == ""
    save(dana, sent)
    assert save(dana, empty | {"draft_page": str(uuid.uuid4())}).json()["saved_at"] == ""
    assert Draft.objects.count() == 1, "another page took nothing out"
    save(dana, empty)
    assert Draft.objects.count() == 0


def test_what_was_chosen_beside_the_text_comes_back(ticket, dana):
    promised = BY_NAME["withdraw"]
    promised.prepare(ticket, dana)
    key = ticket.follow_ups.get().pk
    code = cast.code("Sent a form")
    save(dana, written(BY_NAME["resolve"], ticket, code=code.pk, **{f"promised_{key}": "withdrawn"}))
    page = shown(dana, BY_NAME["resolve"].address(ticket))
    assert f'<option value="{code.pk}" selected>' in page
    assert f'name="promised_{key}" value="withdrawn" checked' in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"draft_form": "remove"},
        {"draft_form": "remove_file"},
        {"draft_form": "assign"},
        {"draft_about": "17"},
        {"draft_about": "c17"},
        {"draft_form": "correct", "draft_about": ""},
        {"draft_form": "correct", "draft_about": "17"},
        {"draft_form": "withdraw", "draft_about": "c17"},
        {"draft_form": "withdraw", "draft_about": "٣"},
        {"draft_form": "withdraw", "draft_about": "999999999999999999"},
        {"draft_form": "correct", "draft_about": "c999999999999999999"},
        {"draft_form": "correct", "draft_about": "e999999999999999999"},
        {"draft_ticket": ""},
        {"draft_ticket": "9" * 30},
        {"submission_id": "x"},
    ],
    ids=str,
)
def test_a_form_that_cannot_be_kept_is_refused(wrong, ticket, dana):
    assert save(dana, written(BY_NAME["forward"], ticket) | wrong).status_code == 400
    assert Draft.objects.count() == 0


def test_zammad_cve_2026_34722_a_draft_on_a_ticket_one_may_not_open_is_not_kept(ticket, luis):
    assert save(luis, written(BY_NAME["forward"], ticket)).status_code == 400
    assert Draft.objects.count() == 0


def test_what_is_about_to_be_removed_is_copied_nowhere(ticket, dana):
    assert "data-draft" not in shown(dana, BY_NAME["remove"].address(ticket))


def test_removing_something_takes_the_drafts_of_its_corrections_along(ticket, dana, mara, sven):
    for person in (dana, mara):
        save(person, written(BY_NAME["correct"], ticket, "The receipt with what slipped in."))
    cast.contact(dana, ticket=ticket, outcome=cast.KeptOpen("as_is"))
    other = ticket.contacts.latest("id")
    save(dana, written(BY_NAME["correct"], ticket, draft_about=f"c{other.pk}"))
    assert Draft.objects.count() == 3
    late = written(BY_NAME["correct"], ticket, "The receipt with what slipped in.")
    assert BY_NAME["remove"].send(sven, ticket).status_code == 302
    assert Draft.objects.get().about == f"c{other.pk}"
    assert save(dana, late).status_code == 400, "a page that was open all the while brings nothing back"
    assert save(dana, written(BY_NAME["correct"], ticket)).status_code == 200, "one that is opened now may"


def test_removing_something_from_a_note_takes_them_along_too(ticket, dana):
    BY_NAME["note"].send(dana, ticket)
    note = TimelineEntry.objects.get(kind="note")
    save(dana, written(BY_NAME["correct"], ticket, draft_about=f"e{note.pk}"))
    save(dana, written(BY_NAME["correct"], ticket))
    address = f"/tickets/T{ticket.pk}/remove/e{note.pk}/"
    sent = {"submission_id": str(uuid.uuid4()), "version": 1, "remaining": "", "basis": "slipped_in"}
    assert browser(dana).post(address, sent | {"reason": "It slipped in."}).status_code == 302
    assert Draft.objects.get().about == f"c{first_contact(ticket).pk}"


def test_a_draft_goes_along_when_its_ticket_is_merged_and_says_that_the_ticket_is_another(older, newer, dana):
    save(dana, written(BY_NAME["forward"], newer))
    merge_tickets(newer, into=older, submission_id=uuid.uuid4(), by=dana)
    # Whatever the numbers of the two versions were.
    draft = Draft.objects.get()
    draft.fields["version"] = [str(Ticket.objects.get(pk=older.pk).version)]
    draft.save()
    page = shown(dana, BY_NAME["forward"].address(older))
    assert WORDS in page
    assert "The ticket changed since you wrote this draft" in page


def test_the_form_about_another_follow_up_is_another_form(ticket, dana):
    act = BY_NAME["withdraw"]
    act.prepare(ticket, dana)
    save(dana, written(act, ticket))
    second = BY_NAME["follow_up"]
    second.send(dana, ticket)
    other = ticket.follow_ups.latest("pk")
    assert WORDS not in shown(dana, f"/tickets/T{ticket.pk}/follow-up/{other.pk}/withdraw/")


def test_a_page_asks_as_many_questions_for_one_draft_as_for_many(ticket, dana):
    act = BY_NAME["forward"]
    save(dana, written(act, ticket))
    client = browser(dana)
    open_it = partial(client.get, act.address(ticket))
    open_it()
    with CaptureQueriesContext(connection) as few:
        open_it()
    for _ in range(5):
        save(dana, written(act, ticket))
    with CaptureQueriesContext(connection) as many:
        open_it()
    assert len(many) == len(few)
