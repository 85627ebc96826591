"""Codes of the second factor: each is taken once (RFC 6238 section 5.2)."""

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp

from uccms.accounts import encryption
from uccms.accounts.models import User
from uccms.audit.context import action

LAST_STEP = "last_step"
SECRETS = ("secret", "seed")


def step_of(secret: str, code: str) -> int | None:
    """The time step that a six-digit code belongs to, among those that a clock may be off by; or None."""
    for step in totp.yield_hotp_counters_from_time():
        expected = totp.format_hotp_value(totp.hotp_value(secret, step))
        if totp.compare_user_code(actual=code, expected=expected):
            return step
    return None


@action
def accept_code(user: User, *, code: str, by: User) -> Authenticator | None:
    """The authenticator that a code belongs to, which is used up; None for a wrong or an old code."""
    for each in Authenticator.objects.select_for_update().filter(user=user).order_by("-type"):
        if each.type == Authenticator.Type.RECOVERY_CODES:
            if each.wrap().validate_code(code):
                return each
        elif (step := step_of(encryption.decrypt(each.data["secret"]), code)) is not None:
            # Neither the same code again nor an older one: steps only go up.
            if step <= each.data.get(LAST_STEP, 0):
                return None
            each.data[LAST_STEP] = step
            each.save(update_fields=["data"])
            return each
    return None


@action
def use_up_code(authenticator: Authenticator, *, step: int, by: User) -> None:
    """Remember that the code of this time step was used to set the second factor up."""
    authenticator.data[LAST_STEP] = step
    authenticator.save(update_fields=["data"])


@action
def rotate_secrets(*, by: User | None) -> int:
    """Write every secret anew under the first encryption key; the number of authenticators.

    Raises `cryptography.fernet.InvalidToken` where no key fits, and changes nothing then.
    """
    found = Authenticator.objects.select_for_update().order_by("pk")
    for each in found:
        each.data |= {name: encryption.rotate(each.data[name]) for name in SECRETS if name in each.data}
        each.save(update_fields=["data"])
    return len(found)
