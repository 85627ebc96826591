"""Finds the person of a session, with what every page asks of them, in one query."""

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Concat

from uccms.accounts.models import User
from uccms.accounts.models.staff import memberships_of
from uccms.database.written_once import Slot, WrittenOnce, together


class StaffBackend(ModelBackend):
    """Name and password; who is no longer active is nobody, in the middle of a session too (AC-2)."""

    def get_user(self, user_id: int) -> User | None:
        """The active person with this key, who brings their rights and whether they have a second factor."""
        found, memberships = together(_person.asking(key=user_id), memberships_of(user_id))
        if not found or not self.user_can_authenticate(found[0]):
            return None
        found[0].areas = [each.area for each in memberships]
        return found[0]

    def get_all_permissions(self, user_obj, obj=None) -> set[str]:
        """Those that came with the person, or else Django's own look for them."""
        if obj is not None or not user_obj.is_active or "rights_of_groups" not in user_obj.__dict__:
            return super().get_all_permissions(user_obj, obj)
        if "rights" not in user_obj.__dict__:
            user_obj.rights = {*user_obj.rights_of_groups, *user_obj.own_rights}
        return user_obj.rights


def _who_is() -> QuerySet:
    from allauth.mfa.models import Authenticator

    second_factor = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    return (
        User.objects.select_related("wrap_up")
        .annotate(
            has_second_factor=Exists(second_factor),
            rights_of_groups=_rights(Group.permissions.through.objects.filter(group__user=OuterRef("pk"))),
            own_rights=_rights(User.user_permissions.through.objects.filter(user=OuterRef("pk"))),
        )
        .filter(pk=Slot("key"))
    )


def _rights(given: QuerySet) -> ArraySubquery:
    name = Concat(F("permission__content_type__app_label"), Value("."), F("permission__codename"))
    return ArraySubquery(given.values(right=name))


_person = WrittenOnce(_who_is)
