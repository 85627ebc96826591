"""Whoever is missing in a list of people, by name: for the list itself, and as a page for a filter."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from uccms.accounts.queries.choosing_people import LONGEST_NAME, SHORT, People


def people_called(request: HttpRequest, people: People) -> HttpResponse:
    """The lines of a list for the name that is typed in it, which stands in no address."""
    found = people.called(request.POST.get("named", ""))[:SHORT]
    return render(request, "accounts/_people_called.html", {"lines": people.lines(found)})


@dataclass(frozen=True)
class Filtered:
    """What is filtered by somebody, in words, and the page that shows it."""

    what: str
    page: str
    way_back: str


def whose(
    request: HttpRequest, people: People, filtered: Filtered, *, back: str, address_of: Callable[[str], str]
) -> HttpResponse:
    """Filter a page by somebody who is named, without script.

    `back` is what the page was filtered by before, `address_of` its address with the one who is chosen.
    """
    named, sentence = " ".join(request.POST.get("named", "").split())[:LONGEST_NAME], ""
    if named:
        try:
            return redirect(address_of(people.meant(named)))
        except LookupError as error:
            sentence = str(error)
    found = [(line, address_of(line.value)) for line in people.lines(people.likely(named))]
    context = {
        "found": found,
        "named": named,
        "sentence": sentence,
        "back": back,
        "filtered": filtered,
        "longest": LONGEST_NAME,
    }
    return render(request, "accounts/whose.html", context, status=422 if sentence else 200)
