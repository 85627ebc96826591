import pytest

from tests.database import django_db_setup, test_server

__all__ = ["django_db_setup", "test_server"]


@pytest.fixture(autouse=True)
def passwords_are_hashed_quickly(settings):
    """A slow hash is a third of a second for each member of staff; tests of passwords ask for it."""
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]


@pytest.fixture(autouse=True)
def erasures_are_listed_apart(settings, tmp_path_factory):
    """The list beside the database is the checkout's own, and no test's."""
    settings.ERASURES_FILE = tmp_path_factory.getbasetemp() / "erasures.txt"


@pytest.fixture(autouse=True)
def second_factor_is_offered(settings):
    """Nobody is held on the page that sets a second factor up; its own tests ask for it."""
    settings.SECOND_FACTOR_REQUIRED = False
