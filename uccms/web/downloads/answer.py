"""One answer on its way: what is sent, with which headers, and the bytes sent by the application itself."""

from dataclasses import dataclass, field

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from uccms.web.downloads import idling
from uccms.web.downloads.bodies import Blocks, Body, Parts
from uccms.web.downloads.ranges import Span, is_plain
from uccms.web.downloads.refusing import refuse
from uccms.web.downloads.slots import Slots
from uccms.web.downloads.stored import StoredFile

SMALL = 64 * 1024  # bytes that leave at once, without holding a thread
RETRY_AFTER = 30  # seconds
slots = Slots(settings.FILES_SLOTS, settings.FILES_SLOTS_EACH)


@dataclass
class Answer:
    """What is to be sent of a file, once all conditions are met."""

    request: HttpRequest
    stored: StoredFile
    headers: dict[str, str]
    content_type: str
    holder: str
    confined: bool = False
    spans: list[Span] = field(default_factory=list)  # none: the whole file

    @property
    def has_odd_range(self) -> bool:
        """Whether another server might make something else of the Range header than `spans`."""
        return bool(self.spans) and not is_plain(self.request.headers["Range"])

    def stream(self, read: Blocks) -> HttpResponseBase:
        """The answer with its bytes sent by this process, or 503 where it sends as many as it can."""
        whole = Span(0, self.stored.size)
        spans = self.spans or [whole]
        status, headers = (206 if self.spans else 200), dict(self.headers)
        if len(spans) > 1:
            parts = Parts(self.stored, spans, self.content_type)
            blocks, length = parts.blocks(read), parts.length
            headers["Content-Type"] = f"multipart/byteranges; boundary={parts.boundary}"
        else:
            blocks, length = read(self.stored, spans[0]), spans[0].length
            headers["Content-Type"] = self.content_type
        if len(self.spans) == 1:
            headers["Content-Range"] = spans[0].content_range(self.stored.size)
        headers["Content-Length"] = str(length)
        if length <= SMALL:
            return HttpResponse(b"".join(blocks), status=status, headers=headers)

        slot = slots.take(self.holder)
        if slot is None:
            return refuse(
                503,
                "Too many downloads are running. Yours goes on where it stopped when you try again: "
                "curl --retry 20 -C - or wget -c --tries=20 --retry-on-http-error=503.",
                retry_after=RETRY_AFTER,
            )
        idling.limit_idleness(settings.FILES_IDLE_SECONDS)
        # A proxy in front would read ahead onto its own disk, gigabytes for a reader that may be gone.
        headers["X-Accel-Buffering"] = "no"
        return StreamingHttpResponse(Body(blocks, slot), status=status, headers=headers)
