"""The real addresses, and a few of a portal that the tests make up."""

from datetime import UTC, datetime

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import include, path

from uccms.web.downloads import answer
from uccms.web.downloads.refusing import refuse
from uccms.web.downloads.serving import serve
from uccms.web.downloads.stored import StoredFile

PUBLISHED = datetime(2026, 11, 24, 5, 0, 0, tzinfo=UTC)


@login_not_required
def file(request: HttpRequest, key: str, size: int, sha256: str, name: str) -> HttpResponseBase:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")  # as a view does that asks who may
    return serve(request, StoredFile(key, size, sha256), filename=name, last_modified=PUBLISHED)


@login_not_required
def lost(request: HttpRequest, status: int, name: str) -> HttpResponseBase:
    return refuse(status, "This link was revoked.")


@login_not_required
def running(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"taken": answer.slots.taken})


urlpatterns = [
    path("file/<str:key>/<int:size>/<str:sha256>/<str:name>", file),
    path("lost/<int:status>/<str:name>", lost),
    path("running/", running),
    path("", include("uccms.urls")),
]
