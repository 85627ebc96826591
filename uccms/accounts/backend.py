"""Finds the person of a session, with what every page asks of them, in one query."""

from django.contrib.auth.backends import ModelBackend
from django.db.models import Exists, OuterRef

from uccms.accounts.models import User


class StaffBackend(ModelBackend):
    """Name and password; who is no longer active is nobody, in the middle of a session too (AC-2)."""

    def get_user(self, user_id: int) -> User | None:
        """The active person with this key, who knows already whether they have a second factor."""
        from allauth.mfa.models import Authenticator

        second_factor = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
        user = User.objects.annotate(has_second_factor=Exists(second_factor)).filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
