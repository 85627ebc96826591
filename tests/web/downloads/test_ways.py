"""One suite over all three ways that bytes travel, at real sockets, with the tools that readers have.

The application alone (granian), nginx by X-Accel-Redirect, and S3 by signed addresses.
"""

import hashlib
import http.client
import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.web.downloads import servers
from tests.web.downloads.conftest import sparse
from uccms.web.downloads.stored import StoredFile
from uccms.web.downloads.taking_in import take_in

CONTENT = random.Random(6).randbytes(2_000_000)
SIZE = len(CONTENT)
ON_TIME, BEFORE = "Tue, 24 Nov 2026 05:00:00 GMT", "Tue, 24 Nov 2026 04:00:00 GMT"
LONG = CONTENT * 16  # curl reads megabytes before it minds its own limit
HOSTILE = '../../a"; filename="b\r\nX-Bad: 1.html'
TOOLS = ["curl", "wget", "aria2c"]


@dataclass
class Way:
    """One way of delivery, up and running, with a file in its storage."""

    name: str
    site: servers.Site
    stored: StoredFile
    folder: Path
    long: StoredFile
    content_type: str = "application/octet-stream"

    @property
    def path(self) -> str:
        return self.path_of(self.stored)

    def path_of(self, stored: StoredFile, name: str = "grants.zip") -> str:
        """The address of a file; the portal has others (tests/eipd_portal/test_ways_of_links.py)."""
        return self.site.path(stored, name)

    def lost(self, status: int) -> str:
        """An address of a file that nobody gets there any more."""
        return f"/lost/{status}/grants.zip"


@dataclass
class Got:
    """An answer, behind a redirect where there was one."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes
    redirected: bool = False

    def __getitem__(self, name: str) -> str | None:
        values = self.headers.get_all(name, [])
        assert len(values) < 2, f"{name} comes twice"
        return values[0] if values else None


@contextmanager
def running(kind: str, folder: Path, **variables: str) -> Iterator[servers.Site]:
    """The servers of one way, and this process's settings for taking files in."""
    if kind == "nginx" and servers.NGINX is None:
        pytest.skip("No nginx is installed.")
    with ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        variables |= {"UCCMS_FILES_DELIVERY": kind}
        if kind == "s3":
            variables |= stack.enter_context(servers.bucket(patch))
        site = stack.enter_context(servers.granian(folder, **variables))
        if kind == "nginx":
            site = stack.enter_context(servers.nginx(folder, site.port))
        patch.setattr("django.conf.settings.FILES_ROOT", folder / "files")
        patch.setattr("django.conf.settings.FILES_DELIVERY", kind)
        yield site


@pytest.fixture(scope="module", params=["application", "nginx", "s3"])
def way(request, tmp_path_factory, django_db_setup):
    folder = tmp_path_factory.mktemp(request.param)
    (folder / "source").write_bytes(CONTENT)
    (folder / "long").write_bytes(LONG)
    with running(request.param, folder) as site:
        stored, long = take_in(folder / "source"), take_in(folder / "long")
        yield Way(request.param, site, stored, folder, long)


def ask(way: Way, path: str | None = None, method: str = "GET", **headers: str) -> Got:
    """Ask as `curl -L` does: what was asked is asked again behind a redirect."""
    url, redirected = way.site.url(path or way.path), False
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    while True:
        parts = urlsplit(url)
        connection = http.client.HTTPConnection(parts.netloc, timeout=20)
        connection.request(
            method, f"{parts.path}?{parts.query}" if parts.query else parts.path, headers=named
        )
        response = connection.getresponse()
        got = Got(response.status, response.headers, response.read(), redirected)
        connection.close()
        if got.status != 302:
            return got
        assert way.name == "s3" and method == "GET"
        url, redirected = got["Location"], True


def test_the_whole_file(way):
    got = ask(way, Accept_Encoding="gzip, br")
    assert (got.status, got.body == CONTENT) == (200, True)
    assert got["Content-Length"] == str(SIZE)
    assert got["Cache-Control"] == "private, no-transform"
    assert got["Content-Type"] == way.content_type
    assert got["Content-Disposition"] == "attachment; filename=\"grants.zip\"; filename*=UTF-8''grants.zip"
    assert got["Accept-Ranges"] == "bytes"
    assert got["Content-Encoding"] is None and got["Content-Range"] is None
    assert got.redirected == (way.name == "s3")
    if not got.redirected:  # a bucket has its own tag and time, and no digest
        same = ask(way, method="HEAD")
        for name in ("ETag", "Last-Modified", "Repr-Digest", "X-Content-Type-Options"):
            assert got[name] == same[name] is not None, name


