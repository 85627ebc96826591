"""Every answer of RFC 9110 to a request for a file. Over real sockets, and the other ways: test_ways.py."""

import os
import re
from datetime import UTC, datetime

import pytest

from tests.web.downloads.conftest import CONTENT, sparse
from uccms.web.downloads import answer
from uccms.web.downloads.on_disk import BLOCK
from uccms.web.downloads.refusing import refuse
from uccms.web.downloads.serving import serve
from uccms.web.downloads.slots import Slots

PUBLISHED = datetime(2026, 11, 24, 5, 0, 0, 700_000, tzinfo=UTC)
ON_TIME, BEFORE, AFTER = (f"Tue, 24 Nov 2026 0{hour}:00:00 GMT" for hour in (5, 4, 6))
SIZE = len(CONTENT)


@pytest.fixture
def ask(rf, stored):
    def ask(method="get", *, file=stored, holder="", filename="grants 2026.zip", **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = getattr(rf, method)("/", headers=named)
        return serve(request, file, filename=filename, last_modified=PUBLISHED, holder=holder)

    return ask


def body(response) -> bytes:
    content = b"".join(response) if response.streaming else response.content
    response.close()
    return content


def test_the_whole_file_comes_with_everything_a_reader_needs(ask, stored):
    response = ask()
    assert (response.status_code, body(response)) == (200, CONTENT)
    assert response["Content-Length"] == str(SIZE)
    assert response["ETag"] == f'"{stored.sha256}"'
    assert response["Last-Modified"] == ON_TIME
    assert response["Accept-Ranges"] == "bytes"
    assert response["Cache-Control"] == "private, no-transform"
    assert response["Content-Type"] == "application/octet-stream"
    assert re.fullmatch(r"sha-256=:[A-Za-z0-9+/]{43}=:", response["Repr-Digest"])
    assert "Content-Encoding" not in response and "Content-Range" not in response


def test_head_is_get_without_the_bytes(ask):
    got, head = ask(), ask("head", Range="bytes=0-9")
    assert head.status_code == 200 and not head.streaming and body(head) == b""
    assert dict(head.headers) == {k: v for k, v in got.headers.items() if k != "X-Accel-Buffering"}
    got.close()


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("bytes=0-9", (0, 9)),
        ("BYTES = 0-9", (0, 9)),
        ("bytes=299999-", (SIZE - 1, SIZE - 1)),
        ("bytes=100-9999999999999999999999999", (100, SIZE - 1)),
        ("bytes=-7", (SIZE - 7, SIZE - 1)),
        ("bytes=-400000", (0, SIZE - 1)),
        ("bytes=0-", (0, SIZE - 1)),
        ("bytes=,, 5-5 ,", (5, 5)),
        ("bytes=5-6,400000-", (5, 6)),
        ("bytes=00000000000000000000000000000005-6", (5, 6)),
    ],
)
def test_one_range(ask, asked, expected):
    first, last = expected
    response = ask(Range=asked)
    assert (response.status_code, body(response)) == (206, CONTENT[first : last + 1])
    assert response["Content-Range"] == f"bytes {first}-{last}/{SIZE}"
    assert response["Content-Length"] == str(last - first + 1)


@pytest.mark.parametrize("asked", ["bytes=300000-", "bytes=-0", "bytes=400000-400001,500000-"])
def test_beyond_the_end_the_size_is_told(ask, asked):
    response = ask(Range=asked)
    assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{SIZE}")
    assert response["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize(
    "asked",
    [
        "bytes=9",
        "bytes=-",
        "bytes=9-5",
        "bytes=a-b",
        "bytes=0x1-5",
        "bytes=١-٩",
        "bytes=+1-5",
        "bytes=1 - 5",
        "bytes=0-5;6-9",
        "bytes=0-5,x",
        "bytes=",
        "bytes=,",
        "bytes 0-5",
        "lines=0-5",
        "0-5",
        "",
        "bytes=0-5,bytes=7-8",
        "bytes=0-250000,100000-299999",  # overlapping: more than the file
        "bytes=" + ",".join(f"{each}-{each}" for each in range(0, 34, 2)),  # one more than the most
        "bytes=" + ",".join(["0-"] * 20_000),
        "bytes=" + "9" * 100_000,
    ],
)
def test_a_range_that_makes_no_sense_is_ignored(ask, asked):
    response = ask(Range=asked)
    assert (response.status_code, body(response)) == (200, CONTENT)


def test_several_ranges_come_as_parts_in_the_order_asked(ask):
    response = ask(Range="bytes=200000-299999,0-1, -1")
    boundary = response["Content-Type"].removeprefix("multipart/byteranges; boundary=")
    content = body(response)
    assert (response.status_code, len(content)) == (206, int(response["Content-Length"]))
    _, *parts, end = content.split(f"\r\n--{boundary}".encode())
    assert end == b"--\r\n"
    spans = [(200_000, SIZE - 1), (0, 1), (SIZE - 1, SIZE - 1)]
    for part, (first, last) in zip(parts, spans, strict=True):
        head, _, sent = part.partition(b"\r\n\r\n")
        assert f"Content-Range: bytes {first}-{last}/{SIZE}".encode() in head
        assert b"Content-Type: application/octet-stream" in head
        assert sent == CONTENT[first : last + 1]
    assert "Content-Range" not in response


