"""What an agent needs while a caller is on the line is on the screen at once."""

import pytest

from tests.browser.conftest import DESK


@pytest.mark.parametrize("outcome", ["Resolved now", "Keep open", "Forward"])
def test_the_contact_screen_needs_no_scrolling_at_a_desk(open_as, screenshot, outcome):
    page = open_as("/contacts/new/", size=DESK)
    page.get_by_label(outcome).check()
    screenshot(page, f"contact-fits-{outcome.split()[0].lower()}")
    assert page.evaluate("document.documentElement.scrollHeight") <= DESK["height"]
    assert page.get_by_role("button", name="Save contact").bounding_box()["y"] < DESK["height"]