def test_head_is_answered_by_us_as_get_would_be(way):
    for headers in ({}, {"Range": "bytes=0-9"}):
        got = ask(way, method="HEAD", **headers)
        assert (got.status, got.body, got["Content-Length"]) == (200, b"", str(SIZE))
        assert got["ETag"] == f'"{way.stored.sha256}"'
        assert (got["Last-Modified"], got["Accept-Ranges"]) == (ON_TIME, "bytes")
        assert got["Repr-Digest"] == way.stored.repr_digest
        assert got["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("way", ["s3"], indirect=True)
def test_the_signed_address_is_short_lived_and_kept_nowhere(way):
    connection = http.client.HTTPConnection("127.0.0.1", way.site.port, timeout=20)
    connection.request("GET", way.path)
    response = connection.getresponse()
    assert (response.status, response.read()) == (302, b"")
    assert response.headers["Cache-Control"] == "no-store"
    signed = parse_qs(urlsplit(response.headers["Location"]).query)
    assert int(signed["X-Amz-Expires"][0]) <= 15 * 60
    assert signed["response-content-disposition"][0].startswith('attachment; filename="grants.zip"')
    assert signed["X-Amz-Signature"]
    connection.close()


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-9", 0, 9),
        ("bytes=1999999-", SIZE - 1, SIZE - 1),
        ("bytes=-5", SIZE - 5, SIZE - 1),
        ("bytes=9-9000000", 9, SIZE - 1),
        ("bytes=9-99999999999999999999999", 9, SIZE - 1),
        ("bytes=,, 5-5 ,", 5, 5),
        ("Bytes = 5-5", 5, 5),
    ],
)
def test_one_range(way, asked, first, last):
    got = ask(way, Range=asked)
    assert (got.status, got.body == CONTENT[first : last + 1]) == (206, True)
    assert got["Content-Range"] == f"bytes {first}-{last}/{SIZE}"
    assert got["Content-Length"] == str(last - first + 1)


def test_beyond_the_end_and_senseless(way):
    for asked in ("bytes=2000000-", "bytes=-0"):
        got = ask(way, Range=asked)
        assert (got.status, got["Content-Range"]) == (416, f"bytes */{SIZE}"), asked
    for asked in ("bytes=5-1", "bytes=a-b", "lines=0-5", "bytes", "bytes=0-5,x", "bytes=" + "0-," * 2400):
        got = ask(way, Range=asked)
        assert (got.status, len(got.body)) == (200, SIZE), asked[:20]


def test_several_ranges(way):
    got = ask(way, Range="bytes=0-1,100-199")
    if way.name == "s3":
        assert (got.status, len(got.body)) == (200, SIZE)  # a bucket sends the whole file
        return
    assert got.status == 206
    kind, _, boundary = got["Content-Type"].partition("; boundary=")
    assert kind == "multipart/byteranges"
    assert got.body.count(b"--" + boundary.encode()) == 3
    assert CONTENT[100:200] in got.body and f"bytes 0-1/{SIZE}".encode() in got.body
    assert len(got.body) == int(got["Content-Length"])


def test_if_range_works_through_every_way(way):
    etag = way.stored.etag
    assert (got := ask(way, Range="bytes=5-9", If_Range=etag)).status == 206
    assert got.body == CONTENT[5:10]
    for other in ('"another"', f"W/{etag}", ON_TIME, "nonsense"):
        got = ask(way, Range="bytes=5-9", If_Range=other)
        assert (got.status, len(got.body)) == (200, SIZE), other
    if way.name == "s3":  # a browser that came by the redirect knows the bucket's tag
        theirs = ask(way)["ETag"]
        assert theirs != etag
        assert ask(way, Range="bytes=5-9", If_Range=theirs).body == CONTENT[5:10]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_conditions(way, method):
    etag = way.stored.etag
    for status, headers in [
        (304, {"If_None_Match": etag}),
        (304, {"If_None_Match": f"W/{etag}"}),
        (200, {"If_None_Match": '"a"'}),
        (304, {"If_Modified_Since": ON_TIME}),
        (200, {"If_Modified_Since": BEFORE}),
        (200, {"If_Match": etag}),
        (412, {"If_Match": '"a"'}),
        (412, {"If_Match": f"W/{etag}"}),
        (200, {"If_Unmodified_Since": ON_TIME}),
        (412, {"If_Unmodified_Since": BEFORE}),
    ]:
        got = ask(way, method=method, **headers)
        length = SIZE if (status, method) == (200, "GET") else len(got.body)
        assert (got.status, len(got.body)) == (status, length), headers
        assert got.redirected or got["ETag"] == etag
        assert status != 304 or got.body == b""