def test_a_range_holds_only_for_the_file_that_the_reader_has(ask, stored):
    for tag, status in [
        (stored.etag, 206),
        ('"another"', 200),
        (f"W/{stored.etag}", 200),
        (stored.sha256, 200),
        (f'"another", {stored.etag}', 200),
        ("*", 200),
        (ON_TIME, 200),
        ("nonsense", 200),
        ("", 200),
    ]:
        response = ask(Range="bytes=5-9", If_Range=tag)
        assert (response.status_code, len(body(response))) == (status, 5 if status == 206 else SIZE), tag
    assert ask(Range="bytes=400000-", If_Range='"another"').status_code == 200
    assert ask(Range="bytes=400000-", If_Range=stored.etag).status_code == 416


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (304, {"If_None_Match": "ETAG"}),
        (304, {"If_None_Match": "W/ETAG"}),
        (304, {"If_None_Match": '"a", ETAG'}),
        (304, {"If_None_Match": "*"}),
        (304, {"If_None_Match": "ETAG", "If_Modified_Since": BEFORE}),
        (304, {"If_None_Match": "ETAG", "Range": "bytes=0-5"}),
        (200, {"If_None_Match": '"a"', "If_Modified_Since": AFTER}),
        (200, {"If_None_Match": ""}),
        (304, {"If_Modified_Since": ON_TIME}),
        (304, {"If_Modified_Since": AFTER}),
        (200, {"If_Modified_Since": BEFORE}),
        (200, {"If_Modified_Since": "yesterday"}),
        (200, {"If_Match": "ETAG"}),
        (200, {"If_Match": "*"}),
        (200, {"If_Match": '"a", ETAG', "If_Unmodified_Since": BEFORE}),
        (412, {"If_Match": '"a"'}),
        (412, {"If_Match": "W/ETAG"}),
        (412, {"If_Match": '"a"', "If_None_Match": "ETAG"}),
        (412, {"If_Match": '"a"', "Range": "bytes=400000-"}),
        (304, {"If_Match": "ETAG", "If_None_Match": "ETAG"}),
        (412, {"If_Unmodified_Since": BEFORE}),
        (200, {"If_Unmodified_Since": ON_TIME}),
        (200, {"If_Unmodified_Since": "tomorrow"}),
    ],
)
def test_conditions_in_the_order_of_the_standard(ask, stored, method, status, headers):
    response = ask(method, **{name: value.replace("ETAG", stored.etag) for name, value in headers.items()})
    content = body(response)
    assert response.status_code == status
    assert response["ETag"] == stored.etag
    if status == 304:
        assert content == b"" and "Content-Type" not in response
        assert response["Content-Length"] == str(SIZE)
        assert response["Cache-Control"] == "private, no-transform"
    if status == 412:
        assert response["Content-Type"].startswith("text/plain")


def test_other_methods_are_told_which_there_are(ask):
    response = ask("post")
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")


def test_past_4_and_at_40_gigabytes(ask, root):
    for size in (2**32 + 10, 40 * 2**30):
        file = sparse(root, size)
        assert ask("head", file=file)["Content-Length"] == str(size)
        response = ask(file=file, Range=f"bytes={size - 100_000}-")
        assert response["Content-Range"] == f"bytes {size - 100_000}-{size - 1}/{size}"
        assert body(response) == bytes(100_000)
        whole = ask(file=file)
        assert (whole["Content-Length"], len(next(iter(whole)))) == (str(size), BLOCK)
        whole.close()


def test_a_file_that_is_missing_or_cut_is_no_download(ask, stored, root, caplog):
    place = root / stored.key[:2] / stored.key
    place.chmod(0o644)
    with place.open("r+b") as file:
        file.truncate(1000)
    assert ask().status_code == 500
    place.unlink()
    response = ask()
    assert (response.status_code, response["Content-Type"]) == (500, "text/plain; charset=utf-8")
    assert "missing" in caplog.text


def test_a_file_cut_while_it_is_sent_ends_short_and_is_logged(ask, stored, root, caplog):
    response = ask()
    sent = [next(iter(response))]
    place = root / stored.key[:2] / stored.key
    place.chmod(0o644)
    os.truncate(place, BLOCK)
    sent += list(response)  # the server sees fewer bytes than were announced, and cuts the connection
    response.close()
    assert b"".join(sent) == CONTENT[:BLOCK]
    assert "broke off on our side" in caplog.text


def test_slots_are_limited_and_come_back(ask, monkeypatch):
    slots = Slots(3, 2)
    monkeypatch.setattr(answer, "slots", slots)
    mine = [ask(holder="me"), ask(holder="me")]
    refused = ask(holder="me")
    assert (refused.status_code, refused["Retry-After"]) == (503, "30")
    assert refused["Content-Type"].startswith("text/plain") and "wget -c" in refused.content.decode()
    somebody = ask(holder="somebody else")
    assert (somebody.status_code, ask().status_code) == (200, 503)
    # What takes no thread for long takes no slot.
    assert [ask("head").status_code, ask(Range="bytes=0-9").status_code] == [200, 206]
    assert ask(If_None_Match="*").status_code == 304

    mine.pop().close()
    assert slots.taken == 2
    del mine  # dropped by a middleware, and never closed
    somebody.close()
    somebody.close()
    assert slots.taken == 0


def test_a_refusal_is_one_line_of_plain_text():
    for status in (401, 403, 410, 503):
        response = refuse(status, "This link was revoked.", retry_after=60)
        assert (response.status_code, response.content) == (status, b"This link was revoked.\n")
        assert response["Content-Type"] == "text/plain; charset=utf-8"
        assert (response["Cache-Control"], response["Retry-After"]) == ("no-store", "60")
        assert "Location" not in response and ("WWW-Authenticate" in response) == (status == 401)
