import pytest

from contacts.importing import loading
from tests.contacts.importing.publication import Publication


@pytest.fixture
def publication(tmp_path, capsys, monkeypatch) -> Publication:
    """A small publication to import from; a large cell does not make it a large file.

    Large files are written on connections of their own, which a test's transaction would not hold.
    """
    monkeypatch.setattr(loading, "WORTH_A_PROCESS", 2**40)
    return Publication(tmp_path, capsys)
