"""Two people with one ticket open see each other, and no longer once one may not see it."""

from playwright.sync_api import Page, expect

from contacts.models import Here, Ticket
from tests import cast
from tests.browser.contacts.test_contact_screen import wait_for


def listen(page: Page) -> None:
    """What happens every 15 seconds, now."""
    with page.expect_response("**/here/"):
        page.evaluate("document.dispatchEvent(new CustomEvent('here:refresh'))")


def test_they_see_who_writes_who_leaves_and_nothing_once_they_may_not(open_as, people, forgiven):
    forgiven.add("404")
    agent = people["Agent"]
    colleague = cast.staff("luis", cast.area("Petitions"), name="Luis Ferreira")
    ticket = cast.ticket(agent)
    Ticket.objects.filter(pk=ticket.pk).update(area=cast.area("Petitions"))
    theirs = open_as(f"/tickets/T{ticket.pk}/", colleague)
    expect(theirs.locator(".here")).to_be_attached()
    mine = open_as(f"/tickets/T{ticket.pk}/note/")
    shown = theirs.locator(".here")
    expect(mine.locator(".here")).to_have_text("Luis Ferreira has this open")
    listen(theirs)
    expect(shown).to_have_text("Dana Agent is writing here")
    mine.reload()
    expect(mine.locator(".here")).to_have_text("Luis Ferreira has this open")
    listen(theirs)
    expect(shown).to_have_text("Dana Agent is writing here")
    mine.goto("/desk/")
    wait_for(lambda: not Here.objects.filter(user=agent).exists())
    listen(theirs)
    expect(shown).to_be_hidden()
    mine.goto(f"/tickets/T{ticket.pk}/note/")
    mine.get_by_label("Internal note").fill("Half a sen")
    mine.goto(f"/tickets/T{ticket.pk}/")
    expect(mine.locator(".here")).to_have_text("Luis Ferreira has this open")
    listen(theirs)
    expect(shown).to_have_text("Dana Agent has this open")
    Ticket.objects.filter(pk=ticket.pk).update(area=people["Agent"].areas[0])
    listen(theirs)
    expect(shown).to_be_hidden()