def test_answers_without_bytes_leave_the_connection_in_order(way):
    """A wrong length on one answer would make the next on the same connection unreadable."""
    connection = http.client.HTTPConnection("127.0.0.1", way.site.port, timeout=20)
    for method, headers, status in [
        ("HEAD", {}, 200),
        ("GET", {"If-None-Match": way.stored.etag}, 304),
        ("GET", {"Range": "bytes=9999999-"}, 416),
        ("GET", {"If-Match": '"a"'}, 412),
        ("HEAD", {"If-None-Match": way.stored.etag}, 304),
        ("HEAD", {}, 200),
    ]:
        connection.request(method, way.path, headers=headers)
        response = connection.getresponse()
        response.read()
        assert response.status == status
        assert status != 304 or response.headers.get("Content-Length", str(SIZE)) == str(SIZE)
    connection.close()


def test_a_hostile_name_is_cleaned(way):
    got = ask(way, way.path_of(way.stored, HOSTILE.replace("/", "\\")))
    assert got.status == 200 and got["X-Bad"] is None
    assert got["Content-Disposition"].startswith('attachment; filename="a_; filename=_bX-Bad_ 1.html"; ')


def test_past_4_and_at_40_gigabytes(way):
    for size in (2**32 + 10, 40 * 2**30):
        stored = sparse(way.folder / "files", size)
        path = way.path_of(stored)
        assert ask(way, path, method="HEAD")["Content-Length"] == str(size)
        got = ask(way, path, Range=f"bytes={size}-")
        assert (got.status, got["Content-Range"]) == (416, f"bytes */{size}")
        if way.name != "s3":  # the tests' bucket keeps its files in memory
            got = ask(way, path, Range=f"bytes={size - 3}-")
            assert (got.status, got.body) == (206, bytes(3))
            assert got["Content-Range"] == f"bytes {size - 3}-{size - 1}/{size}"


def command(tool: str, url: str, into: Path, limit: int | None = None) -> list[str]:
    """How a reader begins and continues a download, as our help says it."""
    match tool:
        case "curl":
            slow = ["--limit-rate", str(limit)] if limit else []
            return ["curl", "-sS", "-f", "-L", "-C", "-", *slow, "-o", str(into), url]
        case "wget":
            slow = [f"--limit-rate={limit}"] if limit else []
            return ["wget", "-nv", "-c", "--tries=1", *slow, "-O", str(into), url]
    slow = [f"--max-download-limit={limit}"] if limit else []
    tidy = [
        "--file-allocation=none",
        "--disk-cache=0",
        "--allow-overwrite=false",
        "--console-log-level=error",
    ]
    return ["aria2c", "-c", "--no-conf", *tidy, *slow, "-d", str(into.parent), "-o", into.name, url]


@pytest.mark.parametrize("tool", TOOLS)
def test_broken_at_a_third_and_continued(way, tool, tmp_path):
    if shutil.which(tool) is None:
        pytest.skip(f"No {tool} is installed.")
    into, url = tmp_path / "got.zip", way.site.url(way.path_of(way.long))
    begin, third = command(tool, url, into, limit=way.long.size // 3), way.long.size * 0.3
    with subprocess.Popen(begin, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as first:
        while not into.exists() or into.stat().st_size < third:
            assert first.poll() is None
            time.sleep(0.02)
        os.kill(first.pid, signal.SIGKILL)
    assert third <= into.stat().st_size < way.long.size
    done = subprocess.run(command(tool, url, into), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert hashlib.sha256(into.read_bytes()).hexdigest() == way.long.sha256

    again = subprocess.run(command(tool, url, into), capture_output=True, text=True)
    assert again.returncode in ((0, 22) if tool == "curl" else (0,)), again.stderr  # curl -f tells the 416
    assert into.read_bytes() == LONG


@pytest.mark.parametrize("tool", TOOLS)
def test_access_that_is_gone_leaves_the_partial_file_alone(way, tool, tmp_path):
    if shutil.which(tool) is None:
        pytest.skip(f"No {tool} is installed.")
    into = tmp_path / "got.zip"
    for status in (401, 403, 410):
        into.write_bytes(CONTENT[:5000])
        url = way.site.url(way.lost(status))
        assert ask(way, way.lost(status)).status == status
        done = subprocess.run(command(tool, url, into), capture_output=True, text=True)
        assert done.returncode != 0
        assert into.read_bytes() == CONTENT[:5000]
