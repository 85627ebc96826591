"""Files in a folder that nginx sends, told by X-Accel-Redirect (docs/nginx-downloads.conf)."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase

from uccms.web.downloads.answer import Answer
from uccms.web.downloads.on_disk import FilesOnDisk

SPANS, WHOLE = "/-files/", "/-files-whole/"  # the two internal locations
NGINX_WOULD_REFUSE = ("If-Match", "If-Unmodified-Since")


class FilesBehindNginx(FilesOnDisk):
    """The application asks who and whether; nginx sends."""

    def deliver(self, answer: Answer) -> HttpResponseBase:
        """Nginx reads the reader's own Range and If-Range headers again, and compares with our tag.

        It therefore gets those ranges only that hold for us, too: where they are to be ignored, the second
        location sends the whole file.
        """
        self.require(answer.stored)
        if answer.has_odd_range or any(name in answer.request.headers for name in NGINX_WOULD_REFUSE):
            # They are met, but nginx, which sees our tag too late, would say 412: few programs send them.
            return answer.stream(self.read)
        location = SPANS if answer.spans else WHOLE
        path = self.place(answer.stored).relative_to(self.root)
        headers = answer.headers | {
            "X-Accel-Redirect": f"{location}{path}",
            "Content-Type": answer.content_type,
        }
        del headers["Accept-Ranges"]  # nginx says it itself
        return HttpResponse(headers=headers)
