"""Conditional requests, in the order of RFC 9110 section 13.2.2."""

from collections.abc import Iterable
from datetime import datetime
from enum import Enum

from django.http import HttpRequest
from django.utils.http import parse_etags, parse_http_date_safe


class Outcome(Enum):
    """What the conditions come to."""

    GO_ON = 200
    NOT_MODIFIED = 304
    FAILED = 412


def outcome(request: HttpRequest, etag: str, last_modified: datetime) -> Outcome:
    """Whether the file is to be sent, the reader has it already, or it is not the one the reader means."""
    seconds = int(last_modified.timestamp())
    if (wanted := request.headers.get("If-Match")) is not None:
        # Compared strongly: a weak tag matches nothing.
        if wanted.strip() != "*" and etag not in parse_etags(wanted):
            return Outcome.FAILED
    elif (since := _date(request, "If-Unmodified-Since")) is not None and seconds > since:
        return Outcome.FAILED
    if (known := request.headers.get("If-None-Match")) is not None:
        tags = {each.removeprefix("W/") for each in parse_etags(known)}
        if known.strip() == "*" or etag in tags:
            return Outcome.NOT_MODIFIED
    elif (since := _date(request, "If-Modified-Since")) is not None and seconds <= since:
        return Outcome.NOT_MODIFIED
    return Outcome.GO_ON


def range_counts(request: HttpRequest, etags: Iterable[str]) -> bool:
    """Whether the Range header is to be followed: there is no If-Range, or it names one of these tags.

    Compared strongly; a date, which cannot tell two versions of one second apart, means the whole file.
    """
    condition = request.headers.get("If-Range")
    return condition is None or condition.strip() in etags


def _date(request: HttpRequest, name: str) -> int | None:
    value = request.headers.get(name)
    return None if value is None else parse_http_date_safe(value)
