"""Files in a browser: chosen, dropped, pasted, left out; with and without script; and previews."""

import re

import pytest
from playwright.sync_api import FilePayload, Page, expect

from contacts.models import Attachment, Ticket
from tests import cast
from tests.browser.contacts.keyboard import Keyboard
from tests.contacts.papers import SSN, TEXT, attached, pdf, picture
from uccms.accounts import roles

# Puts a file onto the page as a hand would, by a drop or by pasting it.
DROP = """([selector, kind, name, bytes]) => {
    const carried = new DataTransfer();
    carried.items.add(new File([new Uint8Array(bytes)], name));
    const how = { bubbles: true, cancelable: true };
    const event = kind === "paste"
        ? new ClipboardEvent(kind, { ...how, clipboardData: carried })
        : new DragEvent(kind, { ...how, dataTransfer: carried });
    return document.querySelector(selector).dispatchEvent(event);
}"""
NOTE, DROPPED, PHOTO = "letter.txt", "receipt.pdf", "photo.png"


@pytest.fixture(autouse=True)
def files_of_this_test(settings, tmp_path) -> None:
    settings.FILES_ROOT = tmp_path / "files"


@pytest.fixture
def ticket(people) -> Ticket:
    return cast.ticket(people[roles.AGENT])


def choose(page: Page, *files: tuple[str, bytes]) -> None:
    payloads = [FilePayload(name=name, mimeType="", buffer=content) for name, content in files]
    page.get_by_label("Files", exact=True).set_input_files(payloads)


def put(page: Page, kind: str, name: str, content: bytes, on: str = "[data-drop]") -> bool:
    return page.evaluate(DROP, [on, kind, name, list(content)])


def names() -> list[str]:
    return list(Attachment.objects.order_by("position").values_list("name", flat=True))


def test_files_are_chosen_dropped_and_pasted_and_one_is_left_out(open_as, ticket, examine):
    page = open_as(f"/tickets/T{ticket.pk}/")
    keys = Keyboard(page)
    keys.follow("t")
    choose(page, (NOTE, TEXT))
    assert put(page, "dragover", DROPPED, b"") is False, "the browser is not to open it"
    expect(page.locator("[data-drop]")).to_have_class(re.compile("is-over"))
    assert put(page, "drop", DROPPED, pdf("Filing receipt"), on="h1") is False, "beside the mark, too"
    assert put(page, "paste", PHOTO, picture()) is False
    put(page, "drop", "other.txt", TEXT)
    expect(page.locator("[data-chosen] li")).to_have_count(4)
    page.get_by_role("button", name="Leave out other.txt").click()
    expect(page.locator("[data-chosen] li")).to_have_count(3)
    examine(page, "attach-chosen")
    page.get_by_label("Note").fill("As she promised.")
    page.get_by_label("I looked at the pictures").check()
    keys.follow("Control+Enter")
    expect(page.get_by_text("3 files are attached.")).to_be_visible()
    assert names() == [NOTE, DROPPED, PHOTO]
    examine(page, "ticket-with-files")


def test_what_is_dropped_where_the_ticket_is_read_goes_along_with_the_note(
    open_as, ticket, examine, forgiven
):
    forgiven.add("status of 422")
    page = open_as(f"/tickets/T{ticket.pk}/")
    put(page, "drop", PHOTO, picture(), on="h1")
    page.get_by_label("Internal note", exact=True).fill(f"Her number is {SSN}.")
    page.get_by_label("Internal note", exact=True).press("Control+Enter")
    expect(page.get_by_text(f"The guard cannot read {PHOTO}. Look at it, and confirm.")).to_be_visible()
    examine(page, "note-with-file")
    page.get_by_label("I looked at the pictures").check()
    page.get_by_role("button", name="Add internal note").click()
    expect(page.get_by_label(re.compile(PHOTO))).to_be_checked()
    page.get_by_label("Internal note", exact=True).fill("The photo she sent.")
    page.get_by_role("button", name="Add internal note").click()
    expect(page.get_by_text("The note and its files are on the timeline.")).to_be_visible()
    assert names() == [PHOTO]


