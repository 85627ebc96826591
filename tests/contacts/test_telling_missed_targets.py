"""A target that is missed: seen in lists, and told once to the supervisors of the area."""

from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django import app

from contacts import jobs
from contacts.actions import service_clock
from contacts.actions.forwarding import forward_ticket
from contacts.actions.logging_contacts import KeptOpen
from contacts.actions.resolving import resolve_ticket
from contacts.actions.telling_missed_targets import see_missed_target, tell_missed_targets
from contacts.models import MissedTarget, ServiceTarget, Ticket
from contacts.models.tickets import NEVER
from tests import cast
from tests.contacts.acts import at_once, browser, changes_of, lines
from uccms.accounts import roles
from uccms.mail.models import Mail

pytestmark = pytest.mark.django_db
NOW = 0


@pytest.fixture(autouse=True)
def targets(filing):
    return ServiceTarget.objects.create(area=filing, first_answer=60, resolution=120)


def late(by, *, days: int = 30) -> Ticket:
    """An e-mail of long ago that nobody answered."""
    at = timezone.now() - timedelta(days=days)
    with service_clock.going_by(at):
        return Ticket.objects.get(pk=cast.ticket(by, channel="email", started_at=at).pk)


def test_the_jobs_are_on_the_clock():
    known = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}
    assert known["contacts.jobs.tell_supervisors_what_was_missed"] == "* * * * *"
    assert known["contacts.jobs.mail_supervisors_what_was_missed"] == "5 * * * *"
    assert known["contacts.jobs.put_federal_holidays_on_the_list"] == "17 3 * * *"


def test_both_targets_are_told_once_however_often_the_job_runs(dana, filing):
    ticket = late(dana)
    version = ticket.version
    for _ in range(3):
        jobs.tell_supervisors_what_was_missed(NOW)
    told = {each.kind: each.due_at for each in MissedTarget.objects.filter(area=filing)}
    assert told == {"first_answer": ticket.first_answer_due, "resolution": ticket.resolution_due}
    ticket.refresh_from_db()
    assert (ticket.untold_due, ticket.version) == (NEVER, version)
    assert [each.actor_id for each in changes_of("contacts_missedtarget")] == [None, None]


@pytest.mark.django_db(transaction=True)
def test_by_eight_workers_at_once_it_is_told_once(dana):
    tickets = [late(dana) for _ in range(6)]
    results = at_once([tell_missed_targets] * 8)
    assert not [each for each in results if isinstance(each, Exception)]
    assert sum(results) == MissedTarget.objects.count() == 2 * len(tickets)


def test_what_is_not_late_is_not_told(dana):
    cast.ticket(dana, channel="email")
    jobs.tell_supervisors_what_was_missed(NOW)
    assert not MissedTarget.objects.exists()


def test_what_was_told_once_is_not_told_again_after_another_delay(dana):
    ticket = late(dana)
    jobs.tell_supervisors_what_was_missed(NOW)
    resolve_ticket(ticket, code=cast.code(), resolution="Sent.", by=dana)
    cast.contact(dana, ticket=ticket, channel="email", outcome=KeptOpen("as_is"))
    Ticket.objects.filter(pk=ticket.pk).update(resolution_due=timezone.now() - timedelta(minutes=1))
    jobs.tell_supervisors_what_was_missed(NOW)
    assert MissedTarget.objects.filter(kind="resolution").count() == 1


def test_who_resolves_late_before_the_job_came_has_missed_it_all_the_same(dana):
    ticket = late(dana)
    resolve_ticket(ticket, code=cast.code(), resolution="Sent.", by=dana)
    assert MissedTarget.objects.count() == 2
    jobs.tell_supervisors_what_was_missed(NOW)
    assert MissedTarget.objects.count() == 2


def test_what_one_area_missed_is_that_areas_after_it_was_forwarded(dana, filing, petitions):
    ticket = late(dana)
    forward_ticket(ticket, to=petitions, by=dana)
    assert set(MissedTarget.objects.values_list("area", flat=True)) == {filing.pk}


