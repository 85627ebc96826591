import pytest

from tests import cast
from tests.browser.contacts.office import Office, furnish
from uccms.accounts import roles


@pytest.fixture
def office(people) -> Office:
    """A small office, with the agent of `people` in its call center."""
    return furnish(cast.again(people[roles.AGENT]))
