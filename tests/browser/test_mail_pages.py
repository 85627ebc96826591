"""The outbox is for everybody: nothing for axe, nothing sideways, by keyboard; a newcomer finds the link."""

from collections.abc import Callable

import pytest
from django.db.models import Q
from django.utils import timezone
from playwright.sync_api import Page

from tests.browser.accessible import assert_accessible, assert_no_sideways_scrolling
from tests.browser.conftest import DESK, TELEPHONE
from tests.mail.conftest import example_kind
from tests.mail.test_sending_mail import queued
from uccms.accounts import roles
from uccms.mail import kinds
from uccms.mail.actions.sending_mail import send_waiting
from uccms.mail.kinds import Keeps, Kind
from uccms.mail.models import Mail

__all__ = ["example_kind"]
LINK = "https://eipd.example/confirm/" + "4f1d2c3b4a" * 6


@pytest.fixture
def examine(screenshot) -> Callable[[Page, str], None]:
    """Look at a page wide and light, narrow and dark; keep pictures of it."""

    def look(page: Page, name: str) -> None:
        for size, scheme in ((DESK, "light"), (TELEPHONE, "dark")):
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            assert_accessible(page)
            assert_no_sideways_scrolling(page)
            screenshot(page, f"{name}-{size['width']}")

    return look


@pytest.fixture
def mails(people) -> dict[str, Mail]:
    """A mail in each state."""
    made = {}
    for state in Mail.State.values:
        facts = {"title": "Patent Grant Full Text", "name": "Ines Corrigan", "long": f"See {LINK}"}
        made[state] = queued(f"order:{state}", facts=facts, record="S27000418")
        facts = {"claimed_at": timezone.now()} if state == "claimed" else {}
        facts |= {"sent_at": timezone.now(), "answer": "250"} if state == "sent" else {}
        Mail.objects.filter(pk=made[state].pk).update(state=state, **facts)
    return made


def test_the_pages_of_the_outbox_are_for_everybody(open_as, mails, examine):
    page = open_as("/mail/")
    examine(page, "mail-list")
    for address, name in (
        ("/mail/?state=announcements", "mail-none"),
        (f"/mail/{mails['sent'].pk}/", "mail-sent"),
        (f"/mail/{mails['unknown'].pk}/", "mail-unknown"),
        (f"/mail/{mails['unknown'].pk}/again/", "mail-again"),
    ):
        page.goto(address)
        examine(page, name)


@pytest.mark.parametrize("script", [True, False])
def test_a_mail_is_sent_again_by_keyboard(open_as, mails, script):
    page = open_as(f"/mail/{mails['unknown'].pk}/", script=script)
    page.get_by_role("link", name="Send again").press("Enter")
    page.get_by_role("button", name="Send again").press("Enter")
    page.get_by_text("is on its way to ines@library.example").wait_for()
    assert Mail.objects.filter(cause__startswith="again:").count() == 1


def test_a_newcomer_finds_the_link_in_a_demonstration(open_as, people, settings, monkeypatch, examine):
    monkeypatch.setattr("uccms.mail.queries.outbox.is_shown_to_everybody", lambda: True)
    monkeypatch.setattr("uccms.mail.views.outbox.query.is_shown_to_everybody", lambda: True)
    kinds.register(Kind("example", "Link", lambda user: Q(), is_confidential=True, keeps=Keeps.NO_TEXT))
    settings.MAIL_DELIVERY = "page"
    queued(facts={"title": "Link", "name": "Reader", "long": f"See {LINK}"})
    send_waiting()
    page = open_as("/mail/", None)
    examine(page, "mail-demonstration")
    page.get_by_role("link", name="Your disc Link").click()
    page.get_by_role("link", name=LINK).wait_for()
    examine(page, "mail-demonstration-link")


def test_a_confidential_mail_says_why_it_shows_no_text(open_as, mails, examine):
    kinds.register(Kind("example", "Link", lambda user: Q(), is_confidential=True, keeps=Keeps.NO_TEXT))
    page = open_as(f"/mail/{mails['sent'].pk}/", roles.AGENT)
    assert LINK not in page.content()
    examine(page, "mail-confidential")
