"""Every component in every state: nothing for axe to object to, at a desk, on a telephone, zoomed."""

import pytest
from django.test import Client

from uccms.accounts import roles

ADDRESS = "/styleguide/"


def test_axe_finds_nothing(open_as, examine):
    examine(open_as(ADDRESS), "styleguide")


@pytest.mark.parametrize("role", roles.ROLES)
def test_every_role_may_see_it(people, role):
    client = Client()
    client.force_login(people[role])
    assert "Style guide · UCCMS" in client.get(ADDRESS).content.decode()
