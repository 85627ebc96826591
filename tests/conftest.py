import pytest

from tests.database import django_db_setup, test_server

__all__ = ["django_db_setup", "test_server"]


@pytest.fixture(autouse=True)
def second_factor_is_offered(settings):
    """Nobody is held on the page that sets a second factor up; its own tests ask for it."""
    settings.SECOND_FACTOR_REQUIRED = False