def test_what_is_refused_is_said_file_by_file_and_the_others_stay_chosen(open_as, ticket, examine, forgiven):
    forgiven.add("status of 422")
    page = open_as(f"/tickets/T{ticket.pk}/attach/")
    letter = f"Her number is {SSN}.".encode()
    choose(page, (NOTE, letter), ("page.html", b"<script>alert(1)</script>"), (PHOTO, picture()))
    page.get_by_label("Note").fill("As she promised.")
    page.get_by_role("button", name="Attach", exact=False).click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.locator(".file--bad")).to_have_count(2)
    expect(page.get_by_text("This looks like a social security number").last).to_be_visible()
    examine(page, "attach-refused")
    page.get_by_role("button", name="Leave out page.html").click()
    expect(page.get_by_label("Note")).to_have_value("As she promised.")
    page.get_by_label("I looked at the pictures").check()
    page.locator(".finding summary").click()
    page.get_by_label("What is it?").select_option("tracking")
    page.get_by_role("button", name="That is what it is").click()
    expect(page.get_by_text("Can be attached.")).to_be_visible()
    page.get_by_role("button", name="Attach", exact=False).click()
    expect(page.get_by_text("2 files are attached.")).to_be_visible()
    assert names() == [NOTE, PHOTO]


def test_a_file_that_is_too_large_is_not_even_sent(open_as, ticket, settings):
    settings.ATTACHMENT_LARGEST = 1000
    page = open_as(f"/tickets/T{ticket.pk}/attach/")
    choose(page, ("large.txt", b"x" * 2000), (NOTE, TEXT))
    expect(page.get_by_text("large.txt is too large")).to_be_visible()
    expect(page.locator("[data-chosen] li")).to_have_count(1)


def test_without_script_it_is_a_form(open_as, ticket, forgiven):
    forgiven.add("status of 422")
    page = open_as(f"/tickets/T{ticket.pk}/attach/", script=False)
    choose(page, (NOTE, TEXT), (PHOTO, picture()))
    page.get_by_role("button", name="Attach", exact=False).click()
    expect(page.get_by_text("The guard cannot read all of photo.png").first).to_be_visible()
    expect(page.get_by_label(f"{NOTE} 34 bytes")).to_be_checked()
    page.get_by_label("I looked at the pictures").check()
    choose(page, (PHOTO, picture()))
    page.get_by_role("button", name="Attach", exact=False).click()
    expect(page.get_by_text("2 files are attached.")).to_be_visible()
    assert sorted(names()) == [NOTE, PHOTO]


def test_previews_are_for_everybody_and_run_nothing(open_as, ticket, people, examine):
    agent = people[roles.AGENT]
    made = [
        attached(agent, ticket, NOTE, b"<script>document.title = 'run'</script>"[1:] + TEXT),
        attached(agent, ticket, DROPPED, pdf("Filing receipt", "Second page")),
        attached(agent, ticket, PHOTO, picture()),
        attached(agent, ticket, "fax.tif", picture("TIFF", pages=2)),
    ]
    page = open_as(f"/tickets/T{ticket.pk}/")
    for file in made:
        page.goto(f"/tickets/T{ticket.pk}/files/{file.public_id}/preview/")
        for image in page.locator("main img").all():
            image.scroll_into_view_if_needed()
            expect(image).to_have_js_property("complete", True)
            assert image.evaluate("each => each.naturalWidth") > 0
        expect(page.locator("iframe, object, embed")).to_have_count(0)
        assert "run" not in page.title()
        examine(page, f"preview-{file.kind}")
    page.goto(f"/tickets/T{ticket.pk}/files/{made[1].public_id}/preview/")
    with page.expect_download() as download:
        Keyboard(page).press("d")
    assert download.value.suggested_filename == DROPPED
    page.goto(f"/tickets/T{ticket.pk}/files/{made[1].public_id}/remove/")
    examine(page, "remove-file")
