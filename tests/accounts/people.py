"""Who signs in, and how, for the tests of signing in."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.models import Group

from uccms.accounts import encryption, roles
from uccms.accounts.models import User
from uccms.privacy import pia

PASSWORD = "quiet river, yellow lamp"
SIGN_IN, CODE = "/account/sign-in/", "/account/sign-in/second-factor/"


def make_person(username: str = "dana", *, name: str = "Dana Hollis", role: str = roles.AGENT) -> User:
    """A member of staff with one role."""
    user = User(username=username, name=name)
    user.set_password(PASSWORD)
    user.save()
    user.groups.add(Group.objects.get(name=role))
    return user


def give_second_factor(user: User) -> str:
    """Set a second factor up and return its secret."""
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret


def code_of(secret: str, *, steps: int = 0) -> str:
    """The code that an application shows now, or some steps of 30 seconds later."""
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + steps))


def secret_of(user: User) -> str:
    """The secret of the second factor that somebody has set up."""
    return encryption.decrypt(Authenticator.objects.get(user=user, type="totp").data["secret"])


def sign_in(client, username: str = "dana", password: str = PASSWORD, *, then: str = "/account/", **fields):
    """Send the sign-in form as a browser does."""
    form = {
        "login": username,
        "password": password,
        "agree": "on",
        "notice": pia.notice("system_use").version,
        "next": then,
    }
    return client.post(SIGN_IN, form | fields)


def is_signed_in(client) -> bool:
    """Whether this browser has a session of somebody."""
    return client.get("/account/session/").status_code == 200
