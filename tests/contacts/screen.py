"""The contact screen as a browser sends it."""

import uuid
from datetime import timedelta

from django.http import HttpResponse
from django.utils import timezone

from tests import cast
from tests.contacts.acts import browser, written
from uccms.accounts.models import User

ADDRESS = "/contacts/new/"


def form(**fields) -> dict:
    """A call that is resolved at once, unless `fields` say otherwise."""
    known = {
        "submission_id": str(uuid.uuid4()),
        "look_up_id": str(uuid.uuid4()),
        "channel": "phone",
        "direction": "in",
        "started_at": written(timezone.now() - timedelta(minutes=3)),
        "customer": "none",
        "topic": cast.topic().pk,
        "description": "Asks for a corrected receipt.",
        "outcome": "resolved",
        "code": cast.code().pk,
        "resolution": "Explained how to ask for it.",
    }
    return known | fields


def send(user: User, **fields) -> HttpResponse:
    """Send the screen once."""
    return browser(user).post(ADDRESS, form(**fields))
