"""Refusals that a download program can live with."""

from django.http import HttpResponse


def refuse(status: int, sentence: str, *, retry_after: int | None = None) -> HttpResponse:
    """A refusal as one line of plain text, never a page and never a redirect.

    `wget -c` appends whatever a redirect leads to, a sign-in page for example, to the reader's partial file;
    an error status leaves the partial file alone.
    """
    response = HttpResponse(f"{sentence}\n", content_type="text/plain; charset=utf-8", status=status)
    response.headers["Cache-Control"] = "no-store"
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="downloads"'  # RFC 9110 section 15.5.2
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return response
