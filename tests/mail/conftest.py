from pathlib import Path

import pytest
from django.db.models import Q

from tests import cast
from tests.mail import servers
from uccms.accounts.models import User
from uccms.mail import kinds


@pytest.fixture(autouse=True)
def example_kind(settings, monkeypatch):
    """A kind of mail that the call center sees, with templates of its own."""
    monkeypatch.setattr(kinds, "_registered", dict(kinds._registered))
    kinds.register(kinds.Kind("example", "Example", lambda user: Q() if user.is_first_tier else None))
    templates = {
        **settings.TEMPLATES[0],
        "DIRS": [*settings.TEMPLATES[0]["DIRS"], Path(__file__).parent / "templates"],
    }
    settings.TEMPLATES = [templates]


@pytest.fixture
def smtp(settings):
    """A mail server without a sign-in, and the settings that reach it."""
    with servers.server() as (handler, port):
        settings.MAIL_DELIVERY, settings.MAIL_TLS = "smtp", "none"
        settings.MAIL_HOST, settings.MAIL_PORT = "127.0.0.1", port
        settings.MAIL_USER = ""
        yield handler


@pytest.fixture
def dana(db) -> User:
    return cast.again(cast.staff("dana", cast.call_center(), name="Dana Hollis"))


@pytest.fixture
def luis(db) -> User:
    return cast.again(cast.staff("luis", cast.area("Petitions"), name="Luis Ferreira"))
