"""Asks whether somebody may do something; actions ask before they change anything."""

from django.core.exceptions import PermissionDenied


def require(user, right: str) -> None:
    """Raise PermissionDenied unless `user` has the right, written as `app.codename`."""
    if not user.has_perm(right):
        raise PermissionDenied(f"{right} is needed.")
