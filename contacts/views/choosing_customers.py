"""What a screen on which a customer is chosen has: matches, the one who was chosen, likely duplicates."""

from django.http import Http404, HttpRequest

from contacts.forms.choosing_customers import CustomerChoosingForm
from contacts.models import Customer, Telephone
from contacts.queries.caller import customer_or_404
from contacts.queries.customer_lookup import Found
from contacts.queries.customer_lookup import look_up as find_customers
from contacts.queries.duplicates import likely_duplicates
from uccms.audit import looks


def matches(request: HttpRequest, typed: str, look_up_id: str) -> Found:
    """Who is found by what was typed; whoever is shown is on the audit record first."""
    found = find_customers(typed)
    if found.customers:
        looks.looked_up(look_up_id, [each.number for each in found.customers], by=request.user)
    return found


def start_of_new(found: Found | None) -> dict:
    """What a new customer starts with when nobody has this number or address."""
    if found is None or found.customers:
        return {}
    if found.telephone is not None:
        return {"new_telephone": Telephone(number=found.telephone).in_words}
    return {"new_email": found.email} if found.email else {}


def chosen(request: HttpRequest, number: str) -> Customer | None:
    """The customer with this number, on the audit record; None when there is none for this person."""
    digits = number.upper().removeprefix("C")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 19):
        return None
    try:
        customer = customer_or_404(digits, request.user)
    except Http404:
        return None
    looks.looked(customer.number, by=request.user)
    return customer


def duplicates_of(request: HttpRequest, form: CustomerChoosingForm) -> list[Customer]:
    """Customers who are likely the new one that the form is about to keep, on the audit record."""
    if not form.new_customer or form.cleaned_data["new_anyway"]:
        return []
    found = likely_duplicates(**form.new_customer)
    if found:
        looks.looked_up(
            f"{form['submission_id'].value()} duplicates", [each.number for each in found], by=request.user
        )
        form.add_error(
            "new_name", "We may know this customer already. Choose one of them, or keep a new one."
        )
    return found
