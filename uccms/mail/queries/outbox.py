"""The outbox as staff see it: newest first, keyset pages, and only what is about records they may open."""

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.http import Http404

from uccms.database.models import DatabaseMark
from uccms.mail.models import Mail

PAGE = 50
ANNOUNCEMENTS = "announcements"
SALT = "uccms.mail.outbox"


@dataclass(frozen=True)
class Outbox:
    """One page of mails, and the signed places of its neighbours."""

    mails: list[Mail]
    earlier: str
    later: str


def is_shown_to_everybody() -> bool:
    """Whether this is a demonstration, whose mails leave the machine only as this page."""
    return settings.DEMONSTRATION and DatabaseMark.objects.filter(name=DatabaseMark.DEMONSTRATION).exists()


def readable_by(user) -> QuerySet[Mail]:
    """The mails that somebody may read; in a demonstration every one, signed in or not."""
    return Mail.objects.all() if is_shown_to_everybody() else Mail.objects.visible_to(user)


def mail_or_404(key: int, user) -> Mail:
    """The mail with this key. Raises Http404 when there is none, or `user` may not know of it."""
    mail = readable_by(user).select_related("queued_by").filter(pk=key).first()
    if mail is None:
        raise Http404
    return mail


def outbox(user, *, state: str = "", at: str = "") -> Outbox:
    """One page; `state` is a state or empty for all, `at` a place of this list.

    Announcements go to so many that they are shown only when they are asked for.
    """
    direction, key = _place(at) or ("before", 0)
    forwards = direction == "before"
    mails = readable_by(user).defer("text", "html").select_related("queued_by")
    mails = mails.filter(is_announcement=state == ANNOUNCEMENTS)
    if state and state != ANNOUNCEMENTS:
        mails = mails.filter(state=state)
    if key:
        mails = mails.filter(pk__lt=key) if forwards else mails.filter(pk__gt=key)
    found = list(mails.order_by("-pk" if forwards else "pk")[: PAGE + 1])
    shown = sorted(found[:PAGE], key=lambda mail: -mail.pk)
    beyond = len(found) > PAGE
    return Outbox(
        shown,
        earlier=_cursor("before", shown[-1]) if shown and (beyond or not forwards) else "",
        later=_cursor("after", shown[0]) if shown and (key if forwards else beyond) else "",
    )


def _cursor(direction: str, mail: Mail) -> str:
    return signing.dumps([direction, mail.pk], salt=SALT)


def _place(signed: str) -> tuple[str, int] | None:
    try:
        direction, key = signing.loads(signed, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    return direction, key
