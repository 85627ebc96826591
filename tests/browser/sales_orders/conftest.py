import pytest

from tests.sales_orders import office as offices
from tests.sales_orders.office import Office


@pytest.fixture
def office(transactional_db, settings) -> Office:
    """Who enters and processes orders, a small catalogue, and a customer with an address."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    made = offices.open_office()
    made.customer.email_addresses.create(
        address="orders@lakeshore.example", folded="orders@lakeshore.example"
    )
    made.customer.mailing_addresses.create(lines="400 Example Avenue\nMadison, WI 53703")
    return made
