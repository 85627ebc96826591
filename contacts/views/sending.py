"""What a form does that keeps something, when it is sent: form, action, answer."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from contacts.errors import Conflict, TicketError
from contacts.views.redrawing import redrawn
from uccms.privacy.forms import GuardedForm
from uccms.privacy.texts import TextRefused


def send(
    request: HttpRequest,
    fresh: Callable[..., Any],
    perform: Callable[[Any], str],
    *,
    title: str,
    submit: str,
    to: str,
    template: str = "contacts/keeping_reference.html",
    on_conflict: Callable[[Any], dict[str, Any]] | None = None,
    refusals: tuple[type[Exception], ...] = (TicketError, TextRefused),
    **context,
) -> HttpResponse:
    """Show the form that `fresh` makes, or perform it and go to `to` with the sentence it returns.

    What `refusals` say stands on the form. Somebody else's change in between is answered 409 with what
    `on_conflict` adds, a form with all that was typed among it.
    """

    def page(form: GuardedForm, status: int, **more) -> HttpResponse:
        shown = context | {"form": form, "title": title, "submit": submit, "to": to} | more
        return render(request, template, shown, status=status)

    if request.method != "POST":
        return page(fresh(None), 200)
    changed = redrawn(request.POST, request.user)
    form = fresh(changed or request.POST)
    if changed is not None:
        return page(form, 200)
    if form.is_valid():
        try:
            messages.success(request, perform(form))
        except Conflict:
            if on_conflict is None:
                raise
            more = dict(on_conflict(form))
            return page(more.pop("form"), 409, **more)
        except refusals as error:
            form.add_error(None, str(error))
        else:
            return redirect(to)
    return page(form, 422)


def again(form: Any, fresh: Callable[..., Any], **read: object) -> Any:
    """The same form with all that was typed, as if it had read what is there now."""
    data = form.data.copy()
    for name, value in read.items():
        data[name] = "" if value is None else str(value)
    return fresh(data)
