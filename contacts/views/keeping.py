"""What every view of the areas' forms does: form, action, answer; and what it says when late."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from contacts.errors import Conflict, TicketError
from contacts.views.redrawing import redrawn
from uccms.privacy.texts import TextRefused

Make = Callable[[object], forms.Form]


def keep(
    request: HttpRequest,
    make: Make,
    perform: Callable[[forms.Form], str],
    *,
    to: str,
    renewed: Callable[[], tuple[dict[str, object], str]] = lambda: ({}, ""),
    template: str = "contacts/keeping.html",
    **context,
) -> HttpResponse:
    """Show the form, or perform and go on with the sentence that `perform` returns.

    After somebody else's change the answer is 409 with all that was typed; `renewed` gives the hidden values
    of what is there now, and what that is in words.
    """

    def page(form: forms.Form, status: int, **more) -> HttpResponse:
        return render(request, template, context | {"form": form, "back": to} | more, status=status)

    if request.method != "POST":
        return page(make(None), 200)
    changed = redrawn(request.POST, request.user)
    form = make(request.POST if changed is None else changed)
    if changed is not None:
        form.full_clean()
        return page(form, 200)
    if form.is_valid():
        try:
            messages.success(request, perform(form))
        except Conflict:
            hidden, is_now = renewed()
            typed = request.POST.copy()
            for name, value in hidden.items():
                typed[name] = str(value)
            return page(make(typed), 409, is_now=is_now)
        except (TicketError, TextRefused) as error:
            form.add_error(None, str(error))
        else:
            return redirect(to)
    return page(form, 422)
