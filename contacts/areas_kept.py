"""Who keeps the hours, special days and targets of which business area."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from uccms.accounts import permissions
from uccms.accounts.models import BusinessArea, User

OWN, EVERY = "contacts.keep_areas", "contacts.keep_every_area"


def areas_kept_by(user: User) -> QuerySet[BusinessArea]:
    """The areas of a supervisor; all of them for an administrator."""
    areas = BusinessArea.objects.filter(is_active=True, marked="")
    if user.has_perm(EVERY):
        return areas
    own = [each.pk for each in user.areas] if user.has_perm(OWN) else []
    return areas.filter(pk__in=own)


def require_keeper(user: User, area: BusinessArea | None) -> None:
    """Raise PermissionDenied unless `user` keeps this area, or (None) what holds for all areas."""
    permissions.require(user, OWN if area else EVERY)
    if area and not areas_kept_by(user).filter(pk=area.pk).exists():
        raise PermissionDenied(f"{area} is not kept by {user.pk}.")
