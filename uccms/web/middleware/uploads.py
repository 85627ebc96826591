"""Forms with files: to the disk and not into memory, and one that is far too large is not even read."""

from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.utils.cache import add_never_cache_headers

from uccms.web.views.late_forms import in_background

View = TypeVar("View", bound=Callable)
BESIDE_FILES = 1024 * 1024  # bytes that the other fields may take


def takes_files(view: View) -> View:
    """Mark a view whose form has files: so many and so large as the settings say."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


class UploadsMiddleware:
    """Stands before the check of the form's token, which is what reads the body first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        if request.method != "POST" or not getattr(view, "takes_files", False):
            return None
        most = settings.ATTACHMENT_LARGEST * settings.ATTACHMENTS_AT_ONCE
        if int(request.META.get("CONTENT_LENGTH") or 0) > most + BESIDE_FILES:
            return _too_large(request, most)
        request.upload_handlers = [TemporaryFileUploadHandler(request)]
        return None


def _too_large(request: HttpRequest, most: int) -> HttpResponse:
    sentence = (
        f"That is too much to be sent at once: all files together may have {filesizeformat(most)}, "
        f"and each {filesizeformat(settings.ATTACHMENT_LARGEST)}. Nothing was attached."
    )
    if in_background(request):
        response = HttpResponse(sentence, status=413, content_type="text/plain; charset=utf-8")
    else:
        response = render(request, "web/too_large.html", {"sentence": sentence}, status=413)
    add_never_cache_headers(response)
    return response
