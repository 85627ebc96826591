"""Send what waits: claimed and committed before it is handed over, so that nothing is sent twice.

SMTP knows no "exactly once". A mail that was claimed and has no answer is unknown, and stays so until
somebody looks at it.
"""

import logging
import smtplib
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from uccms.audit.context import action
from uccms.mail import kinds, servers
from uccms.mail.kinds import Keeps
from uccms.mail.messages import MailRefused, domain_for_servers, message_of
from uccms.mail.models import Mail

logger = logging.getLogger("uccms.mail")
State = Mail.State
BACKOFF = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440)]
FORSAKEN = timedelta(minutes=10)  # since it was claimed, without an answer: whoever sent it is dead
LONGEST_RUN = 50.0  # seconds; another run follows
A_CONNECTION = 100  # mails; servers end those that carry too many


@action
def claim_next(*, announced: bool = False, by=None) -> Mail | None:
    """Claim the mail of one queue that has waited longest, or None; two who ask at once get two mails."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE mail_mail SET state = 'claimed', claimed_at = clock_timestamp(), tries = tries + 1"
            " WHERE id = (SELECT id FROM mail_mail"
            " WHERE state = 'waiting' AND is_announcement = %s AND not_before <= clock_timestamp()"
            " ORDER BY not_before, id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id",
            [announced],
        )
        row = cursor.fetchone()
    return Mail.objects.get(pk=row[0]) if row else None


@action
def settle(mail: Mail, outcome: servers.Outcome, *, by=None) -> None:
    """Write down what became of a claimed mail; what may be tried again waits, longer each time.

    That it was sent counts also when it comes after the mail was given up for unknown.
    """
    state, answer, not_before = outcome.state, outcome.answer, mail.not_before
    if state == servers.LATER:
        if mail.tries > len(BACKOFF):
            state, answer = State.FAILED, f"{answer}, given up"
        else:
            not_before = timezone.now() + BACKOFF[mail.tries - 1]
    from_states = [State.CLAIMED, State.UNKNOWN] if state == State.SENT else [State.CLAIMED]
    Mail.objects.filter(pk=mail.pk, state__in=from_states).update(
        state=state,
        answer=answer[:60],
        not_before=not_before,
        sent_at=timezone.now() if state == State.SENT else None,
    )
    forget_what_is_not_kept(Mail.objects.filter(pk=mail.pk))


def send_waiting(
    *, announced: bool = False, most: float = LONGEST_RUN, stop: Callable[[], bool] = lambda: False
) -> int:
    """Send what waits in one of the two queues, and say how many mails were handed over.

    It ends after `most` seconds, and between two mails as soon as `stop` says so: a mail that is cut off
    while it is handed over would be unknown. A million announcements hold no other mail up.
    """
    if settings.MAIL_DELIVERY == "off":
        return 0
    end, sent = time.monotonic() + most, 0

    def next_one() -> Mail | None:
        return None if stop() or time.monotonic() >= end else claim_next(announced=announced)

    if settings.MAIL_DELIVERY == "page":
        return _keep_on_page(next_one)
    while not stop() and time.monotonic() < end and _is_waiting(announced):
        try:
            with servers.connected() as server:
                count, goes_on = _send_over(server, next_one)
        except servers.NoServer as error:
            logger.warning("The mail server cannot be reached (%s).", error)
            return sent
        sent += count
        if not goes_on:  # nothing is left, or the server hangs up on us: the next run goes on
            return sent
    return sent


def _is_waiting(announced: bool) -> bool:
    waiting = Mail.objects.filter(state=State.WAITING, is_announcement=announced)
    return waiting.filter(not_before__lte=timezone.now()).exists()


def _send_over(server: smtplib.SMTP, next_one: Callable[[], Mail | None]) -> tuple[int, bool]:
    """Send over one connection; how many mails, and whether another connection may carry more."""
    for count in range(A_CONNECTION):
        mail = next_one()
        if mail is None:
            return count, False
        outcome = _try(server, mail)
        settle(mail, outcome)
        if outcome.answer in (servers.BROKE, servers.NO_ANSWER, str(servers.GOING_AWAY)):
            return count, count > 0
    return A_CONNECTION, True


def _try(server: smtplib.SMTP, mail: Mail) -> servers.Outcome:
    try:
        message, to = message_of(mail), domain_for_servers(mail.to)
    except MailRefused:
        logger.warning("%s cannot be written.", mail.number)
        return servers.Outcome(servers.REFUSED, "it cannot be written")
    except Exception:
        # A document may fail in any way. No other mail waits for it, and the next version may make it.
        logger.exception("%s or its document cannot be written.", mail.number)
        return servers.Outcome(servers.LATER, "it cannot be written")
    return servers.hand_over(server, message, to)


def _keep_on_page(next_one: Callable[[], Mail | None]) -> int:
    """In a demonstration nothing leaves the machine: what waits is shown on the outbox's page as sent."""
    count = 0
    while mail := next_one():
        settle(mail, servers.Outcome(servers.SENT, "shown here"))
        count += 1
    return count


@action
def give_up_forsaken(*, by=None) -> int:
    """Say of mails that were claimed long ago that nobody knows whether they were sent."""
    before = timezone.now() - FORSAKEN
    forsaken = Mail.objects.filter(state=State.CLAIMED, claimed_at__lt=before)
    keys = list(forsaken.select_for_update(skip_locked=True).values_list("pk", flat=True))
    given_up = Mail.objects.filter(pk__in=keys)
    given_up.update(state=State.UNKNOWN, answer=servers.NO_ANSWER)
    forget_what_is_not_kept(given_up)
    return len(keys)


def forget_what_is_not_kept(mails: QuerySet[Mail]) -> None:
    """Within an action, delete or blank those of these mails that came to their end, as their kinds say.

    Not in a demonstration, where a mail is nowhere but on its page.
    """
    if settings.MAIL_DELIVERY == "page":
        return
    ended = mails.filter(state__in=[State.SENT, State.FAILED, State.UNKNOWN])
    ended.filter(kind__in=kinds.keeping(Keeps.NOTHING), state=State.SENT).delete()
    of_kinds = ended.filter(kind__in=kinds.keeping(Keeps.NO_TEXT, Keeps.NOTHING))
    of_kinds.update(text="", html="", unsubscribe="")


@action
def delete_what_keeps_nothing(before: datetime, *, by=None) -> int:
    """Delete mails of which nothing is kept and that are older than this, sent or not; say how many."""
    mails = Mail.objects.filter(kind__in=kinds.keeping(Keeps.NOTHING), queued_at__lt=before)
    return mails.exclude(state=State.CLAIMED).delete()[0]


@action
def delete_old_mail(before: datetime, *, by=None) -> int:
    """Delete the mails that were queued before a time, whatever became of them, and say how many."""
    return Mail.objects.filter(queued_at__lt=before).exclude(state=State.CLAIMED).delete()[0]


@action
def forget_address(address: str, *, by=None) -> int:
    """Delete every mail to an address, for somebody who asked to be erased; says how many there were.

    One that is being sent at this moment is gone once the server has answered: ask again until none is left.
    """
    return Mail.objects.filter(to__iexact=address).exclude(state=State.CLAIMED).delete()[0]


def is_on_its_way(address: str) -> bool:
    """Whether a mail to this address waits or is being sent."""
    with transaction.atomic():
        return Mail.objects.filter(to__iexact=address, state__in=[State.WAITING, State.CLAIMED]).exists()
