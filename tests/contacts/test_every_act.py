"""What holds for everything that is done on a ticket."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from django.test import Client
from markupsafe import escape

from contacts.actions.correcting import correct_text
from contacts.models import Participation, Ticket
from contacts.queries.ticket_page import timeline
from tests import cast
from tests.contacts.acts import (
    ACTS,
    BUSINESS,
    BY_NAME,
    NOT_BUSINESS,
    WITH_TEXT,
    astray,
    at_once,
    browser,
    business_changes,
    changes_of,
    first_contact,
    number_of,
)
from uccms.audit.models import Change
from uccms.privacy.models import Statement

pytestmark = pytest.mark.django_db
SSN = "219-09-9999"
HOSTILE = {
    "script": "<script>alert('x')</script><img src=x onerror=alert(1)>",
    "thai": "นางสาวกัญญารัตน์ ศรีสุวรรณ โทรมาถาม",
    "right_to_left": "السيدة ليلى حداد تسأل \u202eعن الطلب",
    "template": "{{ request.user.password }}{% debug %}",
    "sql": "'; DROP TABLE contacts_ticket; --",
    "emoji": "👩🏽‍⚖️ asked again",
}
everything = pytest.mark.parametrize("act", ACTS, ids=str)
every_text = pytest.mark.parametrize(("act", "name"), WITH_TEXT, ids=[f"{a}-{n}" for a, n in WITH_TEXT])


@contextmanager
def tried() -> Iterator[None]:
    """What is done within is undone, so that the next thing is tried on the same ticket."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@everything
def test_it_works_and_is_on_the_timeline_under_who_did_it(act, ticket, dana):
    act.prepare(ticket, dana)
    before = number_of(act, ticket)
    version = Ticket.objects.get(pk=ticket.pk).version
    assert act.send(dana, ticket).status_code == 302
    assert number_of(act, ticket) == before + 1
    assert Ticket.objects.get(pk=ticket.pk).version == version + 1
    newest = max(timeline(ticket)[0], key=lambda moment: moment.recorded_at)
    assert (newest.contact.agent if newest.contact else newest.entry.by) == dana
    assert not astray()


@everything
def test_it_is_in_the_history_under_who_did_it(act, ticket, dana, mara):
    act.prepare(ticket, dana)
    before = set(Change.objects.values_list("pk", flat=True))
    assert act.send(mara, ticket).status_code == 302
    new = Change.objects.exclude(pk__in=before).filter(table_name__startswith=BUSINESS)
    new = new.exclude(table_name__in=NOT_BUSINESS)
    assert {(each.actor_id, each.page) for each in new} == {(mara.pk, f"contacts:{act.name}")}
    table = "contacts_timelineentry" if act.kind else "contacts_contact"
    assert new.filter(table_name=table, operation="insert").exists()
    assert new.filter(table_name="contacts_ticket", row_key=str(ticket.pk)).exists()
    assert Participation.objects.filter(ticket=ticket, user=mara).exists()


@everything
def test_a_stranger_gets_404_and_changes_nothing(act, ticket, dana, luis):
    act.prepare(ticket, dana)
    before = business_changes()
    assert act.send(luis, ticket).status_code == 404
    assert browser(luis).get(act.address(ticket)).status_code == (404 if act.has_page else 405)
    assert business_changes() == before


@everything
def test_a_role_without_tickets_gets_404_and_who_is_signed_out_is_sent_to_sign_in(
    act, ticket, dana, petra, adam
):
    act.prepare(ticket, dana)
    before = business_changes()
    for person in (petra, adam):
        assert act.send(person, ticket).status_code == 404
    answer = Client().post(act.address(ticket), act.form(ticket))
    assert answer.status_code in (302, 403)
    assert business_changes() == before


@everything
def test_the_call_center_and_the_supervisor_may(act, ticket, dana, carol, sven):
    act.prepare(ticket, dana)
    for person in (carol, sven):
        answer = browser(person).get(act.address(ticket))
        assert answer.status_code in ((200, 302) if act.has_page else (405,))
    assert act.send(sven, ticket).status_code == 302


@everything
def test_opening_the_form_changes_no_business_row(act, ticket, dana):
    act.prepare(ticket, dana)
    before = business_changes()
    browser(dana).get(act.address(ticket))
    assert business_changes() == before


@everything
def test_sent_twice_it_is_done_once(act, ticket, dana):
    act.prepare(ticket, dana)
    form = act.form(ticket)
    address = act.address(ticket)
    before = number_of(act, ticket)
    client = browser(dana)
    first = client.post(address, form)
    assert first.status_code == 302
    version = Ticket.objects.get(pk=ticket.pk).version
    again = client.post(address, form)
    assert (again.status_code, again.headers["Location"]) == (302, first.headers["Location"])
    assert number_of(act, ticket) == before + 1
    assert Ticket.objects.get(pk=ticket.pk).version == version
    said = [str(each) for each in client.get(first.headers["Location"]).context["messages"]]
    assert said[0] == said[1], "the second answer says what the first one said"


