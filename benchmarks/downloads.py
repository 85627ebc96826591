"""`make bench-downloads`: how fast files come in and go out, beside sha256sum and nginx in the same run.

One file of 2 GiB, asked for by one reader and by twenty at once: from nginx itself, from nginx told by
X-Accel-Redirect, and from the application alone; from the latter two also by the portal's personal links,
which ask who and whether. Each is asked beside nginx itself, in pairs, and compared within the pair.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from argparse import ArgumentParser
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import psutil
from django.conf import settings

from benchmarks import publishing
from benchmarks.database import connected, server
from benchmarks.figures import table
from uccms.database.local import VAR
from uccms.database.places import APP

MB = 1024 * 1024
MANY = 20
ITSELF = "nginx itself"


def main() -> None:
    """Measure, print a table, and write `var/bench-downloads.json`."""
    parser = ArgumentParser(prog="python -m benchmarks.downloads", description=__doc__)
    parser.add_argument("--size", type=int, default=2048, help="megabytes of the file that is sent (2048)")
    parser.add_argument("--published", type=int, help="megabytes of the file that is published (as --size)")
    parser.add_argument(
        "--rounds",
        type=int,
        default=3,
        help="pairs with nginx for each way; for one reader five times so many (3)",
    )
    chosen = parser.parse_args()
    published = chosen.published or chosen.size
    with ExitStack() as stack:
        running = stack.enter_context(server())
        stack.enter_context(connected(running, 1000))
        os.environ["DATABASE_URL"] = running.url(APP, database_name())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=VAR)))
        folder.chmod(0o755)
        settings.FILES_DELIVERY, settings.FILES_ROOT = "application", folder / "files"
        taken_in = publishing.measure_taking_in(publishing.write_file(folder, published), chosen.rounds)
        print(f"Publishing {published} MB, seconds, the middle one of {chosen.rounds}:")
        print(table(["by", "seconds", "× sha256sum"], taken_in), flush=True)
        source = publishing.write_file(folder, chosen.size)
        file = publishing.publish(source)
        source.unlink()
        sent = measure_sending(stack, folder, file, chosen.rounds)
    print(
        f"\nSending {chosen.size} MB, the middle of {5 * chosen.rounds} pairs and, for many, {chosen.rounds}:"
    )
    print(
        table(["from", "readers", "MB/s", "× nginx", "half from", "to", "MB of memory", "MB at rest"], sent)
    )
    written = {"size_mb": chosen.size, "published_mb": published, "taking_in": taken_in, "sending": sent}
    (VAR / "bench-downloads.json").write_text(json.dumps(written, indent=2) + "\n")


def database_name() -> str:
    """What the database is called now: it is built under another name."""
    from django.db import connection

    return connection.settings_dict["NAME"]


def measure_sending(stack: ExitStack, folder: Path, file, rounds: int) -> list[list]:
    """Megabytes a second and memory of each way, for one reader and for many.

    By the portal's links everybody has one of their own: one reader's slots are fewer than many.
    """
    from tests.web.downloads import servers

    if servers.NGINX is None:
        sys.exit("This compares with nginx, which is not installed.")
    stored = file.stored
    alone = stack.enter_context(servers.granian(folder))
    told = stack.enter_context(servers.granian(folder, UCCMS_FILES_DELIVERY="nginx"))
    itself = f"location /itself/ {{ alias {folder}/files/; }}"
    proxy = stack.enter_context(servers.nginx(folder, told.port, more=itself))
    plain, links = [told.path(stored)] * MANY, publishing.link_paths(file, MANY)
    ways = {
        ITSELF: (proxy, [f"/itself/{stored.key[:2]}/{stored.key}"] * MANY, [proxy.process]),
        "X-Accel-Redirect": (proxy, plain, [proxy.process, told.process]),
        "X-Accel-Redirect, by link": (proxy, links, [proxy.process, told.process]),
        "application alone": (alone, plain, [alone.process]),
        "application alone, by link": (alone, links, [alone.process]),
    }
    rows = []
    for readers, pairs in ((1, 5 * rounds), (MANY, rounds)):  # one reader is soon done, and a matter of luck
        rows += measure_ways(ways, readers, pairs, stored.size)
    return rows


def measure_ways(ways: dict[str, tuple], readers: int, pairs: int, size: int) -> list[list]:
    """One row of figures for each way, nginx itself first.

    Every way is asked beside nginx itself, one right after the other and each first in every other pair; its
    ratio is the middle one of its pairs, as what the machine does beside changes both of a pair alike. Before
    that each is asked once, uncounted, so that the file lies in memory and every process has begun.
    """

    def ask(name: str) -> float:
        site, paths, processes = ways[name]
        speed, highest = fetch([site.url(path) for path in paths[:readers]], size, processes)
        most[name] = max(most[name], highest)
        return speed

    most = {name: memory(processes) for name, (_, _, processes) in ways.items()}
    for name in ways:
        ask(name)
    rest = {name: memory(processes) for name, (_, _, processes) in ways.items()}
    speeds: dict[str, list[float]] = {name: [] for name in ways}
    ratios: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(pairs):
        for name in ways:
            pair = in_turn(ask, ITSELF, name, turn)  # nginx beside itself shows how far chance goes
            ratios[name].append(pair[1] / pair[0])
            speeds[name].append(pair[1])
    return [
        [
            name,
            readers,
            statistics.median(speeds[name]),
            statistics.median(ratios[name]),
            *middle_half(ratios[name]),
            most[name],
            rest[name],
        ]
        for name in ways
    ]


def in_turn(ask: Callable[[str], float], one: str, other: str, turn: int) -> tuple[float, float]:
    """What both answer, in this order; every other time the second is asked first."""
    if turn % 2:
        second = ask(other)
        return ask(one), second
    first = ask(one)
    return first, ask(other)


def middle_half(ratios: list[float]) -> tuple[float, float]:
    """Between which two the middle half of them lies; of fewer than two, that one."""
    if len(ratios) < 2:
        return ratios[0], ratios[0]
    low, _, high = statistics.quantiles(ratios, n=4, method="inclusive")
    return low, high


def fetch(urls: list[str], size: int, processes: list[psutil.Process]) -> tuple[float, float]:
    """Megabytes a second of all readers together, and the most memory of these processes meanwhile."""
    # Found once: looking for children walks through all processes, once for each server.
    highest, done, watched = 0.0, threading.Event(), family(processes)

    def watch() -> None:
        nonlocal highest
        while not done.wait(0.2):
            highest = max(highest, held(watched))

    watching = threading.Thread(target=watch)
    watching.start()
    begun = time.perf_counter()
    command = ["curl", "-sS", "-f", "-o", os.devnull, "-w", "%{size_download}"]
    all_readers = [subprocess.Popen([*command, url], stdout=subprocess.PIPE) for url in urls]
    got = [each.communicate()[0] for each in all_readers]
    took = time.perf_counter() - begun
    done.set()
    watching.join()
    assert all(int(each) == size for each in got), got
    return len(urls) * size / MB / took, highest


def memory(processes: list[psutil.Process]) -> float:
    """Megabytes that these and their children hold."""
    return held(family(processes))


def family(processes: list[psutil.Process]) -> list[psutil.Process]:
    """These and their children."""
    return [each for process in processes for each in [process, *process.children(recursive=True)]]


def held(processes: list[psutil.Process]) -> float:
    """Megabytes that these hold themselves."""
    return sum(each.memory_info().rss for each in processes) / MB


if __name__ == "__main__":
    main()
