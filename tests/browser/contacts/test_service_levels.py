"""Hours, targets and absences on screens; a late ticket; resolving with open follow-ups, by keyboard."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from contacts.actions import service_clock
from contacts.actions.following_up import promise_follow_up
from contacts.actions.keeping_holidays import have_federal_holidays
from contacts.actions.reckoning import reckon_batch
from contacts.actions.telling_missed_targets import tell_missed_targets
from contacts.calendars import week_of
from contacts.models import ClosedDay, ServiceTarget, Ticket
from tests import cast
from tests.browser.contacts.keyboard import Keyboard
from tests.browser.contacts.office import as_it_is, next_morning
from uccms.accounts import roles
from uccms.accounts.models import BusinessArea

AREA = "/areas/contact-center/"


def center() -> BusinessArea:
    return BusinessArea.objects.get(slug="contact-center")


def test_a_supervisor_keeps_hours_days_and_targets_by_keyboard(open_as, office, forgiven):
    forgiven.add("status of 422")
    page = open_as("/supervision/", roles.SUPERVISOR)
    page.get_by_role("link", name="Areas", exact=True).focus()
    keys = Keyboard(page)
    keys.follow("Enter")
    page.get_by_role("link", name="Contact Center").focus()
    keys.follow("Enter")
    page.get_by_role("link", name="Change the business hours").focus()
    keys.follow("Enter")
    expect(page.get_by_label("Monday")).to_be_focused()
    keys.press("Control+a")
    keys.type("8:30 a.m. to noon, 1 to")
    keys.follow("Control+Enter")
    error = page.locator("#id_day_0_error")
    expect(error).to_contain_text("is no time of day")
    expect(page.get_by_label("Monday")).to_have_value("8:30 a.m. to noon, 1 to")
    keys.tab_to("Monday")
    page.get_by_label("Monday").press("End")
    keys.type(" 5 p.m.")
    keys.follow("Control+Enter")
    expect(page.get_by_role("status").first).to_contain_text("The hours are saved.")
    expect(page.get_by_text("8:30 a.m. to noon, 1 p.m. to 5 p.m.")).to_be_visible()
    assert week_of(center())[0] == ((510, 720), (780, 1020))

    day = timezone.localdate() + timedelta(days=20)
    page.get_by_role("link", name="New day").focus()
    keys.follow("Enter")
    page.get_by_label("Day", exact=True).fill(day.isoformat())
    page.get_by_label("The office is").select_option(label="Closes early")
    page.get_by_label("Closes at").fill("1 p.m.")
    page.get_by_label("Why").fill("Meeting of all staff")
    page.get_by_label("Why").focus()
    keys.follow("Control+Enter")
    expect(page.get_by_role("row", name="Meeting of all staff")).to_contain_text("closed from 1 p.m. on")
    assert ClosedDay.objects.get().closes == 13 * 60

    page.get_by_role("link", name="New target").focus()
    keys.follow("Enter")
    keys.tab_to("First answer within business hours")
    keys.type("4")
    keys.press("Tab")
    keys.type("16.5")
    keys.follow("Control+Enter")
    expect(page.get_by_role("row", name="All other topics")).to_contain_text("16.5 h")
    target = ServiceTarget.objects.get()
    assert (target.first_answer, target.resolution) == (240, 990)


def test_an_administrator_removes_a_holiday_and_puts_it_back_by_keyboard(open_as, office):
    have_federal_holidays()
    holiday = ClosedDay.objects.filter(is_federal=True, day__gt=timezone.localdate()).earliest("day")
    spoken = f"{holiday.day:%B} {holiday.day.day}, {holiday.day.year}"
    page = open_as("/holidays/", roles.ADMINISTRATOR)
    keys = Keyboard(page)
    removed = page.get_by_role("region", name="Removed federal holidays")
    listed = page.get_by_role("region", name="Special days").get_by_role("button", name=f"Remove {spoken}")
    expect(removed).to_have_count(0)
    listed.focus()
    keys.follow("Enter")
    expect(page.get_by_role("status").first).to_contain_text(f"{holiday.name} is removed")
    expect(removed).to_contain_text(holiday.name)
    expect(listed).to_have_count(0)
    assert have_federal_holidays() == 0, "the nightly job does not bring it back"
    with page.expect_navigation():
        page.reload()
    expect(removed).to_contain_text(holiday.name)
    expect(listed).to_have_count(0)
    back = removed.get_by_role("button", name=f"Put back {holiday.name}, {spoken}")
    expect(back).to_be_in_viewport()
    back.focus()
    keys.follow("Enter")
    expect(page.get_by_role("status").first).to_contain_text(f"{holiday.name} is on the list again")
    expect(removed).to_have_count(0)
    expect(listed).to_have_count(1)


@pytest.mark.parametrize("script", [True, False])
def test_a_supervisor_removes_a_holiday_for_the_area_and_puts_it_back(open_as, office, script):
    have_federal_holidays()
    holiday = ClosedDay.objects.filter(is_federal=True, day__gt=timezone.localdate()).earliest("day")
    page = open_as(AREA, roles.SUPERVISOR, script=script)
    row = page.get_by_role("row").filter(has_text=f"{holiday.day:%b} {holiday.day.day}, {holiday.day.year}")
    expect(row).to_contain_text("closed all day")
    with page.expect_navigation():
        row.get_by_role("button", name="Remove here").click()
    expect(page.get_by_role("status").first).to_contain_text(f"{holiday.name} is removed here")
    expect(row).to_contain_text("open as usual")
    expect(row).to_contain_text("For all areas: closed all day")
    with page.expect_navigation():
        row.get_by_role("button", name=f"Put back {holiday.name}").click()
    expect(row).to_contain_text("closed all day")
    expect(row.get_by_role("button", name="Remove here")).to_be_visible()
    assert not ClosedDay.objects.filter(area=center()).exists()


def test_what_was_removed_meanwhile_is_said_and_not_done(open_as, office):
    have_federal_holidays()
    holiday = ClosedDay.objects.filter(is_federal=True, day__gt=timezone.localdate()).earliest("day")
    page = open_as(AREA, roles.SUPERVISOR)
    ClosedDay.objects.filter(pk=holiday.pk).update(is_removed=True, version=2)
    with page.expect_navigation():
        page.get_by_role("button", name="Remove here").first.click()
    expect(page.get_by_role("alert")).to_contain_text("Somebody changed this day since you read it.")
    assert not ClosedDay.objects.filter(area=center()).exists()


def test_the_screens_with_a_removed_holiday_are_for_everybody(open_as, office, examine):
    have_federal_holidays()
    first, second, third = ClosedDay.objects.filter(is_federal=True, day__gt=timezone.localdate())[:3]
    ClosedDay.objects.filter(pk__in=[first.pk, second.pk]).update(is_removed=True)
    ClosedDay.objects.create(area=center(), day=third.day, name=third.name, kind="usual")
    page = open_as("/holidays/", roles.ADMINISTRATOR)
    examine(page, "holidays-removed")
    examine(open_as(AREA, roles.SUPERVISOR), "area-with-a-holiday-removed")


def test_what_missed_its_target_is_seen_by_the_supervisor_and_then_gone(open_as, office):
    ServiceTarget.objects.create(area=center(), resolution=60)
    Ticket.objects.filter(pk=office.ticket.pk).update(clock_from=timezone.now() - timedelta(days=30))
    reckon_batch(center().pk)
    tell_missed_targets()
    page = open_as("/desk/", roles.SUPERVISOR)
    panel = page.get_by_role("region", name="Missed in your areas")
    expect(panel).to_contain_text(office.ticket.number)
    panel.get_by_role("button", name="Seen").click()
    expect(panel).to_contain_text("Nothing that you have not seen.")
    page.get_by_role("link", name="Show all that are late").click()
    row = page.locator(f"#T{office.ticket.pk}")
    expect(row).to_contain_text(re.compile(r"Resolve \d+ days late"))
    due = row.locator("> :last-child")
    assert due.evaluate("cell => cell.scrollWidth <= cell.clientWidth")
    page.goto(f"/tickets/T{office.ticket.pk}/")
    expect(page.get_by_role("region", name="Service level")).to_contain_text("Resolution missed")


def test_resolving_asks_of_each_promise_by_keyboard(open_as, office, forgiven):
    forgiven.add("status of 422")
    second = promise_follow_up(office.ticket, due_at=next_morning() + timedelta(hours=3), by=office.agent)
    first = office.ticket.follow_ups.exclude(pk=second.pk).get()
    page = open_as(f"/tickets/T{office.ticket.pk}/")
    keys = Keyboard(page)
    keys.follow("r")
    keys.type("Answered")
    keys.tab_to("What was done")
    keys.type("Sent the oath back.")
    keys.follow("Control+Enter")
    expect(page.locator("[data-errors]")).to_contain_text("Say whether this follow-up is kept or withdrawn.")
    keys.tab_to("Kept by this")
    keys.press("Space", "Tab", "ArrowRight")
    expect(page.locator(f"[name=promised_{first.pk}]:checked")).to_have_value("kept")
    expect(page.locator(f"[name=promised_{second.pk}]:checked")).to_have_value("withdrawn")
    keys.tab_to("Why withdrawn?")
    keys.type("It was about the same.")
    keys.follow("Control+Enter")
    expect(page.get_by_text("is resolved.")).to_be_visible()
    expect(page.get_by_text("Follow-up kept")).to_be_visible()
    expect(page.get_by_text("It was about the same.")).to_be_visible()
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.kept_at is not None
    assert second.reason == "It was about the same."
    assert as_it_is(office.ticket).state == "resolved"


def test_without_script_one_says_that_one_is_away(open_as, office):
    page = open_as("/desk/", script=False)
    page.get_by_role("link", name="I will be away").click()
    page.get_by_label("First day back").fill((timezone.localdate() + timedelta(days=9)).isoformat())
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("You are away until")).to_be_visible()
    assert cast.again(office.agent).is_away


def test_the_screens_of_service_levels_are_for_everybody(open_as, office, examine):
    ServiceTarget.objects.create(area=center(), first_answer=60, resolution=60)
    ClosedDay.objects.create(area=center(), day=timezone.localdate() + timedelta(days=9), name="Move")
    ClosedDay.objects.create(
        day=timezone.localdate() + timedelta(days=8), name="Storm", kind="early", closes=780
    )
    with service_clock.going_by(timezone.now() - timedelta(days=30)):
        late = cast.ticket(
            office.agent, topic=cast.topic("Maintenance fee: amount due"), channel="email",
            started_at=timezone.now() - timedelta(days=30),
        )  # fmt: skip
    tell_missed_targets()
    supervisor = roles.SUPERVISOR
    page = open_as("/desk/", supervisor)
    examine(page, "desk-of-supervisor")
    agent = office.agent.pk
    for address in ("/areas/", AREA, f"{AREA}hours/", f"{AREA}days/new/", f"{AREA}targets/new/"):
        page.goto(address)
        examine(page, f"levels{address.replace('/', '-')}")
    for address in ("/holidays/", f"/people/{agent}/away/", f"/tickets/T{late.pk}/", "/tickets/?due=missed"):
        page.goto(address)
        examine(page, "levels" + re.sub(r"\W", "-", address))