@pytest.mark.parametrize("act", [each for each in ACTS if each.conflicts], ids=str)
def test_the_form_of_somebody_else_is_not_taken_for_ones_own(act, ticket, dana, mara):
    act.prepare(ticket, dana)
    form, address = act.form(ticket), act.address(ticket)
    assert browser(dana).post(address, form).status_code == 302
    before = business_changes()
    late = 404 if act.name == "forward" else 409  # her area has it no more
    assert browser(mara).post(address, form).status_code == late
    assert business_changes() == before


@every_text
def test_the_same_form_with_other_words_is_not_taken_for_the_one_that_was_sent(act, name, ticket, dana):
    act.prepare(ticket, dana)
    form, address = act.form(ticket), act.address(ticket)
    client = browser(dana)
    assert client.post(address, form).status_code == 302
    before = business_changes()
    answer = client.post(address, form | {name: "Other"})
    if act.name != "remove_file":  # whose file is gone
        assert answer.status_code == (409 if act.conflicts or act.name == "withdraw" else 422)
    page = answer.content.decode()
    assert "Other" in page
    assert form["submission_id"] not in page, "sent again, it is another one"
    assert business_changes() == before


@everything
@pytest.mark.django_db(transaction=True)
def test_sent_eight_times_at_once_it_is_done_once(act, ticket, dana):
    act.prepare(ticket, dana)
    form, address = act.form(ticket), act.address(ticket)
    before = number_of(act, ticket)
    clients = [browser(dana) for _ in range(8)]
    answers = at_once([lambda client=client: client.post(address, form).status_code for client in clients])
    assert answers == [302] * 8
    assert number_of(act, ticket) == before + 1


@pytest.mark.parametrize("act", [each for each in ACTS if each.conflicts], ids=str)
def test_of_two_agents_at_once_the_second_sees_what_the_first_did_and_loses_nothing(act, ticket, dana, mara):
    act.prepare(ticket, dana)
    form, address = act.form(ticket), act.address(ticket)
    assert browser(mara).post(address, act.form(ticket)).status_code == 302
    typed = {name: f"My own words about {name}." for name in act.guarded}
    before = business_changes()
    late = browser(dana).post(address, form | typed)
    assert late.status_code == 409
    page = late.content.decode()
    assert "Somebody changed this while you were writing" in page
    assert "Mara Lind" in page.split("What happened since you opened it")[1].split("</ol>")[0]
    for words in typed.values():
        assert words in page
    assert business_changes() == before
    assert f'name="version" value="{act.version(ticket)}"' in page, (
        "sent again, it is for the ticket as it is now"
    )


def test_the_second_sees_everything_that_one_act_of_the_first_wrote(ticket, dana, mara):
    """A call that ends the waiting is two lines: what was said, and that the ticket is open again."""

    BY_NAME["wait"].send(dana, ticket)
    forward = BY_NAME["forward"]
    form = forward.form(ticket)
    cast.contact(mara, ticket=ticket, outcome=cast.KeptOpen("as_is"), description="Here is the signed copy.")
    page = browser(dana).post(forward.address(ticket), form).content.decode()
    since = page.split("What happened since you opened it")[1].split("</ol>")[0]
    assert "Here is the signed copy." in since
    assert "Reopened" in since
    assert "For the signed copy." not in since, "that was there when the form was opened"


@everything
def test_a_version_that_makes_no_sense_changes_nothing(act, ticket, dana):
    act.prepare(ticket, dana)
    before = number_of(act, ticket)
    for version in ("", "x", "-1", "99999999999999999999", "0"):
        with tried():
            answer = act.send(dana, ticket, version=version)
            if act.conflicts or act.reads_version or not version.isdigit():
                assert answer.status_code in (409, 422), version
                assert number_of(act, ticket) == before, version
            else:
                assert answer.status_code == 302, "what cannot be overwritten asks for no version"


@every_text
def test_a_finding_stays_on_the_screen_and_nowhere_else(act, name, ticket, dana):
    act.prepare(ticket, dana)
    before = business_changes()
    text = f"Caller says {SSN} is it."
    answer = act.send(dana, ticket, **{name: text})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "social security number" in page
    assert page.count(SSN) == 1, "in the field itself, so that it can be mended"
    assert "219099999" not in page
    assert business_changes() == before
    assert not Change.objects.filter(after__icontains=SSN).exists()


