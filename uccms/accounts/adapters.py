"""What allauth asks us: who may sign in, what is recorded, how secrets are kept."""

import time

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from uccms.accounts import encryption
from uccms.accounts.actions.changing_password import change_password
from uccms.accounts.actions.counting_attempts import ADDRESS, NAME, count_attempt, forgive, take_back
from uccms.accounts.actions.signing_in import fail_to_sign_in, sign_in, sign_out
from uccms.accounts.addresses import network_of
from uccms.accounts.models import User
from uccms.audit.context import acting
from uccms.privacy import pia
from uccms.web import wanted
from uccms.web.middleware import sessions

AGREED_NOTICE = "agreed_notice"  # in the session, between the password and the second factor
PAUSE = "After 5 tries there is a pause of 15 minutes."


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by name and password; every failure is counted before the password is looked at."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": f"Name or password is not right. {PAUSE}",
        "incorrect_password": f"The password is not right. {PAUSE}",
    }

    def authenticate(self, request: HttpRequest, **credentials: str) -> User | None:
        """The person, or None: the same words and the same work for known, unknown and paused names."""
        username, password = credentials["username"], credentials["password"]
        network = network_of(request)
        allowed = count_attempt(NAME, username.lower())
        if network:
            allowed = count_attempt(ADDRESS, network) and allowed
        if allowed:
            user = authenticate(request, username=username, password=password)
        else:
            make_password(password)  # takes as long as looking at a password
            user = None
        if user is None:
            fail_to_sign_in(username)
            return None
        forgive(NAME, username.lower())
        if network:
            take_back(ADDRESS, network)
        return user

    def login(self, request: HttpRequest, user: User) -> None:
        """Begin the session, under a new id, after the last step of signing in."""
        if not User.objects.filter(pk=user.pk, is_active=True).exists():
            raise ImmediateHttpResponse(self.respond_user_inactive(request, user))
        notice_version = request.session.pop(AGREED_NOTICE, pia.notice("system_use").version)
        with acting(user):
            super().login(request, user)
            sign_in(user, notice_version=notice_version, by=user)
        request.session[sessions.STARTED] = request.session[sessions.LAST_SEEN] = int(time.time())

    def post_login(self, request: HttpRequest, user: User, **kwargs) -> HttpResponse:
        """Go on to the page that was asked for, with its query."""
        response = super().post_login(request, user, **kwargs)
        address = wanted.remembered(request, response.headers["Location"])
        answer = redirect(address)
        wanted.forget(answer)
        return answer

    def logout(self, request: HttpRequest) -> None:
        """End the session on the server, and record it."""
        sign_out(request.user)
        super().logout(request)

    def set_password(self, user: User, password: str) -> None:
        """Change a person's own password."""
        change_password(user, password=password, by=user)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:yours")

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """An account that was ended while somebody signed in gets the words of a wrong password."""
        messages.error(request, self.error_messages["username_password_mismatch"])
        return redirect("account_login")

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        return False  # allauth's JSON answers are not ours


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of the second factor, which are encrypted wherever they are kept."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": f"The code is not right. {PAUSE}",
    }

    def encrypt(self, text: str) -> str:
        return encryption.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return encryption.decrypt(encrypted_text)

    def get_totp_label(self, user: User) -> str:
        return user.username