def test_it_is_on_the_supervisors_desk_until_it_is_seen(dana, sven, luis):
    ticket = late(dana)
    jobs.tell_supervisors_what_was_missed(NOW)
    page = browser(sven).get("/desk/").content.decode()
    assert page.count("was due") == 2
    assert ticket.number in page
    first = MissedTarget.objects.order_by("due_at")[0]
    for person in (dana, luis):
        assert "Missed in your areas" not in browser(person).get("/desk/").content.decode()
        assert browser(person).post(f"/missed/{first.pk}/seen/").status_code == 404
    assert browser(sven).post(f"/missed/{first.pk}/seen/").status_code == 302
    first.refresh_from_db()
    assert first.seen_by == sven
    assert browser(sven).get("/desk/").content.decode().count("was due") == 1


def test_the_supervisor_of_another_area_neither_sees_it_nor_has_seen_it(dana, petitions):
    other = cast.staff("otto", petitions, role=roles.SUPERVISOR)
    late(dana)
    jobs.tell_supervisors_what_was_missed(NOW)
    assert "was due" not in browser(other).get("/desk/").content.decode()
    assert browser(other).post(f"/missed/{MissedTarget.objects.first().pk}/seen/").status_code == 404
    assert not MissedTarget.objects.exclude(seen_at=None).exists()


def test_seen_by_two_it_stays_the_first_ones(dana, sven, filing):
    second = cast.staff("signe", filing, role=roles.SUPERVISOR)
    late(dana)
    jobs.tell_supervisors_what_was_missed(NOW)
    missed = MissedTarget.objects.first()
    for person in (sven, second):
        browser(person).post(f"/missed/{missed.pk}/seen/")
    missed.refresh_from_db()
    assert missed.seen_by == sven


def test_lists_and_the_tickets_page_say_it_in_words_and_with_a_drawing(dana):
    ticket = late(dana)
    soon = cast.ticket(dana, channel="email")
    Ticket.objects.filter(pk=soon.pk).update(
        due_key=timezone.now() + timedelta(minutes=20),
        first_answer_due=timezone.now() + timedelta(minutes=20),
    )
    Ticket.objects.filter(pk=soon.pk).update(due_key=Ticket.objects.get(pk=soon.pk).first_answer_due)
    client = browser(dana)
    for address in ("/tickets/?sort=due", "/desk/"):
        page = client.get(address).content.decode()
        assert "#i-alert" in page and "days late" in page
        assert "Answer " in page and "#i-clock" in page
    jobs.tell_supervisors_what_was_missed(NOW)
    page = client.get(f"/tickets/T{ticket.pk}/").content.decode()
    assert "First answer missed" in page and "Resolution missed" in page


def test_the_queue_shows_what_missed_its_service_level_and_nothing_else(dana, ticket):
    missed = late(dana)
    promised = cast.ticket(dana)
    Ticket.objects.filter(pk__in=[promised.pk, ticket.pk]).update(
        due_key=timezone.now() - timedelta(hours=1), clock_from=None
    )
    answered = late(dana)
    cast.contact(dana, ticket=answered, channel="email", direction="out", outcome=KeptOpen("as_is"))
    client = browser(dana)
    for sort in ("due", "newest"):
        page = client.get(f"/tickets/?due=missed&sort={sort}").content.decode()
        assert f'id="T{missed.pk}"' in page and f'id="T{answered.pk}"' in page
        assert f'id="T{promised.pk}"' not in page
    assert lines(missed, "note") == []


# Mail.


def addressed(person, address: str = ""):
    person.email = address or f"{person.username}@agency.example"
    person.save(update_fields=["email"])
    return person


