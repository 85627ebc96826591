"""Forms of what supervisors keep of their areas; after somebody else's change they say what is now."""

from collections.abc import Callable

from django import forms
from django.http import HttpRequest, HttpResponse

from contacts.views.sending import again, send


def version_read(request: HttpRequest) -> int:
    """The version that the button of a row carries; 0, which no row has, when it carries none."""
    version = request.POST.get("version", "")
    return int(version) if version.isdecimal() and len(version) < 10 else 0


def keep(
    request: HttpRequest,
    make: Callable[[object], forms.Form],
    perform: Callable[[forms.Form], str],
    *,
    to: str,
    renewed: Callable[[], tuple[dict[str, object], str]] = lambda: ({}, ""),
    template: str = "contacts/keeping.html",
    **context,
) -> HttpResponse:
    """As `sending.send`; `renewed` gives the hidden values of what is there now, and says what that is."""

    def on_conflict(form: forms.Form) -> dict[str, object]:
        hidden, is_now = renewed()
        return {"form": again(form, make, **hidden), "is_now": is_now}

    return send(request, make, perform, to=to, template=template, on_conflict=on_conflict, back=to, **context)
