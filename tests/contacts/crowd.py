"""So many members of staff that no list holds them all."""

from django.contrib.auth.models import Group

from tests import cast
from uccms.accounts import roles
from uccms.accounts.models import BusinessArea, Membership, User


def crowd(*areas: BusinessArea, number: int) -> list[User]:
    """This many agents, called “Quill Stand001” and so on, spread over the areas in turn."""
    known = User.objects.filter(username__startswith="quill").count()
    people = User.objects.bulk_create(
        User(username=f"quill{n}", name=f"Quill Stand{n:03}") for n in range(known, known + number)
    )
    agents = Group.objects.get(name=roles.AGENT)
    belongs = User.groups.through
    belongs.objects.bulk_create([belongs(user=each, group=agents) for each in people])
    Membership.objects.bulk_create(
        [Membership(user=each, area=areas[n % len(areas)]) for n, each in enumerate(people)]
    )
    return people


def forty_areas() -> list[BusinessArea]:
    """Areas of an office that is large."""
    return [cast.area(f"Art Unit {n}") for n in range(2100, 2140)]
