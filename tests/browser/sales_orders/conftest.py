import pytest

from tests.sales_orders import office as offices


@pytest.fixture
def office(transactional_db: None, settings) -> offices.Office:
    """EIPD's order processors, a small catalogue and a customer."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return offices.open_office(copies=9)
