"""The pages that say what went wrong, to people who are signed in and to those who are not."""

import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig
from django.urls import include, path
from django.views.decorators.http import require_POST

from tests.browser.accessible import assert_accessible, assert_no_sideways_scrolling
from tests.browser.conftest import TELEPHONE
from uccms import urls
from uccms.accounts import roles


@login_not_required
def not_understood(request):
    raise BadRequest


@login_not_required
def not_allowed(request):
    raise PermissionDenied


@login_not_required
@require_POST
def for_a_button(request):
    """An act, opened like a page."""


@login_not_required
def too_much(request):
    raise RequestDataTooBig


@login_not_required
def failing(request):
    raise RuntimeError("This is what a programmer may read, and nobody else.")


handler400 = urls.handler400
urlpatterns = [
    path("for-a-button/", for_a_button),
    path("too-much/", too_much),
    path("not-understood/", not_understood),
    path("not-allowed/", not_allowed),
    path("failing/", failing),
    path("", include("uccms.urls")),
]

PAGES = [
    ("/not-understood/", 400, "This request could not be understood"),
    ("/not-allowed/", 403, "Your role does not include this"),
    ("/no-such-page/", 404, "There is no such page"),
    ("/for-a-button/", 405, "This address is no page"),
    ("/too-much/", 413, "This is too much for one form"),
    ("/failing/", 500, "Something failed here, not on your side"),
]


@pytest.fixture(autouse=True)
def addresses(settings):
    settings.ROOT_URLCONF = __name__


@pytest.mark.parametrize(("address", "status", "heading"), PAGES)
@pytest.mark.parametrize(("role", "scheme"), [(None, "light"), (roles.AGENT, "dark")])
def test_an_error_page_says_what_happened_and_leads_back(open_as, address, status, heading, scheme, role):
    page = open_as(address, role, scheme=scheme, status=status)
    assert page.get_by_role("heading", level=1).inner_text() == heading
    assert page.locator("main a").last.get_attribute("href") == "/"
    assert len(page.locator("main code").inner_text()) == 16
    assert "programmer" not in page.content()
    assert_accessible(page)


@pytest.mark.parametrize(("address", "status", "heading"), PAGES)
def test_an_error_page_fits_a_telephone(open_as, screenshot, address, status, heading):
    page = open_as(address, status=status, size=TELEPHONE)
    assert_no_sideways_scrolling(page)
    screenshot(page, f"error-{status}-375")
