from pathlib import Path

import pytest

from contacts.models import Matter, Ticket
from tests import cast
from tests.contacts.acts import BY_NAME, other_area, promise, resolve
from uccms.accounts import roles


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """How slow a hash is matters to none of these tests."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def filing(db):
    return cast.area("Filing Receipts")


@pytest.fixture
def petitions(db):
    return cast.area("Petitions")


@pytest.fixture
def dana(filing):
    """An agent of the area that most tickets are with."""
    return cast.staff("dana", filing, name="Dana Hollis")


@pytest.fixture
def mara(filing):
    """A second agent of that area."""
    return cast.staff("mara", filing, name="Mara Lind")


@pytest.fixture
def zoe(db):
    """Works in the area that is forwarded to, and is near nobody."""
    return cast.staff("zoe", other_area(), name="Zoë Abara")


@pytest.fixture
def luis(petitions):
    """A stranger: an agent of another area, who took part in nothing."""
    return cast.staff("luis", petitions, name="Luis Ferreira")


@pytest.fixture
def carol(db):
    """An agent of the call center."""
    return cast.staff("carol", cast.call_center(), name="Carol Byrd")


@pytest.fixture
def sven(filing):
    """The supervisor of that area."""
    return cast.staff("sven", filing, role=roles.SUPERVISOR, name="Sven Aalto")


@pytest.fixture
def greta(filing):
    """A second supervisor of that area."""
    return cast.staff("greta", filing, role=roles.SUPERVISOR, name="Greta Whitfield")


@pytest.fixture
def cleo(db):
    """The call center's supervisor."""
    return cast.staff("cleo", cast.call_center(), role=roles.SUPERVISOR, name="Cleo Marsh")


@pytest.fixture
def petra(db):
    """The privacy officer."""
    return cast.staff("petra", role=roles.PRIVACY_OFFICER, name="Petra Voss")


@pytest.fixture
def adam(db):
    """The administrator."""
    return cast.staff("adam", role=roles.ADMINISTRATOR, name="Adam Crane")


@pytest.fixture
def marisol(dana):
    return cast.customer(dana)


@pytest.fixture
def ticket(dana, marisol):
    """An open ticket of a customer, with dana."""
    return cast.ticket(dana, customer=marisol)


@pytest.fixture
def older(ticket, dana) -> Ticket:
    """The ticket that survives, about the same patent."""
    Matter.objects.create(ticket=ticket, kind="patent", number="7,123,456", key="7123456")
    return ticket


@pytest.fixture
def newer(dana, mara, marisol) -> Ticket:
    """A second ticket of the customer with a note, a promise, matters and a colleague."""
    found = cast.ticket(
        dana,
        customer=marisol,
        description="The receipt still shows a wrong name.",
        matters=[("patent", "7,123,456"), ("docket", "AB-1")],
    )
    BY_NAME["note"].send(mara, found, text="She is the inventor’s widow.")
    promise(found, dana)
    return Ticket.objects.get(pk=found.pk)


@pytest.fixture
def resolved(ticket, dana):
    """A ticket that dana resolved."""
    resolve(ticket, dana)
    return Ticket.objects.get(pk=ticket.pk)


@pytest.fixture
def folder(settings, tmp_path) -> Path:
    """A storage of this test alone."""
    settings.FILES_ROOT = tmp_path / "files"
    return settings.FILES_ROOT
