"""What is typed on a ticket survives: leaving the page, another machine, one's settings, a second window."""

import re

import pytest
from playwright.sync_api import Page, expect

from contacts.actions.noting import add_note
from contacts.models import Draft, TimelineEntry
from tests import cast
from tests.browser.contacts.keyboard import Keyboard
from tests.browser.contacts.office import as_it_is
from tests.browser.contacts.test_contact_screen import wait_for
from tests.browser.waiting import follow
from uccms.accounts import roles
from uccms.accounts.models import User

SAVED = re.compile(r"^\s*Draft saved \d\d:\d\d:\d\d")
IS_ASKED = """() => {
    const leaving = new Event("beforeunload", { cancelable: true });
    window.dispatchEvent(leaving);
    return leaving.defaultPrevented;
}"""


def saved(page: Page) -> None:
    """Wait until the page says that it is kept."""
    expect(page.locator("[data-draft-status]")).to_have_text(SAVED)


def notes() -> list[str]:
    return [*TimelineEntry.objects.filter(kind="note").order_by("pk").values_list("text", flat=True)]


def test_what_is_typed_in_a_form_of_an_act_is_there_on_another_machine(open_as, office, examine):
    page = open_as(f"/tickets/{office.ticket.number}/")
    keys = Keyboard(page)
    keys.follow("f")
    discard = page.get_by_role("button", name="Discard the draft")
    expect(discard).to_be_hidden()
    keys.tab_to("To")
    keys.type("Filing")
    keys.tab_to("Note for them")
    keys.type("Half of what they need to")
    saved(page)
    expect(discard).to_be_visible()
    examine(page, "act-with-draft")

    other = open_as("/desk/")
    follow(other.get_by_role("link", name="Half of what they need to"))
    expect(other.get_by_label("Note for them")).to_have_value("Half of what they need to")
    expect(other.get_by_role("combobox", name="To")).to_have_value("Filing Receipts")
    expect(other.locator("[data-draft-status]")).to_contain_text("Your draft of")
    examine(other, "act-resumed")
    other.get_by_label("Note for them").focus()
    other.keyboard.press("End")
    Keyboard(other).type(" know.")
    with other.expect_navigation():
        other.keyboard.press("Control+Enter")
    expect(other.get_by_text("is now with Filing Receipts.")).to_be_visible()
    assert as_it_is(office.ticket).timeline.get(kind="forwarded").text == "Half of what they need to know."
    assert not Draft.objects.exists()


def test_who_leaves_in_the_middle_of_a_word_loses_nothing_and_is_not_asked(open_as, office):
    page = open_as(f"/tickets/{office.ticket.number}/resolve/")
    keys = Keyboard(page)
    keys.tab_to("What was done")
    keys.type("Sent a corr")
    assert not page.evaluate(IS_ASKED)
    follow(page.get_by_role("link", name="Back to the ticket"))
    wait_for(lambda: "Sent a corr" in str(Draft.objects.values_list("fields", flat=True)))
    follow(page.get_by_role("link", name="Resolve"))
    expect(page.get_by_label("What was done")).to_have_value("Sent a corr")
    page.get_by_label("What was done").press("End")
    page.keyboard.type("ected rec")
    page.goto("/desk/")  # by the address bar: the field is never left
    wait_for(lambda: "Sent a corrected rec" in str(Draft.objects.values_list("fields", flat=True)))


def test_who_leaves_while_nothing_can_be_saved_is_asked(open_as, office, forgiven):
    forgiven.add("ERR_FAILED")
    page = open_as(f"/tickets/{office.ticket.number}/resolve/")
    page.route("**/contacts/drafts/", lambda route: route.abort())
    page.get_by_label("What was done").fill("Sent a corr")
    page.get_by_label("What was done").blur()
    expect(page.locator("[data-draft-status]")).to_contain_text("Not saved: no connection.")
    assert page.evaluate(IS_ASKED)
    page.unroute("**/contacts/drafts/")
    page.get_by_label("What was done").press("End")
    page.keyboard.type("e")
    page.get_by_label("What was done").blur()
    saved(page)
    assert not page.evaluate(IS_ASKED)


def test_who_leaves_a_text_that_is_kept_nowhere_is_asked(open_as, office):
    contact = office.ticket.contacts.get()
    page = open_as(f"/tickets/{office.ticket.number}/remove/c{contact.pk}/")
    page.wait_for_load_state()
    assert not page.evaluate(IS_ASKED), "nothing is typed"
    page.get_by_label("Why? Do not repeat").fill("It slipped in.")
    assert page.evaluate(IS_ASKED)


