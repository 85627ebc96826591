import pytest

from tests.sales_orders import office as offices
from tests.sales_orders.office import Office


@pytest.fixture
def copies() -> int:
    """How many copies of the December disc are on the shelf."""
    return 9


@pytest.fixture
def office(transactional_db, copies: int) -> Office:
    """Who enters and processes orders, a small catalogue, and a customer with an address."""
    made = offices.open_office(copies=copies)
    made.customer.email_addresses.create(
        address="orders@lakeshore.example", folded="orders@lakeshore.example"
    )
    made.customer.mailing_addresses.create(lines="400 Example Avenue\nMadison, WI 53703")
    return made