def test_a_supervisor_gets_one_mail_with_numbers_and_no_word_of_the_customer(dana, sven, marisol):
    addressed(sven), addressed(dana)
    ticket = late(dana)
    Ticket.objects.filter(pk=ticket.pk).update(customer=marisol)
    jobs.tell_supervisors_what_was_missed(NOW)
    for _ in range(3):
        jobs.mail_supervisors_what_was_missed(NOW)
    mail = Mail.objects.get(kind="missed_targets")
    assert (mail.to, mail.subject) == (
        "sven@agency.example",
        "2 service levels were missed in Filing Receipts",
    )
    for text in (mail.text, mail.html):
        assert f"{ticket.number}" in text and "irst answer was due" in text
        for word in ("Marisol", "Quintero", ticket.subject, "Dana"):
            assert word not in text


def test_what_is_missed_later_is_another_mail(dana, sven):
    addressed(sven)
    for _ in range(2):
        ticket = late(dana)
        jobs.tell_supervisors_what_was_missed(NOW)
        jobs.mail_supervisors_what_was_missed(NOW)
    assert Mail.objects.count() == 2
    assert ticket.number in Mail.objects.latest("pk").text
    assert Mail.objects.latest("pk").text.count("was due") == 2


def test_what_a_supervisor_has_seen_is_not_written_any_more(dana, sven):
    addressed(sven)
    late(dana)
    jobs.tell_supervisors_what_was_missed(NOW)
    for each in MissedTarget.objects.all():
        see_missed_target(each, by=sven)
    jobs.mail_supervisors_what_was_missed(NOW)
    assert not Mail.objects.exists()


def test_mail_goes_to_supervisors_of_the_area_who_have_an_address_and_to_nobody_else(
    dana, sven, mara, luis, filing, petitions, adam
):
    cast.staff("noaddress", filing, role=roles.SUPERVISOR)
    others = [cast.staff("otto", petitions, role=roles.SUPERVISOR), mara, luis, dana, adam]
    gone = addressed(cast.staff("gone", filing, role=roles.SUPERVISOR))
    gone.is_active = False
    gone.save()
    for each in (*others, sven):
        addressed(each)
    late(dana)
    jobs.tell_supervisors_what_was_missed(NOW)
    jobs.mail_supervisors_what_was_missed(NOW)
    assert list(Mail.objects.values_list("to", flat=True)) == ["sven@agency.example"]
    assert browser(sven).get(f"/mail/{Mail.objects.get().pk}/").status_code == 200
    assert browser(others[0]).get(f"/mail/{Mail.objects.get().pk}/").status_code == 404


def test_an_address_that_is_none_stops_no_other_mail(dana, sven, filing):
    addressed(sven, "sven, the boss")
    addressed(cast.staff("signe", filing, role=roles.SUPERVISOR))
    late(dana)
    jobs.tell_supervisors_what_was_missed(NOW)
    jobs.mail_supervisors_what_was_missed(NOW)
    assert list(Mail.objects.values_list("to", flat=True)) == ["signe@agency.example"]


def test_what_was_told_long_ago_is_no_news(dana, sven):
    addressed(sven)
    late(dana)
    jobs.tell_supervisors_what_was_missed(NOW)
    MissedTarget.objects.update(told_at=timezone.now() - timedelta(days=3))
    jobs.mail_supervisors_what_was_missed(NOW)
    assert not Mail.objects.exists()


# The call center's supervisors.


def test_the_call_centers_supervisor_sees_what_other_areas_missed_and_cannot_take_it_off_their_desks(
    dana, sven
):
    chief = cast.staff("chief", cast.call_center(), role=roles.SUPERVISOR)
    ticket = late(dana)
    jobs.tell_supervisors_what_was_missed(NOW)
    page = browser(chief).get("/desk/").content.decode()
    assert "Missed in other areas, not yet seen there" in page and ticket.number in page
    assert "/missed/" not in page
    missed = MissedTarget.objects.first()
    assert browser(chief).post(f"/missed/{missed.pk}/seen/").status_code == 403
    assert "Missed in other areas" not in browser(sven).get("/desk/").content.decode()
    for each in MissedTarget.objects.all():
        see_missed_target(each, by=sven)
    assert "Missed in other areas" not in browser(chief).get("/desk/").content.decode()