def test_a_draft_is_discarded_where_it_is_typed(open_as, office):
    page = open_as(f"/tickets/{office.ticket.number}/wait/")
    page.get_by_label("What do we wait for?").fill("Never mind th")
    saved(page)
    page.get_by_label("What do we wait for?").press("End")
    page.keyboard.type("is")
    follow(page.get_by_role("button", name="Discard the draft"))
    expect(page.get_by_text("The draft is discarded.")).to_be_visible()
    expect(page.get_by_label("What do we wait for?")).to_have_value("")
    assert not Draft.objects.exists()


def test_the_note_beside_files_is_kept_also_when_the_form_came_back(open_as, office, examine, forgiven):
    forgiven.add("status of 422")
    page = open_as(f"/tickets/{office.ticket.number}/attach/")
    note = page.get_by_label("Note")
    note.fill("As she pro")
    saved(page)
    page.get_by_role("button", name="Attach").click()
    expect(page.get_by_role("alert").filter(has_text="to settle first")).to_be_visible()
    examine(page, "attach-with-draft")
    note.press("End")
    page.keyboard.type("mised.")
    wait_for(lambda: "As she promised." in str(Draft.objects.values_list("fields", flat=True)))
    expect(page.get_by_role("button", name="Discard the draft")).to_be_visible()
    assert Draft.objects.count() == 1


def test_a_comment_of_a_review_is_there_again(open_as, office, examine):
    address = f"/supervision/review/{office.resolved.number}/"
    page = open_as(address, roles.SUPERVISOR)
    Keyboard(page).write("Alt+c", "Say which form it")
    saved(page)
    page.goto(address)
    comment = page.get_by_label("Comment, or why it goes back")
    expect(comment).to_have_value("Say which form it")
    examine(page, "review-with-draft")
    follow(page.get_by_role("button", name="Discard the draft"))
    expect(comment).to_have_value("")


def test_who_comes_back_sees_what_happened_and_sends_it_once(open_as, office, examine):
    page = open_as(f"/tickets/{office.ticket.number}/forward/")
    page.get_by_role("combobox", name="To").fill("Filing")
    page.get_by_label("Note for them").fill("Please correct it.")
    saved(page)
    colleague = cast.staff("mai", cast.call_center(), name="Mai Tran")
    add_note(office.ticket, text="She called again.", submission_id=cast.uuid.uuid4(), by=colleague)
    page.goto(f"/tickets/{office.ticket.number}/forward/")
    expect(page.get_by_role("heading", name="The ticket changed since you wrote this draft")).to_be_visible()
    expect(page.locator(".timeline")).to_contain_text("She called again.")
    examine(page, "act-resumed-late")
    page.get_by_label("Note for them").focus()
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    expect(page.get_by_text("is now with Filing Receipts.")).to_be_visible()


def test_without_script_a_draft_is_there_and_can_be_discarded(open_as, office):
    page = open_as(f"/tickets/{office.ticket.number}/wait/")
    page.get_by_label("What do we wait for?").fill("Her oath.")
    saved(page)
    plain = open_as(f"/tickets/{office.ticket.number}/wait/", script=False)
    expect(plain.get_by_label("What do we wait for?")).to_have_value("Her oath.")
    follow(plain.get_by_role("button", name="Discard the draft"))
    expect(plain.get_by_label("What do we wait for?")).to_have_value("")
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    "where", ["/tickets/{}/?add=note", "/tickets/{}/?add=contact", "/tickets/{}/forward/"]
)
def test_zammad_3088_a_draft_survives_when_one_changes_ones_own_settings(where, open_as, office):
    """Changing the own profile threw away what was typed on tickets."""
    address = where.format(office.ticket.number)
    page = open_as(address)
    text = page.locator("textarea").first
    text.fill("Typed before")
    saved(page)
    settings = page.context.new_page()
    change_everything(settings)
    text.press("End")
    page.keyboard.type(" and after")
    wait_for(lambda: "Typed before and after" in str(Draft.objects.values_list("fields", flat=True)))
    saved(page)
    page.goto(address)
    expect(page.locator("textarea").first).to_have_value("Typed before and after")

    change_everything(page)  # on the very page that the form was left on
    page.goto(address)
    expect(page.locator("textarea").first).to_have_value("Typed before and after")
    assert Draft.objects.count() == 1


def change_everything(page: Page) -> None:
    """Keys, what is shown after saving, colors, and that one is away or here again."""
    page.goto("/account/")
    keys = page.get_by_label("Single-key shortcuts")
    were_on = keys.is_checked()
    keys.set_checked(not were_on)
    page.get_by_label("Dark").check()
    page.locator("input[name=after_saving]").last.check()
    with page.expect_navigation():
        page.get_by_role("button", name="Save").press("Enter")
    expect(page.get_by_text("Your preferences are saved.")).to_be_visible()
    agent = User.objects.get(username="agent")
    assert agent.shortcuts is not were_on
    page.goto(f"/people/{agent.pk}/away/")
    page.locator("input[name=until]").fill("" if agent.is_away else "2027-01-04")
    with page.expect_navigation():
        page.get_by_role("button", name="Save").press("Enter")
    assert User.objects.get(username="agent").is_away is not agent.is_away


