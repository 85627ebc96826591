"""Signing in and out, as the record knows it (NIST SP 800-53 AU-2)."""

from django.utils import timezone

from uccms.accounts.models import User
from uccms.audit import looks
from uccms.audit.context import action
from uccms.audit.models import Event


@action
def sign_in(user: User, *, notice_version: str, by: User) -> None:
    """Record that somebody signed in and agreed to this version of the system use notice (AC-8)."""
    agree_to_notice(user, version=notice_version, by=by)
    looks.record(Event.Kind.SIGN_IN, by=by, subject="")


@action
def agree_to_notice(user: User, *, version: str, by: User) -> None:
    """Keep which version of the system use notice somebody agreed to, and when (AC-8)."""
    user.notice_version, user.notice_agreed_at = version, timezone.now()
    user.save(update_fields=["notice_version", "notice_agreed_at"])


def fail_to_sign_in(username: str) -> None:
    """Record a failure, under the person called so; an unknown name is not kept: it may be a password."""
    user = User.objects.filter(username=username.lower()).first()
    looks.record(Event.Kind.SIGN_IN_FAILED, by=user, subject="")


def sign_out(user: User) -> None:
    """Record that somebody's session ended, by their own wish or for want of use."""
    looks.record(Event.Kind.SIGN_OUT, by=user, subject="")
