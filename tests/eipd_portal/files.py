"""Published files as tests need them: an office, a product, and editions with files."""

from datetime import date
from pathlib import Path

import pytest

from eipd_portal.bringing_in import bring_in
from eipd_portal.models import EditionVersion, Registrant, TermsAcceptance
from eipd_portal.terms import current
from sales_orders.models import Product

WEEK_47, WEEK_46 = date(2026, 11, 24), date(2026, 11, 17)
FREE = "EIP-5350P-OL"


@pytest.fixture
def storage(tmp_path, settings) -> Path:
    """A storage of the test's own."""
    settings.FILES_DELIVERY, settings.FILES_ROOT = "application", tmp_path / "files"
    return settings.FILES_ROOT


def written(folder: Path, **contents: bytes) -> list[Path]:
    """Files with these contents; `__` in a name is a dot."""
    paths = []
    for name, content in contents.items():
        path = folder / name.replace("__", ".")
        path.write_bytes(content)
        paths.append(path)
    return paths


def publish(folder: Path, product: Product, day: date = WEEK_47, *, by=None, **facts) -> EditionVersion:
    """An edition with one small file, unless `contents` says others."""
    contents = facts.pop("contents", {f"ipg{day:%y%m%d}__zip": b"grants of " + str(day).encode()})
    return bring_in(product, day, written(folder, **contents), by=by, **facts)


def reader(email: str = "reader@example.org", *, terms: bool = True) -> Registrant:
    """A registrant who has accepted the terms."""
    made = Registrant.objects.create(email=email)
    if terms:
        TermsAcceptance.objects.create(registrant=made, version=current().version)
    return made


def stored_files(root: Path) -> list[Path]:
    """What the storage holds."""
    return [path for path in root.rglob("*") if path.is_file()]
