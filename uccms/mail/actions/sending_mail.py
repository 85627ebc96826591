"""Send what waits: claimed and committed before it is handed over, so that nothing is sent twice.

SMTP knows no "exactly once". A mail that was claimed and has no answer is unknown, and stays so until
somebody looks at it.
"""

import logging
import smtplib
import time
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from uccms.audit.context import action
from uccms.mail import servers
from uccms.mail.messages import MailRefused, domain_for_servers, message_of
from uccms.mail.models import Mail

logger = logging.getLogger("uccms.mail")
State = Mail.State
BACKOFF = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440)]
FORSAKEN = timedelta(minutes=10)  # since it was claimed, without an answer: whoever sent it is dead
LONGEST_RUN = 50.0  # seconds; another run follows
A_CONNECTION = 100  # mails; servers end those that carry too many


@action
def claim_next(*, by=None) -> Mail | None:
    """Claim the mail that has waited longest, or None; two who ask at once never get the same."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE mail_mail SET state = 'claimed', claimed_at = clock_timestamp(), tries = tries + 1"
            " WHERE id = (SELECT id FROM mail_mail"
            " WHERE state = 'waiting' AND not_before <= clock_timestamp()"
            " ORDER BY not_before, id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id"
        )
        row = cursor.fetchone()
    return Mail.objects.get(pk=row[0]) if row else None


@action
def settle(mail: Mail, outcome: servers.Outcome, *, by=None) -> None:
    """Write down what became of a claimed mail; what may be tried again waits, longer each time."""
    state, answer, not_before = outcome.state, outcome.answer, mail.not_before
    if state == servers.LATER:
        if mail.tries > len(BACKOFF):
            state, answer = State.FAILED, f"{answer}, given up"
        else:
            not_before = timezone.now() + BACKOFF[mail.tries - 1]
    Mail.objects.filter(pk=mail.pk, state=State.CLAIMED).update(
        state=state,
        answer=answer[:60],
        not_before=not_before,
        sent_at=timezone.now() if state == State.SENT else None,
    )


def send_waiting(*, most: float = LONGEST_RUN) -> int:
    """Send what waits, for `most` seconds at the longest, and say how many mails were handed over."""
    if settings.MAIL_DELIVERY == "off":
        return 0
    if settings.MAIL_DELIVERY == "page":
        return _keep_on_page()
    end, sent = time.monotonic() + most, 0
    while time.monotonic() < end and _is_waiting():
        try:
            with servers.connected() as server:
                count = _send_over(server, end)
        except servers.NoServer as error:
            logger.warning("The mail server cannot be reached (%s).", error)
            return sent
        sent += count
        if not count:  # others were faster, or the server hangs up on us: the next run goes on
            return sent
    return sent


def _is_waiting() -> bool:
    return Mail.objects.filter(state=State.WAITING, not_before__lte=timezone.now()).exists()


def _send_over(server: smtplib.SMTP, end: float) -> int:
    """Send over one connection until it breaks, carried enough, or nothing waits."""
    for count in range(A_CONNECTION):
        mail = claim_next() if time.monotonic() < end else None
        if mail is None:
            return count
        outcome = _try(server, mail)
        settle(mail, outcome)
        if outcome.answer in ("the connection broke", "no answer"):
            return count
    return A_CONNECTION


def _try(server: smtplib.SMTP, mail: Mail) -> servers.Outcome:
    try:
        message = message_of(mail)
        return servers.hand_over(server, message, domain_for_servers(mail.to))
    except (MailRefused, LookupError) as error:
        logger.warning("A mail cannot be written (%s).", type(error).__name__)
        return servers.Outcome(servers.REFUSED, "it cannot be written")


def _keep_on_page() -> int:
    """In a demonstration nothing leaves the machine: what waits is shown on the outbox's page as sent."""
    count = 0
    while mail := claim_next():
        settle(mail, servers.Outcome(servers.SENT, "shown here"))
        count += 1
    return count


@action
def give_up_forsaken(*, by=None) -> int:
    """Say of mails that were claimed long ago that nobody knows whether they were sent."""
    before = timezone.now() - FORSAKEN
    return Mail.objects.filter(state=State.CLAIMED, claimed_at__lt=before).update(
        state=State.UNKNOWN, answer="no answer"
    )


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
