"""Answers a request for a stored file, exactly as RFC 9110 says.

Who may have the file is the caller's question, asked before; this knows nothing of products or people.
Whatever way the bytes travel (`uccms.web.downloads.storage`), the conditions and ranges are looked at here.
"""

import logging
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import http_date

from uccms.web.downloads.answer import Answer
from uccms.web.downloads.conditions import Outcome, outcome, range_counts
from uccms.web.downloads.names import content_disposition
from uccms.web.downloads.ranges import NoSuchBytes, asked_spans
from uccms.web.downloads.refusing import refuse
from uccms.web.downloads.storage import Storage, storage
from uccms.web.downloads.stored import FileMissing, StoredFile

logger = logging.getLogger(__name__)
ANY_TYPE = "application/octet-stream"
CONFINED = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store, no-transform",
}


def serve(
    request: HttpRequest,
    stored: StoredFile,
    *,
    filename: str,
    last_modified: datetime,
    content_type: str = ANY_TYPE,
    holder: str = "",
    confined: bool = False,
    inline: bool = False,
) -> HttpResponseBase:
    """The answer to GET or HEAD for one file, whole or in part.

    The address must belong to this file for ever: readers go on with what they have without asking whether it
    is still the same. `last_modified` is when it was published. `holder` is whose downloads these are, as any
    text that is no personal data: one holder has so many at once and no more (UCCMS_FILES_SLOTS_EACH).
    A `confined` file came from outside: this process sends it, so that the headers that let it run nothing
    and keep it out of caches are there whatever way other files travel. `inline` lets a browser show it.
    """
    if request.method not in ("GET", "HEAD"):
        response = refuse(405, "A file can be fetched with GET and HEAD only.")
        response.headers["Allow"] = "GET, HEAD"
        return response
    headers = {
        "ETag": stored.etag,
        "Last-Modified": http_date(last_modified.timestamp()),
        "Cache-Control": "private, no-transform",
        "Accept-Ranges": "bytes",
        "Repr-Digest": stored.repr_digest,
        "Content-Disposition": content_disposition(filename, how="inline" if inline else "attachment"),
    }
    if confined:
        headers |= CONFINED
    try:
        return _answer(
            storage(),
            request,
            Answer(request, stored, headers, content_type, holder, confined),
            last_modified,
        )
    except FileMissing:
        logger.exception("A stored file is missing or has another size.")
        return refuse(500, "This file cannot be sent at the moment. We have been told.")


def _answer(kept: Storage, request: HttpRequest, answer: Answer, last_modified: datetime) -> HttpResponseBase:
    stored = answer.stored
    match outcome(request, stored.etag, last_modified):
        case Outcome.FAILED:
            response = refuse(412, "The file at this address is not the one that your program asks for.")
            response.headers["ETag"] = stored.etag
            return response
        case Outcome.NOT_MODIFIED:
            told = ("ETag", "Last-Modified", "Cache-Control", "Repr-Digest")
            # The length is that of the file (section 8.6); Django would say 0.
            length = {"Content-Length": str(stored.size)}
            return _bodiless(304, {name: answer.headers[name] for name in told} | length)
    if request.method == "HEAD":  # ranges are defined for GET alone (section 14.2)
        length = {"Content-Length": str(stored.size), "Content-Type": answer.content_type}
        return _bodiless(200, answer.headers | length)
    if "Range" in request.headers and range_counts(request, kept.etags(answer)):
        try:
            answer.spans = asked_spans(request.headers["Range"], stored.size)
        except NoSuchBytes:
            response = refuse(416, f"This file has {stored.size} bytes; nothing lies behind them.")
            response.headers["Content-Range"] = f"bytes */{stored.size}"
            response.headers["ETag"] = stored.etag
            return response
    if answer.confined:
        kept.require(stored)
        return answer.stream(kept.read)
    return kept.deliver(answer)


def _bodiless(status: int, headers: dict[str, str]) -> HttpResponse:
    response = HttpResponse(status=status, headers=headers)
    if "Content-Type" not in headers:
        del response.headers["Content-Type"]
    return response
