import pytest

from tests.accounts.people import make_person
from uccms.accounts.models import BusinessArea


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """How slow a hash is matters to none of these tests."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def area(db):
    return BusinessArea.objects.create(name="USPTO Contact Center", slug="contact-center", first_tier=True)


@pytest.fixture
def dana(area):
    person = make_person()
    person.memberships.create(area=area)
    return person