@every_text
def test_what_was_stated_to_be_something_else_is_kept_and_recorded(act, name, ticket, dana):
    act.prepare(ticket, dana)
    form = act.form(ticket, **{name: f"A {SSN}."})
    client = browser(dana)
    page = client.post(act.address(ticket), form).content.decode()
    mark = re.search(r'name="state_finding" value="(ssn:[0-9a-f]+)"', page)[1]
    redrawn = client.post(
        act.address(ticket), form | {"state_finding": mark, f"label_{mark[4:]}": "tracking"}
    )
    stated = re.findall(r'name="stated" value="([^"]+)"', redrawn.content.decode())
    assert redrawn.status_code == 200
    assert stated == [f"{mark}:tracking"]
    assert Statement.objects.count() == 0, "nothing is recorded before it is sent"
    assert client.post(act.address(ticket), form | {"stated": stated}).status_code == 302
    statement = Statement.objects.get()
    assert (statement.by, statement.found, statement.stated) == (dana, "ssn", "tracking")


FORGED = [
    "ssn:0000:docket", "ssn::docket", "ssn", "::", "ssn:\x00:docket", f"ssn:{'0' * 64}:other", "x" * 10_000,
]  # fmt: skip


@every_text
def test_a_forged_statement_lets_nothing_through(act, name, ticket, dana):
    act.prepare(ticket, dana)
    before = business_changes()
    for forged in FORGED:
        answer = act.send(dana, ticket, **{name: f"A {SSN}.", "stated": forged})
        assert answer.status_code == 422, forged
    assert business_changes() == before


def test_a_statement_of_another_person_or_form_lets_nothing_through(ticket, dana, mara):
    act = BY_NAME["note"]
    form = act.form(ticket, text=f"A {SSN}.")
    page = browser(mara).post(act.address(ticket), form).content.decode()
    mark = re.search(r'name="state_finding" value="(ssn:[0-9a-f]+)"', page)[1]
    stated = {"stated": f"{mark}:docket"}
    assert browser(dana).post(act.address(ticket), form | stated).status_code == 422, "another person"
    assert act.send(mara, ticket, text=f"A {SSN}.", **stated).status_code == 422, "another form"
    assert browser(mara).post(act.address(ticket), form | stated).status_code == 302


@every_text
def test_django_helpdesk_0634f1b5_any_text_is_kept_as_it_is_and_shown_harmless(act, name, ticket, dana):
    act.prepare(ticket, dana)
    for text in HOSTILE.values():
        with tried():
            if name == "remaining":  # what removing leaves is shorter than what was there
                first = first_contact(ticket)
                correct_text(first, to=text + " and more that has to go", version=first.version, by=dana)
            assert act.send(dana, ticket, **{name: text}).status_code == 302, text
            page = browser(dana).get(f"/tickets/T{ticket.pk}/").content.decode()
            assert "<script>alert" not in page
            assert "<img src=x" not in page
            assert escape(text) in page.replace("&#x27;", "&#39;")


@every_text
def test_a_nul_byte_is_refused_or_left_out_and_never_an_error(act, name, ticket, dana):
    act.prepare(ticket, dana)
    before = business_changes()
    answer = act.send(dana, ticket, **{name: "A text\x00with it."})
    assert answer.status_code == 422
    assert business_changes() == before


@every_text
def test_ten_megabytes_are_refused_and_nothing_is_stored(act, name, ticket, dana):
    act.prepare(ticket, dana)
    before = business_changes()
    assert act.send(dana, ticket, **{name: "word " * 2_000_000}).status_code in (400, 413)
    assert business_changes() == before


@every_text
def test_a_text_that_is_too_long_is_still_in_the_form(act, name, ticket, dana):
    act.prepare(ticket, dana)
    before = business_changes()
    text = "word " * 40_000 + "the end"
    answer = act.send(dana, ticket, **{name: text})
    assert answer.status_code == 422
    assert "the end" in answer.content.decode()
    assert business_changes() == before


@everything
def test_a_ticket_that_does_not_exist_is_404(act, ticket, dana):
    act.prepare(ticket, dana)
    address = act.address(ticket).replace(f"T{ticket.pk}", "T999999999999999999")
    assert browser(dana).post(address, act.form(ticket)).status_code == 404
    address = act.address(ticket).replace(f"T{ticket.pk}", "T99999999999999999999")
    assert browser(dana).post(address, act.form(ticket)).status_code == 404


def test_the_history_names_the_actor_of_every_line(ticket, dana):
    changes = changes_of("contacts_ticket", ticket.pk)
    assert changes
    assert {each.actor_id for each in changes} == {dana.pk}
