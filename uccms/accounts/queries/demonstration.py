"""The public sign-ins of a demonstration."""

from django.conf import settings

from uccms.accounts.models import User
from uccms.database.models import DatabaseMark

MOST = 16


def demonstration_sign_ins() -> list[User]:
    """Who signs in with the demonstration's password: nobody unless settings and database both say so."""
    if not settings.DEMONSTRATION:
        return []
    marks = dict(DatabaseMark.objects.values_list("name", "made_at"))
    if DatabaseMark.DEMONSTRATION not in marks:
        return []
    found = User.objects.filter(is_active=True).prefetch_related("groups").order_by("pk")
    if complete := marks.get(DatabaseMark.DEMONSTRATION_COMPLETE):
        # Whoever was added afterwards has a password of their own.
        found = found.filter(created_at__lte=complete)
    return list(found[:MOST])
