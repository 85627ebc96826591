"""An edition with one large file, as the portal publishes it, and readers with links of their own."""

import os
import secrets
import subprocess
import time
from datetime import date, timedelta
from pathlib import Path
from statistics import median

CODE = "EIP-6991P-OL"


def write_file(folder: Path, megabytes: int) -> Path:
    """A file of so many megabytes, no two of them alike, under a name that was never published."""
    path = folder / f"{secrets.token_hex(8)}.bin"
    with path.open("wb") as file:
        for _ in range(megabytes):
            file.write(os.urandom(1024) * 1024)
    return path


def publish(path: Path):
    """Publish it as the edition of a day that has none; the file's row."""
    from eipd_portal.bringing_in import bring_in

    published = product()
    last = published.editions.order_by("-issue_date").first()
    day = last.issue_date + timedelta(days=1) if last else date(2000, 1, 1)
    return bring_in(published, day, [path], by=None).files.get()


def unpublish(file) -> None:
    """Give the room on the disk back; the row stays in the bench's own database."""
    from uccms.web.downloads.storage import storage

    storage().remove(file.key)


def measure_taking_in(source: Path, rounds: int) -> list[list]:
    """`sha256sum` beside hashing and copying in one, and beside all that publishing is; in turns."""
    from uccms.web.downloads.storage import storage
    from uccms.web.downloads.taking_in import take_in

    times: dict[str, list[float]] = {"sha256sum": [], "take_in": [], "publish_edition": []}
    for _ in range(rounds):
        begun = time.perf_counter()
        subprocess.run(["sha256sum", source], check=True, stdout=subprocess.DEVNULL)
        times["sha256sum"].append(time.perf_counter() - begun)
        begun = time.perf_counter()
        stored = take_in(source)
        times["take_in"].append(time.perf_counter() - begun)
        storage().remove(stored.key)
        named = source.rename(source.with_name(f"{secrets.token_hex(8)}.bin"))  # a name is published once
        begun = time.perf_counter()
        file = publish(named)
        times["publish_edition"].append(time.perf_counter() - begun)
        unpublish(file)
        source = named
    source.unlink()
    middle = {name: median(each) for name, each in times.items()}
    return [[name, each, each / middle["sha256sum"]] for name, each in middle.items()]


def link_paths(file, count: int) -> list[str]:
    """The paths of the file by the personal links of so many registrants who accepted the terms."""
    from eipd_portal import describing, links, terms
    from eipd_portal.models import Registrant, TermsAcceptance

    paths = []
    for number in range(count):
        reader, _ = Registrant.objects.get_or_create(email=f"bench{number}@example.org")
        TermsAcceptance.objects.get_or_create(registrant=reader, version=terms.current().version)
        paths.append(describing.file_path(file, file.version, CODE, links.link_of(reader)))
    return paths


def product():
    """The product that is published here; made where it is missing."""
    from sales_orders.models import Price, Product

    words = {"title": "One large file", "title_folded": "one large file", "cycle": "daily"}
    found, is_new = Product.objects.get_or_create(
        code=CODE, defaults=words | {"medium": "online", "kind": "online_access"}
    )
    if is_new:
        Price.objects.create(product=found, effective_from=date(2008, 1, 1), domestic=0, foreign=0, source="")
    return found
