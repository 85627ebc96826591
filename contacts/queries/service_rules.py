"""What an area owes a topic: its target and its calendar, each read once."""

from functools import cached_property

from django.db.models import F, Q

from contacts.business_hours import Calendar
from contacts.models import ServiceTarget, Ticket
from contacts.queries.calendars import calendar_of
from uccms.accounts.models import BusinessArea


class ServiceRules:
    """The rules of one area as they are now."""

    def __init__(self, area: BusinessArea) -> None:
        self.area = area

    @cached_property
    def calendar(self) -> Calendar:
        """When the area is open."""
        return calendar_of(self.area)

    def target_for(self, ticket: Ticket) -> ServiceTarget | None:
        """The target of the ticket's topic in this area, or else that of all others; None for none."""
        asked = Q(topic=ticket.topic_id) | Q(topic=None)
        return (
            ServiceTarget.objects.filter(asked, area=self.area)
            .order_by(F("topic").asc(nulls_last=True))
            .first()
        )


class ManyServiceRules(ServiceRules):
    """The same for many tickets of the area, whose targets are read together."""

    @cached_property
    def _targets(self) -> dict[int | None, ServiceTarget]:
        return {each.topic_id: each for each in ServiceTarget.objects.filter(area=self.area)}

    def target_for(self, ticket: Ticket) -> ServiceTarget | None:
        return self._targets.get(ticket.topic_id) or self._targets.get(None)
