"""Every component in every state: nothing for axe to object to, at a desk, on a telephone, zoomed."""

import pytest

from tests.browser.accessible import assert_accessible, assert_no_sideways_scrolling
from tests.browser.conftest import DESK, TELEPHONE
from uccms.accounts import roles

ADDRESS = "/styleguide/"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("size", "zoom"), [(DESK, 1), (TELEPHONE, 1), (DESK, 2)])
def test_axe_finds_nothing(open_as, screenshot, scheme, size, zoom):
    page = open_as(ADDRESS, scheme=scheme, size=size, zoom=zoom)
    screenshot(page, f"styleguide-{size['width']}-{zoom}-{scheme}")
    assert_accessible(page)
    assert_no_sideways_scrolling(page)


@pytest.mark.parametrize("role", roles.ROLES)
def test_every_role_may_see_it(open_as, role):
    assert open_as(ADDRESS, role).title() == "Style guide · UCCMS"
