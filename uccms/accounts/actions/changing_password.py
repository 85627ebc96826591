"""A person's own password."""

from uccms.accounts.models import User
from uccms.audit.context import action


@action
def change_password(user: User, *, password: str, by: User) -> None:
    """Give somebody a new password, which ends their sessions on other machines."""
    user.set_password(password)
    user.save(update_fields=["password"])
