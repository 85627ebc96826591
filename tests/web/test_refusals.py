"""What somebody reads whose request no view takes: a form beyond all measure, an act opened like a page."""

import pytest
from django.test import Client

from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser():
    client = Client()
    client.force_login(cast.staff("dana", cast.area()))
    return client


def test_a_form_of_ten_megabytes_is_too_much_and_says_what_to_do(browser):
    answer = browser.post("/contacts/new/", {"description": "x" * 10_000_000})
    assert answer.status_code == 413
    assert "what you typed still stands there" in answer.content.decode()


def test_an_act_opened_like_a_page_says_so(browser):
    answer = browser.get("/contacts/look-up/")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "This address is no page" in answer.content.decode()
    assert not browser.get(
        "/contacts/look-up/", headers={"HX-Request": "true"}
    ).content  # a script shows none
