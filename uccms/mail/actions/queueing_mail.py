"""Put mails into the outbox, in the transaction that causes them."""

from collections.abc import Iterable
from dataclasses import dataclass

from procrastinate.contrib.django import app

from uccms.mail import kinds
from uccms.mail.messages import Written, checked_address, write
from uccms.mail.models import Mail

AT_ONCE = 5_000  # rows of an announcement in one statement


@dataclass(frozen=True)
class About:
    """What a mail is about. `cause` is unique: the same cause makes one mail. `record` is a number."""

    kind: str
    cause: str
    record: str = ""
    document: str = ""
    unsubscribe: str = ""


def queue_mail(about: About, *, to: str, facts: dict, by) -> Mail:
    """Within an action, write one mail to one address; asked for twice (same cause), it is one.

    `facts` go into the templates of its kind. Raises MailRefused with a sentence for what is no address.
    """
    return queue_written(about, to=to, written=write(about.kind, facts), by=by)


def queue_written(about: About, *, to: str, written: Written, by) -> Mail:
    """The same, with words that somebody has seen in a preview."""
    if not kinds.known(about.kind):
        raise LookupError(f"No app registered the kind of mail {about.kind}.")
    facts = _facts(about, to, written)
    mail, is_new = Mail.objects.get_or_create(cause=about.cause, defaults=facts | {"queued_by": by})
    if is_new:
        have_it_sent()
    return mail


def queue_several(mails: Iterable[tuple[About, str, Written]], *, by) -> None:
    """Within an action, write a mail to each of these addresses; asked for twice (same cause), it is one.

    Raises MailRefused with a sentence for what is no address.
    """
    rows = [_row(*each, by=by) for each in mails]
    if rows:
        Mail.objects.bulk_create(rows, ignore_conflicts=True)
        have_it_sent()


def announce(mails: Iterable[tuple[About, str, Written]], *, by) -> int:
    """Within an action, write many mails that are never sent twice, and say how many are new.

    Each is what it is about, its address and its words. They are a queue of their own, which a job looks
    for every minute. After a crash they are not sent again.
    """
    new = 0
    batch: list[Mail] = []

    def write_batch() -> int:
        there = Mail.objects.filter(cause__in=[mail.cause for mail in batch]).count()
        Mail.objects.bulk_create(batch, ignore_conflicts=True)
        count = len(batch) - there
        batch.clear()
        return count

    for each in mails:
        batch.append(_row(*each, by=by, is_announcement=True))
        if len(batch) >= AT_ONCE:
            new += write_batch()
    new += write_batch() if batch else 0
    return new


def have_it_sent() -> None:
    """Within an action, wake the job that sends once the transaction ends.

    Each transaction has a job of its own: of jobs of which only one may wait, the second would wait for the
    first one's transaction. Whoever comes too late finds nothing to do.
    """
    app.configure_task("uccms.mail.jobs.send_mail").defer()


def _facts(about: About, to: str, written: Written) -> dict[str, str]:
    """What a mail consists of. Raises MailRefused with a sentence for what is no address."""
    return {
        "kind": about.kind,
        "record": about.record,
        "document": about.document,
        "unsubscribe": about.unsubscribe,
        "to": checked_address(to),
        "subject": written.subject,
        "text": written.text,
        "html": written.html,
    }


def _row(about: About, to: str, written: Written, *, by, is_announcement: bool = False) -> Mail:
    facts = _facts(about, to, written)
    return Mail(cause=about.cause, queued_by=by, is_announcement=is_announcement, **facts)
