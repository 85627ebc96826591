"""What stands beside a call about the customer: how to reach them, open tickets, last contacts."""

from dataclasses import dataclass
from datetime import timedelta

from django.http import Http404
from django.utils import timezone

from contacts.models import Contact, Customer, Ticket

TICKETS = 4  # as many as there are keys for “this is about …”
CONTACTS = 3
LATELY = timedelta(days=90)  # so long ago a request may be the one that the customer comes back with


@dataclass(frozen=True)
class Caller:
    """The caller's side of the contact screen. `visible` are the keys of the tickets the agent may open.

    `settled` were resolved lately; a contact from the customer opens them again.
    """

    customer: Customer
    tickets: list[Ticket]
    more_tickets: bool
    settled: list[Ticket]
    contacts: list[Contact]
    visible: set[int]

    @property
    def choices(self) -> list[Ticket]:
        """What the contact can be about, the open ones first."""
        return [*self.tickets, *self.settled]


def customer_or_404(number: str | int, user) -> Customer:
    """The customer with this number, with everything a page shows of them; of a merged one, who stays.

    Raises Http404 for those who may not know of customers.
    """
    if not user.has_perm("contacts.look_up_customer"):
        raise Http404
    rows = Customer.objects.prefetch_related("email_addresses", "telephones", "mailing_addresses")
    customer = rows.filter(pk=number).first()
    if customer is not None and customer.merged_into_id is not None:
        customer = rows.filter(pk=customer.merged_into_id).first()
    if customer is None:
        raise Http404
    return customer


def caller(customer: Customer, user) -> Caller:
    """The caller's side for this customer, as far as `user` may see it."""
    tickets = list(
        Ticket.objects.filter(customer=customer)
        .unresolved()
        .select_related("area", "topic", "topic__area")
        .order_by("-id")[: TICKETS + 1]
    )
    settled = list(
        Ticket.objects.filter(customer=customer, merged_into=None, resolved_at__gte=timezone.now() - LATELY)
        .select_related("area", "topic", "topic__area")
        .order_by("-id")[:TICKETS]
    )[: TICKETS - len(tickets[:TICKETS])]
    contacts = list(
        Contact.objects.filter(customer=customer, ticket__isnull=False)
        .visible_to(user)
        .order_by("-started_at", "-id")[:CONTACTS]
    )
    keys = [each.pk for each in [*tickets, *settled]]
    visible = set(Ticket.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))
    return Caller(customer, tickets[:TICKETS], len(tickets) > TICKETS, settled, contacts, visible)
