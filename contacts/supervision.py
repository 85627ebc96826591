"""Whose rules and texts somebody keeps: a supervisor their areas', the call center's supervisors all."""

from uccms.accounts.models import BusinessArea, User


def keeps(user: User, right: str, area: BusinessArea | None) -> bool:
    """Whether `user`, who needs `right`, keeps what belongs to `area`; None is what holds for all areas."""
    return user.has_perm(right) and (user.is_first_tier or area in user.areas)


def kept_areas(user: User) -> list[BusinessArea]:
    """The areas that `user` may keep something for, were they a supervisor."""
    if user.is_first_tier:
        return list(BusinessArea.objects.filter(is_active=True, marked=""))
    return [area for area in user.areas if area.is_active]
