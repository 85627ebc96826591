"""Customers: find, open, create, change."""

import uuid

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from contacts.actions.keeping_customers import change_customer, create_customer
from contacts.errors import Conflict, CustomerError
from contacts.forms.keeping_customers import CustomerForm
from contacts.queries.caller import customer_or_404
from contacts.queries.customer_lookup import look_up
from contacts.queries.customer_page import customer_page
from contacts.queries.duplicates import likely_duplicates
from contacts.views.redrawing import redrawn
from uccms.audit import looks
from uccms.privacy.texts import TextRefused
from uccms.web.panels import panels_for

SALT = "contacts.customer_page"


@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Look a customer up; what was typed is posted, for it never stands in an address."""
    if not request.user.has_perm("contacts.look_up_customer"):
        raise Http404
    typed = request.POST.get("look_up", "")
    found = look_up(typed) if typed else None
    identifier = request.POST.get("look_up_id", "")[:36] or str(uuid.uuid4())
    if found and found.customers:
        looks.looked_up(identifier, [each.number for each in found.customers], by=request.user)
    context = {"found": found, "typed": typed, "look_up_id": identifier}
    template = (
        "contacts/_found_customers.html"
        if request.headers.get("HX-Request")
        else "contacts/find_customers.html"
    )
    return render(request, template, context)


@require_GET
def customer(request: HttpRequest, number: int) -> HttpResponse:
    """A customer with tickets and contacts, newest first."""
    found = customer_or_404(number, request.user)
    looks.looked(found.number, by=request.user)
    page = customer_page(
        found,
        request.user,
        tickets_before=_place(request.GET.get("tickets")),
        contacts_before=_place(request.GET.get("contacts")),
    )
    context = {
        "customer": found,
        "page": page,
        "earlier_tickets": signing.dumps(page.tickets[-1].pk, salt=SALT) if page.more_tickets else "",
        "earlier_contacts": signing.dumps(page.contacts[-1].pk, salt=SALT) if page.more_contacts else "",
        "at_start": not request.GET,
        "panels": panels_for(request, "contacts.customer", found),
    }
    return render(request, "contacts/customer.html", context)


def _place(signed: str | None) -> int | None:
    try:
        return signing.loads(signed or "", salt=SALT)
    except signing.BadSignature:
        return None


def _may_change(request: HttpRequest) -> None:
    if not request.user.has_perm("contacts.look_up_customer"):
        raise Http404
    if not request.user.has_perm("contacts.change_customer"):
        raise PermissionDenied


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Keep a new customer; likely duplicates are shown first."""
    _may_change(request)
    if request.method == "GET":
        return _draw(request, CustomerForm(user=request.user), 200)
    changed = redrawn(request.POST, request.user)
    form = CustomerForm(changed or request.POST, user=request.user)
    if changed is not None:
        return _draw(request, form, 200)
    if form.is_valid():
        duplicates = [] if form.cleaned_data["anyway"] else _duplicates(form)
        if duplicates:
            numbers = [each.number for each in duplicates]
            looks.looked_up(f"{form.cleaned_data['submission_id']} duplicates", numbers, by=request.user)
            return _draw(request, form, 409, duplicates=duplicates)
        try:
            kept = create_customer(
                by=request.user, submission_id=form.cleaned_data["submission_id"], **form.words
            )
        except (CustomerError, TextRefused) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Kept as {kept.number}.")
            return redirect("contacts:customer", kept.pk)
    return _draw(request, form, 422)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Change a customer; when somebody was faster, both versions stand side by side."""
    _may_change(request)
    found = customer_or_404(number, request.user)
    looks.looked(found.number, by=request.user)
    if request.method == "GET":
        return _draw(request, CustomerForm(user=request.user, customer=found), 200)
    changed = redrawn(request.POST, request.user)
    form = CustomerForm(changed or request.POST, user=request.user, customer=found)
    if changed is not None:
        return _draw(request, form, 200)
    if form.is_valid():
        try:
            change_customer(found, version=form.cleaned_data["version"], by=request.user, **form.words)
        except Conflict:
            theirs = customer_or_404(number, request.user)
            data = form.data.copy()
            data["version"] = theirs.version
            return _draw(request, CustomerForm(data, user=request.user, customer=theirs), 409, theirs=theirs)
        except (CustomerError, TextRefused) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Saved.")
            return redirect("contacts:customer", found.pk)
    return _draw(request, form, 422)


def _duplicates(form: CustomerForm) -> list:
    words = form.words
    return likely_duplicates(
        name=words["name"], company=words["company"], emails=words["emails"], numbers=words["numbers"]
    )


def _draw(request: HttpRequest, form: CustomerForm, status: int, **context) -> HttpResponse:
    context |= {"form": form, "customer": form.customer}
    return render(request, "contacts/keeping_customers.html", context, status=status)
