"""Mounts a view of allauth at an address of ours, so that the history names who acts on it."""

from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps
from urllib.parse import urlencode

from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from uccms.audit.context import acting


def mounted(view: Callable[..., HttpResponse], *, acts: bool = False) -> Callable[..., HttpResponse]:
    """The view with our manners: a refused form is a 422, and a sent form is not kept in the session.

    `acts` is for views that write: the whole of them is one act of the person signed in.
    """

    @wraps(view)
    def inside(request: HttpRequest) -> HttpResponse:
        try:
            with acting(request.user) if acts else nullcontext():
                response = view(request)
        except ReauthenticationRequired:
            # allauth would keep the form and its headers, cookies too, in the session's row until afterwards.
            address = reverse("account_reauthenticate")
            return HttpResponseRedirect(f"{address}?{urlencode({'next': request.path})}")
        if request.method == "POST" and _refused(response):
            response.status_code = 422
        return response

    return inside


def _refused(response: HttpResponse) -> bool:
    form = response.context_data.get("form") if isinstance(response, TemplateResponse) else None
    return form is not None and bool(form.errors)
