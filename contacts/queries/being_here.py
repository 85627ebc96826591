"""Who else has a ticket open."""

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from contacts.models import Here, Ticket

GONE_AFTER = timedelta(seconds=50)  # of silence: a page says every 15 seconds that it is there
GONE_WRITING = timedelta(seconds=150)  # a browser lets a page that is not in front speak once a minute


def others_here(ticket: Ticket, user) -> QuerySet[Here]:
    """Everybody else who has the ticket open now, those who are writing first."""
    now = timezone.now()
    heard = Q(seen_at__gte=now - GONE_AFTER) | Q(writing=True, seen_at__gte=now - GONE_WRITING)
    here = Here.objects.filter(heard, ticket=ticket, user__is_active=True).exclude(user=user)
    return here.select_related("user").order_by("-writing", "user__name", "pk")
