"""The project's addresses and the bare page's."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path


def bare(request: HttpRequest) -> HttpResponse:
    """The shell alone: session, user and what the bar shows of them."""
    return render(request, "base.html")


urlpatterns = [path("bare/", bare, name="bare"), path("", include("uccms.urls"))]
