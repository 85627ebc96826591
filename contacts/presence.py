"""Who of an area is there to be given a ticket."""

from datetime import datetime, time

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from contacts.models import Contact
from uccms.accounts.models import BusinessArea, User, WrapUp


def present_members(area: BusinessArea) -> QuerySet[User]:
    """The members of an area who work on tickets, are not away or wrapping up a call, and have signed in or
    written down a contact today."""
    morning = timezone.make_aware(datetime.combine(timezone.localdate(), time()))
    wrote = Contact.objects.filter(agent=OuterRef("pk"), started_at__gte=morning)
    works = User.groups.through.objects.filter(
        user=OuterRef("pk"), group__permissions__codename="work_ticket"
    )
    wraps_up = WrapUp.objects.filter(user=OuterRef("pk"), until__gt=timezone.now())
    return User.objects.filter(
        ~Exists(wraps_up),
        Q(last_login__gte=morning) | Q(Exists(wrote)),
        Q(away_until=None) | Q(away_until__lte=timezone.localdate()),
        Exists(works),
        memberships__area=area,
        is_active=True,
    ).order_by("pk")
