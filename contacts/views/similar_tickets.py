"""Similar open tickets on the contact screen, so that a contact joins one instead of opening another."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from contacts.forms import logging_contacts as forms
from contacts.forms.choosing_customers import NEW
from contacts.queries.similar_tickets import Similar, has_open_ticket, similar_tickets


@require_POST
def similar(request: HttpRequest) -> HttpResponse:
    """Those with the numbers that are typed, as a piece of the screen."""
    if not request.user.has_perm("contacts.log_contact"):
        raise Http404
    form = forms.again(request.user, request.POST)
    return render(request, "contacts/_similar.html", {"form": form, **beside(form)})


def beside(form: forms.ContactForm) -> dict:
    """What the screen shows below the numbers; “a new ticket” is offered once, there or beside the caller."""
    found = _similar(form)
    customer = _customer(form)
    offers_new = bool(found) and not (customer and has_open_ticket(customer))
    return {"similar": found, "offers_new": offers_new}


def not_seen(form: forms.ContactForm) -> bool:
    """Whether a new ticket is about to be opened beside one that the screen has not shown: it says so, once.

    With script they are shown while one types; without it, or before the answer is there, here.
    """
    if form.act["ticket"] is not None:
        return False
    seen = set(form.data.getlist("seen"))
    customer = form.act["customer"]
    there = []
    if customer and customer.number not in seen and has_open_ticket(customer.pk):
        there.append(f"{customer} has an open ticket already.")
    if {each.ticket.number for each in _similar(form) if not each.of_another} - seen:
        there.append("There is an open ticket with the same number.")
    if there:
        form.add_error(
            None, " ".join([*there, "Say whether it is about that, or save once more for a new one."])
        )
    return bool(there)


def _similar(form: forms.ContactForm) -> list[Similar]:
    somebody = form["customer"].value() == NEW
    return similar_tickets(form.user, form.matters, customer=_customer(form), somebody=somebody)


def _customer(form: forms.ContactForm) -> int | None:
    """The key of the customer that is chosen on the screen."""
    digits = (form["customer"].value() or "").upper().removeprefix("C")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 19 else None
