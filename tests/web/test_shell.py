"""What stands around every page: the bar, the messages, the banner, and what a failing page says."""

import re
from types import SimpleNamespace

import pytest
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.views import defaults

from tests import cast
from uccms.accounts import roles
from uccms.audit.context import Page, current_page
from uccms.web import navigation
from uccms.web.navigation import Entry

BANNER = "An official website of the United States government"


@pytest.fixture
def dana(db, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return cast.staff("dana", cast.call_center(), name="Dana Hollis")


@pytest.fixture
def signed_in(client, dana):
    client.force_login(dana)
    return client


def test_the_bar_says_who_is_signed_in_and_how_to_leave(signed_in):
    page = signed_in.get("/styleguide/").content.decode()
    assert "Dana Hollis" in page
    assert ">DH</span>" in page
    assert re.search(r'method="post" action="/account/sign-out/"', page)


def test_the_bar_marks_where_one_is(signed_in):
    page = signed_in.get("/desk/").content.decode()
    assert re.search(r'href="/desk/" aria-current="page"', page)
    assert page.count('aria-current="page"') == 1


def test_the_bar_leads_nowhere_that_is_not_there(signed_in):
    page = signed_in.get("/styleguide/").content.decode()
    bar = page[page.index('class="bar"') : page.index("</header>")]
    for address in re.findall(r'href="([^"]+)"', bar):
        assert signed_in.get(address, follow=True).status_code == 200, address
    (search,) = re.findall(r'role="search" method="post" action="([^"]+)"', bar)
    assert signed_in.post(search, {"find": "nothing of this kind"}, follow=True).status_code == 200


@pytest.mark.parametrize("role", roles.ROLES)
def test_nobody_is_shown_an_entry_they_may_not_open(client, db, role):
    client.force_login(cast.staff("dana", cast.call_center(), role=role))
    page = client.get("/styleguide/").content.decode()
    start = page.index('class="bar__nav"')
    entries = re.findall(r'href="([^"]+)"', page[start : page.index("</nav>", start)])
    assert "/privacy/" in entries, "which is for everybody"
    for address in entries:
        assert client.get(address).status_code == 200, address


def test_entries_stand_in_their_order_with_their_counts(monkeypatch):
    monkeypatch.setattr(navigation, "_entries", {})
    navigation.register(Entry("Second", "health", "", 20, count=lambda request: 5))
    navigation.register(Entry("First", "web:styleguide", "", 10, below=("account_login",)))
    navigation.register(Entry("Hidden", "web:check_text", "some.right", 15))
    request = SimpleNamespace(
        resolver_match=SimpleNamespace(view_name="account_login"),
        user=SimpleNamespace(has_perm=lambda right: False),
    )
    found = navigation.entries_for(request)
    assert [(each["words"], each["here"], each["count"]) for each in found] == [
        ("First", True, None),
        ("Second", False, 5),
    ]


@pytest.mark.parametrize("shown", [True, False])
def test_the_official_banner_is_a_setting(client, db, settings, shown):
    settings.OFFICIAL_BANNER = shown
    assert (BANNER in client.get("/account/sign-in/").content.decode()) == shown


def test_the_official_banner_is_off_by_default(client, db):
    assert BANNER not in client.get("/account/sign-in/").content.decode()


@pytest.mark.parametrize(
    ("level", "tone", "role"),
    [
        (messages.SUCCESS, "toast", "status"),
        (messages.WARNING, "alert--warn", "alert"),
        (messages.ERROR, "alert--bad", "alert"),
    ],
)
def test_a_message_has_its_tone_and_can_be_closed(level, tone, role):
    html = render_to_string("web/_messages.html", {"messages": [Message(level, "Kept as <C20418>.")]})
    assert tone in html
    assert f'role="{role}"' in html
    assert "data-close hidden" in html
    assert "Kept as &lt;C20418&gt;." in html


def test_no_messages_take_no_room():
    assert render_to_string("web/_messages.html", {"messages": []}).strip() == ""


@pytest.mark.parametrize(
    ("state", "words"),
    [("open", "Open"), ("waiting", "Waiting"), ("resolved", "Resolved"), ("closed", "Closed")],
)
def test_a_state_is_a_shape_and_a_word(state, words):
    ticket = SimpleNamespace(
        state=state, get_state_display=lambda: words, waiting_for="", merged_into_id=None
    )
    html = render_to_string("web/_state.html", {"ticket": ticket})
    assert f"#i-{state}" in html
    assert words in re.sub(r"<[^>]+>", "", html)


def test_a_failing_page_needs_neither_shell_nor_database(django_db_blocker):
    token = current_page.set(Page("", "0123456789abcdef"))
    try:
        with django_db_blocker.block():
            answer = defaults.server_error(RequestFactory().get("/desk/"))
    finally:
        current_page.reset(token)
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "Something failed here" in page
    assert "0123456789abcdef" in page


def test_pages_load_htmx_2_and_only_for_staff(signed_in, client):
    assert "htmx-2.min.js" in signed_in.get("/styleguide/").content.decode()
    signed_in.logout()
    assert "htmx" not in re.sub(r"<meta[^>]*>", "", signed_in.get("/account/sign-in/").content.decode())


def test_the_style_guide_is_for_staff(client, db):
    answer = client.get("/styleguide/")
    assert answer.status_code == 302
    assert answer.url.startswith("/account/sign-in/")


def test_the_style_guide_keeps_nothing(signed_in, dana):
    answer = signed_in.post("/styleguide/", {"text": "nothing"}, follow=True)
    assert "nothing was kept" in answer.content.decode()
    draft = signed_in.post("/styleguide/draft/", {"text": "nothing"})
    assert re.fullmatch(r"\d\d:\d\d:\d\d", draft.json()["saved_at"])
    assert signed_in.get("/styleguide/draft/").status_code == 405
    assert not dana.drafts.exists()
