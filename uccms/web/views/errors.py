"""Answers to requests that no view takes, in words for whoever sent them."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import defaults


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413 with what to do where more was sent than any form takes."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
        return render(request, "413.html", status=413)
    return defaults.bad_request(request, exception)
