"""How a person likes the screens."""

from django.core.exceptions import PermissionDenied

from uccms.accounts.models import User
from uccms.audit.context import action


@action
def change_preferences(
    user: User, *, shortcuts: bool, after_saving: str, after_acting: str, scheme: str, by: User
) -> None:
    """Keep how `user` likes the screens. Raises PermissionDenied for anybody else."""
    if user.pk != by.pk:
        raise PermissionDenied("Preferences are everyone's own.")
    user.shortcuts, user.scheme = shortcuts, scheme
    user.after_saving, user.after_acting = after_saving, after_acting
    user.save(update_fields=["shortcuts", "after_saving", "after_acting", "scheme"])