def test_a_new_password_in_between_leaves_what_is_typed_on_the_page_and_in_the_draft(
    open_as, office, forgiven
):
    forgiven.add("status of 401")
    address = f"/tickets/{office.ticket.number}/?add=note"
    page = open_as(address)
    text = page.get_by_role("textbox", name="Internal note")
    text.fill("Typed before")
    saved(page)
    settings = page.context.new_page()
    settings.goto("/account/password/")
    settings.get_by_label("Your password now").fill(cast.PASSWORD)
    settings.get_by_label("New password", exact=True).fill("amber field, seven boats")
    settings.get_by_label("New password, again").fill("amber field, seven boats")
    with settings.expect_navigation():
        settings.get_by_role("button", name="Change password").press("Enter")
    text.press("End")
    page.keyboard.type(" and after")
    text.blur()
    expect(page.locator("[data-draft-status]")).to_have_text(re.compile("Draft saved|Not saved"))
    expect(text).to_have_value("Typed before and after")
    assert "Typed before" in str(Draft.objects.get().fields)


def test_two_windows_of_one_ticket_keep_both_texts(open_as, office, examine):
    address = f"/tickets/{office.ticket.number}/?add=note"
    one = open_as(address)
    mine = one.get_by_role("textbox", name="Internal note")
    mine.fill("One")
    saved(one)
    two = one.context.new_page()
    two.goto(address)
    theirs = two.get_by_role("textbox", name="Internal note")
    expect(theirs).to_have_value("One")
    mine.fill("One, typed on here")
    mine.blur()
    wait_for(lambda: "typed on here" in str(Draft.objects.values_list("fields", flat=True)))
    theirs.fill("One, typed on there")
    theirs.blur()
    expect(two.locator("[data-draft-status]")).to_contain_text("beside the one of another window")
    assert Draft.objects.count() == 2

    three = one.context.new_page()
    three.goto(f"/tickets/{office.ticket.number}/")
    expect(three.get_by_role("textbox", name="Internal note")).to_have_value("One, typed on there")
    examine(three, "ticket-two-drafts")
    follow(three.get_by_role("link", name="One, typed on here"))
    expect(three.get_by_role("textbox", name="Internal note")).to_have_value("One, typed on here")

    for page, text in ((one, mine), (two, theirs)):
        text.focus()
        with page.expect_navigation():
            page.keyboard.press("Control+Enter")
        expect(page.get_by_text("The note is on the timeline.")).to_be_visible()
    assert notes()[-2:] == ["One, typed on here", "One, typed on there"]
    assert not Draft.objects.exists()


def test_what_was_sent_from_one_window_does_not_swallow_the_other(open_as, office, forgiven):
    forgiven.add("status of 422")
    address = f"/tickets/{office.ticket.number}/?add=note"
    one = open_as(address)
    one.get_by_role("textbox", name="Internal note").fill("One")
    saved(one)
    two, three = one.context.new_page(), one.context.new_page()
    for page in (two, three):
        page.goto(address)
        expect(page.get_by_role("textbox", name="Internal note")).to_have_value("One")
    one.get_by_role("textbox", name="Internal note").press("Control+Enter")
    expect(one.get_by_text("The note is on the timeline.")).to_be_visible()

    two.get_by_role("textbox", name="Internal note").fill("One, and more")
    two.get_by_role("textbox", name="Internal note").blur()
    expect(two.locator("[data-draft-status]")).to_contain_text(
        "What was sent from another window stays as it is"
    )
    two.get_by_role("textbox", name="Internal note").press("Control+Enter")
    expect(two.get_by_text("The note is on the timeline.")).to_be_visible()

    three.get_by_role("textbox", name="Internal note").fill("One, and other things")
    three.keyboard.press("Control+Enter")  # sooner than it is saved
    three.wait_for_url("**/note/")
    expect(three.get_by_role("alert").filter(has_text="sent before, from another window")).to_be_visible()
    text = three.get_by_role("textbox", name="Internal note")
    expect(text).to_have_value("One, and other things")
    text.press("Control+Enter")
    expect(three.get_by_text("The note is on the timeline.")).to_be_visible()
    assert notes()[-3:] == ["One", "One, and more", "One, and other things"]


def test_the_day_of_a_promise_is_there_on_another_machine(open_as, office):
    page = open_as(f"/tickets/{office.ticket.number}/follow-up/")
    page.get_by_label("Promised for").fill("2026-12-24T10:30")
    saved(page)
    other = open_as(f"/tickets/{office.ticket.number}/follow-up/")
    expect(other.get_by_label("Promised for")).to_have_value("2026-12-24T10:30")
    expect(other.locator("[data-draft-status]")).to_contain_text("Your draft of")
