"""The files of a ticket: only for who may see the ticket, each look recorded, and nothing of them runs."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_safe

from contacts.models import Attachment, Ticket
from contacts.queries.attachments import attachment_or_404, preview_of
from contacts.queries.ticket_page import ticket_or_404
from uccms.audit import looks
from uccms.web.downloads.reading import local_copy
from uccms.web.downloads.refusing import refuse
from uccms.web.downloads.serving import ANY_TYPE, CONFINED, serve
from uccms.web.downloads.stored import FileMissing
from uccms.web.uploads.looking_over import UNREADABLE
from uccms.web.uploads.pages import PagesUnreadable, picture_of_page


def _looked_at(request: HttpRequest, number: int, key: uuid.UUID) -> tuple[Ticket, Attachment]:
    ticket = ticket_or_404(number, request.user)
    attachment = attachment_or_404(ticket, key)
    looks.looked(ticket.number, by=request.user)
    return ticket, attachment


def _served(request: HttpRequest, attachment: Attachment, **how) -> HttpResponseBase:
    return serve(
        request,
        attachment.stored,
        filename=attachment.name,
        last_modified=attachment.entry.at,
        holder=f"staff {request.user.pk}",
        confined=True,
        **how,
    )


@require_safe
def file(request: HttpRequest, number: int, key: uuid.UUID) -> HttpResponseBase:
    """The file itself, to be saved; a broken download goes on where it broke."""
    _, attachment = _looked_at(request, number, key)
    return _served(request, attachment, content_type=ANY_TYPE)


@require_safe
def shown_file(request: HttpRequest, number: int, key: uuid.UUID) -> HttpResponseBase:
    """A picture, to be shown within its preview."""
    _, attachment = _looked_at(request, number, key)
    if not attachment.of_kind.is_shown_by_browsers:
        raise Http404
    return _served(request, attachment, content_type=attachment.of_kind.content_type, inline=True)


@require_GET
def page_of_file(request: HttpRequest, number: int, key: uuid.UUID, page: int) -> HttpResponse:
    """One page of a PDF or TIFF as a picture that we made."""
    _, attachment = _looked_at(request, number, key)
    if not 1 <= page <= (attachment.pages or 0):
        raise Http404
    try:
        with local_copy(attachment.stored) as path:
            picture = picture_of_page(path, attachment.kind, page)
    except PagesUnreadable as error:
        return refuse(503 if error.why == "busy" else 422, UNREADABLE[error.why])
    except FileMissing:
        return refuse(500, "This file cannot be shown at the moment.")
    return HttpResponse(picture, content_type="image/png", headers=CONFINED)


@require_GET
def preview_file(request: HttpRequest, number: int, key: uuid.UUID) -> HttpResponse:
    """What can be seen of a file without saving it."""
    ticket, attachment = _looked_at(request, number, key)
    asked = request.GET.get("from", "1")
    first = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
    if not 1 <= first <= (attachment.pages or 1):
        first = 1
    context = {
        "ticket": ticket,
        "file": attachment,
        "preview": preview_of(attachment, first=first),
    }
    return render(request, "contacts/preview_file.html", context)
