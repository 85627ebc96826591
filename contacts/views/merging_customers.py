"""Two records of one customer: find the double, look at both, merge, undo."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contacts.actions import merging_customers as acts
from contacts.errors import Conflict, CustomerError
from contacts.forms.merging_customers import WAYS, MergeForm
from contacts.models import Customer
from contacts.queries import merging_customers as queries
from contacts.queries.caller import customer_or_404
from contacts.queries.customer_lookup import look_up
from contacts.queries.duplicates import possible_doubles
from contacts.views.keeping_customers import may_change
from uccms.audit import looks


@require_http_methods(["GET", "POST"])
def choose_double(request: HttpRequest, number: int) -> HttpResponse:
    """Who is the same customer: those who look like it, and a look-up; what was typed is posted."""
    may_change(request)
    found = customer_or_404(number, request.user)
    typed = request.POST.get("look_up", "")
    identifier = request.POST.get("look_up_id", "")[:36] or str(uuid.uuid4())
    doubles = possible_doubles(found)
    others = [each for each in look_up(typed).customers if each.pk != found.pk] if typed else []
    looks.looked(found.number, by=request.user)
    shown = [each.number for each in (*(each.customer for each in doubles), *others)]
    if shown:
        looks.looked_up(identifier, shown, by=request.user)
    context = {"customer": found, "doubles": doubles, "others": others, "typed": typed}
    return render(request, "contacts/choosing_doubles.html", context | {"look_up_id": identifier})


@require_http_methods(["GET", "POST"])
def merge_customers(request: HttpRequest, number: int, other: int) -> HttpResponse:
    """Both side by side, then what will be, then the merge."""
    may_change(request)
    first, second = queries.pair_or_404(number, other, request.user)
    if request.method == "GET":
        merged = next((each for each in (first, second) if each.merged_into_id), None)
        if merged:
            return redirect("contacts:customer", merged.pk)
        return _draw(request, MergeForm(user=request.user, first=first, second=second), 200)
    form = MergeForm(request.POST, user=request.user, first=first, second=second)
    if "begin" in request.POST:
        return _draw(request, form, 200)
    sent_before = queries.merge_sent(form["submission_id"].value(), request.user)
    if sent_before:
        return redirect("contacts:customer_merge", sent_before.pk)
    if form.is_late:
        return _late(request, first, second)
    if form.is_valid():
        if "preview" in request.POST:
            return _draw(request, form, 200, preview=True)
        try:
            merge = acts.merge_customers(form.stays, form.goes, by=request.user, **form.words)
        except Conflict:
            return _late(request, first, second)
        except CustomerError as error:
            form.add_error(None, str(error))
        else:
            return redirect("contacts:customer_merge", merge.pk)
    return _draw(request, form, 422)


@require_GET
def merge(request: HttpRequest, key: int) -> HttpResponse:
    """What a merge did and what became of it; numbers and counts, no names of customers."""
    may_change(request)
    found = queries.merge_or_404(key, request.user)
    stayed, more = queries.stayed(found, request.user)
    context = {"merge": found, "moved": queries.moved(found, request.user), "stayed": stayed, "more": more}
    return render(request, "contacts/customer_merge.html", context)


@require_POST
def undo_merge(request: HttpRequest, key: int) -> HttpResponse:
    """Make two of the one again, but for what somebody changed since."""
    may_change(request)
    found = queries.merge_or_404(key, request.user)
    try:
        acts.undo_merge(found, by=request.user)
    except CustomerError as error:
        messages.error(request, str(error))
    return redirect("contacts:customer_merge", found.pk)


def _late(request: HttpRequest, first: Customer, second: Customer) -> HttpResponse:
    """Somebody was faster: both as they are now, with what was chosen of what is still there."""
    first, second = queries.pair_or_404(first.pk, second.pk, request.user)
    data = request.POST.copy()
    data["first_version"], data["second_version"] = first.version, second.version
    fresh = MergeForm(user=request.user, first=first, second=second)
    for name in WAYS:
        there = {str(key) for key in fresh.rows[name]}
        data.setlist(name, [each for each in data.getlist(name) if each in there])
    form = MergeForm(data, user=request.user, first=first, second=second)
    return _draw(request, form, 409, late=True)


def _draw(request: HttpRequest, form: MergeForm, status: int, **context) -> HttpResponse:
    for each in (form.first, form.second):
        looks.looked(each.number, by=request.user)
    context |= {
        "form": form,
        "first": form.first,
        "second": form.second,
        "counts": queries.counts(form.first, form.second, request.user),
    }
    return render(request, "contacts/merging_customers.html", context, status=status)
