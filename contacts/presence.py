"""Who of an area is there to be given a ticket."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from uccms.accounts.models import BusinessArea, User, WrapUp
from uccms.accounts.sessions import signed_in


def present_members(area: BusinessArea) -> QuerySet[User]:
    """The members of an area who work on tickets, are signed in, and are not away or wrapping up."""
    works = User.groups.through.objects.filter(
        user=OuterRef("pk"), group__permissions__codename="work_ticket"
    )
    wraps_up = WrapUp.objects.filter(user=OuterRef("pk"), until__gt=timezone.now())
    return User.objects.filter(
        ~Exists(wraps_up),
        Q(away_until=None) | Q(away_until__lte=timezone.localdate()),
        Exists(works),
        pk__in=signed_in(),
        memberships__area=area,
        is_active=True,
    ).order_by("pk")
