import pytest

from tests.accounts.people import make_person


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """How slow a hash is matters to none of these tests."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def dana(db):
    return make_person()


@pytest.fixture
def luis(db):
    return make_person("luis", name="Luis Ferreira")
