import pytest

from tests.sales_orders import office as offices


@pytest.fixture
def office(db) -> offices.Office:
    """Staff, a customer and what can be ordered; a file that needs copies on the shelf opens its own."""
    return offices.open_office()
