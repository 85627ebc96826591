"""Split a contact off into a ticket of its own."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from contacts.actions.splitting_tickets import split_ticket
from contacts.forms.splitting_tickets import NEWEST, SplitForm
from contacts.models import Contact, Ticket
from contacts.queries.ticket_page import ticket_or_404
from contacts.views.acting import act


@require_http_methods(["GET", "POST"])
def split(request: HttpRequest, number: int) -> HttpResponse:
    """Choose the contact, what the new ticket is about and who answers it."""
    made: list[Ticket] = []

    def perform(ticket: Ticket, form: SplitForm) -> str:
        made.append(split_ticket(ticket, by=request.user, **form.words))
        return f"The contact has a ticket of its own: {made[0]}. Merging {made[0]} back undoes it."

    ticket = ticket_or_404(number, request.user)
    on_it = Contact.objects.filter(ticket=ticket).select_related("customer").prefetch_related("matters")
    on_it = on_it.order_by("-started_at", "-id")
    chosen = request.GET.get("contact", "")
    brought = [each.pk for each in ticket.matters.all() if chosen and str(each.contact_id) == chosen]
    return act(
        request, number, SplitForm, perform, title="Split a contact off", submit="Split it off",
        template="contacts/splitting_tickets.html", contacts=list(on_it[:NEWEST]),
        form_arguments=lambda ticket: {"contact": chosen, "matters": brought, "topic": ticket.topic_id},
        to=lambda: reverse("contacts:ticket", args=[made[0].pk]), stays=True,
    )  # fmt: skip
