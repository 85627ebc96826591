"""Registering and signing in: one field, a mail with a link and a code, and only a button confirms."""

import pytest
from django.test import Client

from eipd_portal.models import Registrant
from tests.eipd_portal.people import READER, mailed

pytestmark = pytest.mark.django_db


def test_the_code_registers_in_the_browser_that_asked():
    browser = Client()
    mail = mailed(browser)
    assert mail.kind == "portal_register"
    answer = browser.post("/eipd/register/code/", {"code": mail.code})
    assert (answer.status_code, answer["Location"]) == (302, "/eipd/terms/?confirmed")
    assert Registrant.objects.get().email == READER
    assert browser.get("/eipd/my-data/").status_code == 200
