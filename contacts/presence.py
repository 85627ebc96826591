"""Who of an area is there to be given a ticket."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from uccms.accounts.models import BusinessArea, User, WrapUp
from uccms.accounts.sessions import signed_in
from uccms.web.template_words.times import day_of_the_year


def present_members(area: BusinessArea) -> QuerySet[User]:
    """The members of an area who work on tickets, are signed in, and are not away or wrapping up."""
    wraps_up = WrapUp.objects.filter(user=OuterRef("pk"), until__gt=timezone.now())
    return User.objects.filter(
        ~Exists(wraps_up),
        Q(away_until=None) | Q(away_until__lte=timezone.localdate()),
        works("pk"),
        pk__in=signed_in(),
        memberships__area=area,
        is_active=True,
    ).order_by("pk")


def absence(person: User) -> str:
    """In words, that somebody is not there; "" for who is. Needs `is_signed_in`."""
    if person.is_away:
        return f"away until {day_of_the_year(person.away_until)}"
    return "" if person.is_signed_in else "not signed in"


def works(key: str) -> Exists:
    """Whether the person with this key works on tickets."""
    groups = User.groups.through.objects.filter(
        user=OuterRef(key), group__permissions__codename="work_ticket"
    )
    return Exists(groups)
