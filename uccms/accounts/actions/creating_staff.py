"""New members of staff."""

from collections.abc import Iterable

from django.contrib.auth.models import Group

from uccms.accounts.models import BusinessArea, Membership, User
from uccms.audit.context import action


@action
def create_staff(
    username: str,
    *,
    name: str,
    password: str,
    roles: Iterable[str],
    areas: Iterable[BusinessArea] = (),
    email: str = "",
    by: User | None,
) -> User:
    """Make an account with these roles in these business areas.

    The password was checked by whoever asked for it. Raises Group.DoesNotExist for an unknown role, and
    IntegrityError where the name is taken.
    """
    groups = [Group.objects.get(name=role) for role in roles]
    user = User(username=username.lower(), name=name, email=email)
    user.set_password(password)
    user.save()
    user.groups.set(groups)
    Membership.objects.bulk_create(Membership(user=user, area=area) for area in areas)
    return user
