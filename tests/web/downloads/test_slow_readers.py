"""Slow, fast, stalled and vanished readers at a real web process that sends the files itself."""

import contextlib
import http.client
import json
import socket
import time
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.web.downloads import servers
from tests.web.downloads.conftest import sparse
from uccms.web.downloads.stored import StoredFile

READERS = 100
LIMIT = 3  # seconds of idleness
MB = 1024 * 1024


@pytest.fixture(scope="module")
def site(tmp_path_factory, django_db_setup) -> Iterator[tuple[servers.Site, StoredFile]]:
    """A web process with two connections to the database, and a file of 10 GB."""
    folder = tmp_path_factory.mktemp("slow")
    stored = sparse(folder / "files", 10 * 2**30)
    with servers.granian(folder, UCCMS_POOL="2", UCCMS_FILES_IDLE_SECONDS=str(LIMIT)) as running:
        yield running, stored


@contextlib.contextmanager
def reader(site: servers.Site, stored: StoredFile, *, buffer: int = 4096) -> Iterator[socket.socket]:
    """A connection that has asked for the whole file and read nothing yet."""
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        # As over a real line: packets of this machine to itself are larger than a slow reader's whole window.
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 1400)
        connection.settimeout(20)
        connection.connect(("127.0.0.1", site.port))
        connection.sendall(f"GET {site.path(stored)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        yield connection


@pytest.fixture
def signed_in(transactional_db) -> dict[str, str]:
    """The cookie of an agent."""
    client = Client()
    client.force_login(cast.staff("dana", cast.call_center()))
    name = settings.SESSION_COOKIE_NAME
    return {"Cookie": f"{name}={client.cookies[name].value}"}


def seconds_for(site: servers.Site, path: str, headers: dict[str, str]) -> float:
    begun = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    assert (response.status, b"</html>" in response.read()) == (200, True)
    connection.close()
    return time.monotonic() - begun


def taken(site: servers.Site) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)
    connection.request("GET", "/running/")
    found = json.loads(connection.getresponse().read())["taken"]
    connection.close()
    return found


def wait_until_taken(site: servers.Site, count: int, within: float) -> None:
    deadline = time.monotonic() + within
    while (found := taken(site)) != count:
        assert time.monotonic() < deadline, f"{found} slots are taken"
        time.sleep(0.1)


def test_a_hundred_slow_readers_stop_no_desk_and_fill_no_memory(site, signed_in):
    running, stored = site
    desk = reverse("contacts:desk")
    seconds_for(running, desk, signed_in)
    before = running.memory()
    with contextlib.ExitStack() as stack:
        readers = [stack.enter_context(reader(running, stored)) for _ in range(READERS)]
        slowest = 0.0
        for _ in range(3):  # seconds, at 1 kB a second each
            begun = time.monotonic()
            for each in readers:
                assert each.recv(1024)
            # The desk asks the database, which has two connections for all.
            slowest = max(slowest, seconds_for(running, desk, signed_in))
            time.sleep(max(0.0, 1 - (time.monotonic() - begun)))
        assert taken(running) == READERS
        assert slowest < 1
        assert running.memory() - before < 200 * MB

        refused = http.client.HTTPConnection("127.0.0.1", running.port, timeout=20)
        refused.request("GET", running.path(stored))
        answer = refused.getresponse()
        assert (answer.status, answer.headers["Retry-After"]) == (503, "30")
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert b"Too many downloads" in answer.read()
        refused.close()
    wait_until_taken(running, 0, within=30)  # they went away, and their threads know it


def test_a_fast_reader_takes_no_memory_either(site):
    running, stored = site
    before = running.memory()
    with reader(running, stored, buffer=MB) as connection:
        left, highest = 512 * MB, 0
        buffer = bytearray(MB)
        while left > 0:
            left -= connection.recv_into(buffer)
            if left % 50 == 0:
                highest = max(highest, running.memory())
    assert max(highest, running.memory()) - before < 50 * MB


def test_idleness_ends_a_download_and_duration_does_not(site):
    """One reader stops reading for good; another takes little, and longer than the limit."""
    running, stored = site
    wait_until_taken(running, 0, within=30)
    with reader(running, stored) as stalled, reader(running, stored) as slow:
        begun = time.monotonic()
        while (took := time.monotonic() - begun) < LIMIT * 2 or taken(running) > 1:
            assert took < LIMIT * 10, "the one that stopped has its slot still"
            assert slow.recv(4096)
            time.sleep(0.1)
        assert taken(running) == 1
        assert slow.recv(4096)
        rest = 0
        while block := stalled.recv(MB):  # what was under way; then the connection ends
            rest += len(block)
        assert rest < 10 * MB
    wait_until_taken(running, 0, within=30)
