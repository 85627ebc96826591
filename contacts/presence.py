"""Who of an area is there to be given a ticket."""

from datetime import datetime, time

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from contacts.models import Contact
from uccms.accounts.models import BusinessArea, Membership, User, WrapUp
from uccms.web.template_words.times import day_of_the_year


def present_members(area: BusinessArea) -> QuerySet[User]:
    """The members of an area who work on tickets, are not away or wrapping up a call, and have signed in or
    written down a contact today."""
    wraps_up = WrapUp.objects.filter(user=OuterRef("pk"), until__gt=timezone.now())
    return User.objects.filter(
        ~Exists(wraps_up),
        _came_today("pk"),
        Q(away_until=None) | Q(away_until__lte=timezone.localdate()),
        _works("pk"),
        memberships__area=area,
        is_active=True,
    ).order_by("pk")


def workers_of(areas: QuerySet[BusinessArea]) -> list[tuple[int, User]]:
    """Who works on tickets in these areas: the key of the area and the person, by name.

    Each knows whether they `came_today`, which `absence` tells.
    """
    found = Membership.objects.filter(_works("user"), area__in=areas, user__is_active=True)
    found = found.annotate(came_today=_came_today("user", "user__")).select_related("user")
    workers = []
    for each in found.order_by("user__name", "user"):
        each.user.came_today = each.came_today
        workers.append((each.area_id, each.user))
    return workers


def absence(person: User) -> str:
    """In words, that one of `workers_of` is not there; "" for who is."""
    if person.is_away:
        return f"away until {day_of_the_year(person.away_until)}"
    return "" if person.came_today else "not signed in today"


def _works(key: str) -> Exists:
    """Whether the person with this key works on tickets."""
    groups = User.groups.through.objects.filter(
        user=OuterRef(key), group__permissions__codename="work_ticket"
    )
    return Exists(groups)


def _came_today(key: str, prefix: str = "") -> Q:
    """Whether the person with this key has signed in or written down a contact today."""
    morning = timezone.make_aware(datetime.combine(timezone.localdate(), time()))
    wrote = Contact.objects.filter(agent=OuterRef(key), started_at__gte=morning)
    return Q(**{f"{prefix}last_login__gte": morning}) | Q(Exists(wrote))
