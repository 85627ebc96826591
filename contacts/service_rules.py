"""What an area owes a topic: its target and its calendar, each read once."""

from functools import cached_property

from django.db.models import F, Q

from contacts.business_hours import Calendar
from contacts.calendars import calendar_of
from contacts.models import ServiceTarget, Ticket
from uccms.accounts.models import BusinessArea
from uccms.database.written_once import Slot, WrittenOnce


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
        found = _target(area=self.area.pk, topic=ticket.topic_id)
        return found[0] if found else None


class ManyServiceRules(ServiceRules):
    """The same for many tickets of the area, whose targets are read together."""

    @cached_property
    def _targets(self) -> dict[int | None, ServiceTarget]:
        return {each.topic_id: each for each in ServiceTarget.objects.filter(area=self.area)}

    def target_for(self, ticket: Ticket) -> ServiceTarget | None:
        return self._targets.get(ticket.topic_id) or self._targets.get(None)


_target = WrittenOnce(
    lambda: ServiceTarget.objects.filter(Q(topic=Slot("topic")) | Q(topic=None), area=Slot("area")).order_by(
        F("topic").asc(nulls_last=True)
    )[:1]
)
