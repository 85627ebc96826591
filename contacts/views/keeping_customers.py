"""Customers: find, open, create, change."""

import uuid

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from contacts.actions.keeping_customers import change_customer, create_customer
from contacts.errors import Conflict, CustomerError
from contacts.forms.keeping_customers import CustomerForm
from contacts.models import Customer
from contacts.queries.caller import customer_or_404
from contacts.queries.customer_lookup import look_up
from contacts.queries.customer_page import customer_page
from contacts.queries.duplicates import Double, likely_duplicates, possible_doubles
from contacts.queries.merging_customers import merge_of, merges_into
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
    """A customer with tickets and contacts, newest first; of a merged one, where it went."""
    found = customer_or_404(number, request.user)
    if found.pk != number:
        looks.looked(f"C{number}", by=request.user)
        context = {"number": f"C{number}", "into": found, "merge": merge_of(number)}
        return render(request, "contacts/merged_customer.html", context)
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
        "merges": merges_into(found),
        "doubles": _doubles(request, found),
    }
    return render(request, "contacts/customer.html", context)


def _doubles(request: HttpRequest, customer: Customer) -> list[Double]:
    """Who may be the same, for those who may merge; on the audit record, as any look-up."""
    doubles = possible_doubles(customer) if request.user.has_perm("contacts.change_customer") else []
    if doubles:
        numbers = [each.customer.number for each in doubles]
        looks.looked_up(f"{uuid.uuid4()} duplicates", numbers, by=request.user)
    return doubles


def _place(signed: str | None) -> int | None:
    try:
        return signing.loads(signed or "", salt=SALT)
    except signing.BadSignature:
        return None


def may_change(request: HttpRequest) -> None:
    """Refuse those who may not know of customers, or not change them."""
    if not request.user.has_perm("contacts.look_up_customer"):
        raise Http404
    if not request.user.has_perm("contacts.change_customer"):
        raise PermissionDenied


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Keep a new customer; likely duplicates are shown first."""
    may_change(request)
    if request.method == "GET":
        return _draw(request, CustomerForm(user=request.user), 200)
    changed = redrawn(request.POST, request.user)
    form = CustomerForm(changed or request.POST, user=request.user)
    if changed is not None:
        return _draw(request, form, 200)
    if form.is_valid():
        # Sent twice, the first time kept this very customer.
        is_again = Customer.objects.filter(submission_id=form.cleaned_data["submission_id"]).exists()
        duplicates = [] if is_again or form.cleaned_data["anyway"] else _duplicates(form)
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
    may_change(request)
    found = customer_or_404(number, request.user)
    if found.pk != number and request.method == "GET":
        return redirect("contacts:customer", number)
    looks.looked(found.number, by=request.user)
    if found.pk != number:
        return _beside(request, request.POST, found, merged=f"C{number}")
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
            return _beside(request, form.data, customer_or_404(number, request.user))
        except (CustomerError, TextRefused) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Saved.")
            return redirect("contacts:customer", found.pk)
    return _draw(request, form, 422)


def _beside(request: HttpRequest, typed: QueryDict, theirs: Customer, **context) -> HttpResponse:
    """What was typed, in the form of the customer as they are now, and that beside it."""
    data = typed.copy()
    data["version"] = theirs.version
    form = CustomerForm(data, user=request.user, customer=theirs)
    return _draw(request, form, 409, theirs=theirs, **context)


def _duplicates(form: CustomerForm) -> list:
    words = form.words
    return likely_duplicates(
        name=words["name"], company=words["company"], emails=words["emails"], numbers=words["numbers"]
    )


def _draw(request: HttpRequest, form: CustomerForm, status: int, **context) -> HttpResponse:
    context |= {"form": form, "customer": form.customer}
    return render(request, "contacts/keeping_customers.html", context, status=status)
