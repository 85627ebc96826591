"""A customer's page: tickets and contacts, newest first."""

from dataclasses import dataclass

from django.db.models import Q, Subquery

from contacts.models import Contact, Customer, Ticket

PAGE = 25


@dataclass(frozen=True)
class CustomerPage:
    """What the page shows; `visible` are the keys of the tickets the reader may open."""

    tickets: list[Ticket]
    more_tickets: bool
    contacts: list[Contact]
    more_contacts: bool
    visible: set[int]


def customer_page(customer: Customer, user, *, tickets_before: int | None, contacts_before: int | None):
    """One page of each list, before the given keys."""
    tickets = Ticket.objects.filter(customer=customer).select_related("area", "topic", "assignee")
    contacts = Contact.objects.filter(customer=customer).visible_to(user).select_related("ticket", "agent")
    if tickets_before:
        tickets = tickets.filter(pk__lt=tickets_before)
    if contacts_before:
        at = Contact.objects.filter(pk=contacts_before).values("started_at")[:1]
        earlier = Q(started_at=Subquery(at), pk__lt=contacts_before)
        contacts = contacts.filter(Q(started_at__lt=Subquery(at)) | earlier, started_at__lte=Subquery(at))
    tickets = list(tickets.order_by("-id")[: PAGE + 1])
    contacts = list(contacts.order_by("-started_at", "-id")[: PAGE + 1])
    keys = [each.pk for each in tickets]
    visible = set(Ticket.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))
    return CustomerPage(tickets[:PAGE], len(tickets) > PAGE, contacts[:PAGE], len(contacts) > PAGE, visible)
