import pytest

from tests.contacts.importing.publication import Publication


@pytest.fixture
def publication(tmp_path, capsys) -> Publication:
    """A small publication to import from."""
    return Publication(tmp_path, capsys)
