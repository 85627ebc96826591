"""What staff do at the portal: publish an edition, see what is published, withdraw it."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from eipd_portal.access import publishes
from eipd_portal.actions.publishing import withdraw_version
from eipd_portal.bringing_in import bring_in
from eipd_portal.errors import PublishingError
from eipd_portal.forms.publishing import PublishForm, WithdrawForm
from eipd_portal.models import EditionVersion
from eipd_portal.queries import publishing as query
from sales_orders.models.orders import sees_orders
from sales_orders.queries.places import place, signed
from sales_orders.views.sending import send
from uccms.audit import looks
from uccms.web.downloads.names import safe_name


def _may_publish(request: HttpRequest) -> None:
    """Refuse who sees orders and does not publish; nobody else may know of these pages."""
    if not sees_orders(request.user):
        raise Http404
    if not publishes(request.user):
        looks.refused("", by=request.user)
        raise PermissionDenied


def _version(request: HttpRequest, key: int) -> EditionVersion:
    _may_publish(request)
    return query.version_or_404(key)


@require_GET
def versions(request: HttpRequest) -> HttpResponse:
    """Everything that was published or will be, newest first."""
    _may_publish(request)
    before = (place("versions", request.GET.get("at", "")) or [None])[0]
    page = query.published(before=before)
    earlier = signed("versions", page.rows[-1].pk) if page.has_more else ""
    return render(
        request, "publishing/list.html", {"rows": page.rows, "earlier": earlier, "at_start": not before}
    )


@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest) -> HttpResponse:
    """Publish files that are sent with the form; a script, which shows progress, is told where to go."""
    _may_publish(request)

    def perform(form: PublishForm) -> str:
        facts = form.cleaned_data
        with _as_files(facts["files"]) as paths:
            made = bring_in(
                facts["product"],
                facts["issue_date"],
                paths,
                at=facts["at"],
                corrects=facts["corrects"],
                submission_id=facts["submission_id"],
                by=request.user,
            )
        return f"{made.product.title}, {made} is taken in."

    response = send(
        request,
        lambda data: PublishForm(data, request.FILES or None, user=request.user),
        perform,
        title="Publish an edition",
        submit="Publish",
        to=reverse("publishing:list"),
        template="publishing/new.html",
    )
    if response.status_code == 302 and request.headers.get("X-Background") == "upload":
        # It would follow a redirect itself, and the page it shows nobody would use up the message.
        return JsonResponse({"to": response["Location"]})
    return response


@require_GET
def version(request: HttpRequest, key: int) -> HttpResponse:
    """One version: its files, and how often they were fetched."""
    found = _version(request, key)
    context = {"version": found, "days": query.begun_by_day(found)}
    return render(request, "publishing/version.html", context)


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, key: int) -> HttpResponse:
    """Offer the files no longer."""
    found = _version(request, key)
    if found.is_withdrawn:
        context = {"version": found, "days": query.begun_by_day(found)}
        return render(request, "publishing/version.html", context, status=409)

    def perform(form: WithdrawForm) -> str:
        withdraw_version(
            found, reason=form.cleaned_data["reason"], statements=form.statements, by=request.user
        )
        return "It is withdrawn. Its files' addresses say why."

    return send(
        request,
        lambda data: WithdrawForm(data, user=request.user),
        perform,
        title="Withdraw files",
        submit="Withdraw",
        to=reverse("publishing:version", args=[key]),
        template="publishing/withdraw.html",
        version=found,
    )


@contextmanager
def _as_files(uploaded: Sequence[UploadedFile]) -> Iterator[list[Path]]:
    """The uploads as files of their own names, in a folder that is gone afterwards."""
    with TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
        paths = []
        for each in uploaded:
            path = Path(folder) / safe_name(each.name)
            if path.exists():
                raise PublishingError(f"Two of the files are called {path.name}.")
            _put(each, path)
            paths.append(path)
        yield paths


def _put(uploaded: UploadedFile, path: Path) -> None:
    """A large upload is a file already, beside this folder: it gets a second name, not a copy."""
    if isinstance(uploaded, TemporaryUploadedFile):
        with suppress(OSError):  # a file system without links
            os.link(uploaded.temporary_file_path(), path)
            return
    with path.open("wb") as target:
        for chunk in uploaded.chunks():
            target.write(chunk)
